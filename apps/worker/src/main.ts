import 'reflect-metadata';
import { runApplication, startWorker, WorkerModule } from '@hosting';

void runApplication([WorkerModule], startWorker);

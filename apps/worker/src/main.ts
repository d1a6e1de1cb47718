import 'reflect-metadata';
import { runApplication, WorkerModule } from '@hosting';

void runApplication([WorkerModule]);

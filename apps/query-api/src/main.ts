import 'reflect-metadata';
import { runApplication, QueryApiModule } from '@hosting';

void runApplication([QueryApiModule]);

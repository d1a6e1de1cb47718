import 'reflect-metadata';
import { runApplication, CommandApiModule } from '@hosting';

void runApplication([CommandApiModule]);

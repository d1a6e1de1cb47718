import 'reflect-metadata';
import { CommandApiModule, resumeImports, runApplication } from '@hosting';

void runApplication([CommandApiModule], resumeImports);

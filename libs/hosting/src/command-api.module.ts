import { Module } from '@nestjs/common';
import { writeModules } from './slices';

/** REST: takes commands and files, appends events. */
@Module({ imports: [...writeModules] })
export class CommandApiModule {}

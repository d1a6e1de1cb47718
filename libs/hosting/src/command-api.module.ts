import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { writeModules } from './slices';

/** REST: takes commands and files, appends events. */
@Module({ imports: [CqrsModule.forRoot(), ...writeModules] })
export class CommandApiModule {}

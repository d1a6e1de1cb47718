import { Module } from '@nestjs/common';
import { ImportsModule } from '@imports';
import { importKinds, writeModules } from './slices';

/** REST: takes commands and files, appends events. */
@Module({ imports: [ImportsModule.forRoot({ kinds: importKinds }), ...writeModules] })
export class CommandApiModule {}

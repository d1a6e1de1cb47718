import { Module } from '@nestjs/common';
import { ImportsModule } from '@imports';
import { ProjectionsController } from './http/projections.controller';
import { importKinds, writeModules } from './slices';

/** REST: takes commands and files, appends events; and orders to projections, which a worker obeys. */
@Module({
  controllers: [ProjectionsController],
  imports: [ImportsModule.forRoot({ kinds: importKinds }), ...writeModules],
})
export class CommandApiModule {}

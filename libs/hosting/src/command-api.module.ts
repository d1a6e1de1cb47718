import { Module } from '@nestjs/common';
import { ImportsModule } from '@imports';
import { ProjectionStates } from '@programme/ledger/read';
import { ProjectionStatesController } from './http/projection-states.controller';
import { ProjectionsController } from './http/projections.controller';
import { ScratchesController } from './http/scratches.controller';
import { importKinds, writeModules } from './slices';

/** REST: takes commands and files, appends events; and orders to projections, which a worker obeys. */
@Module({
  controllers: [ProjectionsController, ProjectionStatesController, ScratchesController],
  providers: [ProjectionStates],
  imports: [ImportsModule.forRoot({ kinds: importKinds }), ...writeModules],
})
export class CommandApiModule {}

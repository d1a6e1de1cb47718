import { Module } from '@nestjs/common';
import { AccessViewers, GraphqlApiModule, PublicEntries, Viewers } from '@graphql-api';
import { LogController } from './http/log.controller';
import { Resources } from './resources';
import { readRooms } from './slices';

@Module({
  providers: [
    { provide: Viewers, useClass: AccessViewers },
    {
      provide: PublicEntries,
      useFactory: ({ settings }: Resources): PublicEntries => ({ open: settings.LEDGER_PUBLIC_ENTRIES === 'on' }),
      inject: [Resources],
    },
  ],
  exports: [Viewers, PublicEntries],
})
class ReadPortsModule {}

/** GraphQL: answers from projections; and the log, for whoever checks them. */
@Module({
  imports: [ReadPortsModule, GraphqlApiModule.of({ rooms: readRooms, imports: [ReadPortsModule] })],
  controllers: [LogController],
})
export class QueryApiModule {}

import { RecordedSizes, defineReadRoom } from '@graphql-api';
import { eventProjection } from './event.projection';
import { EventResolver, StreamResolver } from './event.resolver';
import { ledgerTimeProjection } from './ledger-time.projection';
import { LedgerResolver } from './ledger.resolver';
import { LogResolver } from './log.resolver';
import { ProjectionStates } from './projection.queries';
import { LedgerTimes } from './recorded-sizes.queries';

export * from './event.projection';
export * from './ledger-time.projection';
export * from './ledger-time.queries';
export { ProjectionStates };

export const ledgerRead = defineReadRoom({
  resolvers: [LedgerResolver, LogResolver, EventResolver, StreamResolver],
  providers: [ProjectionStates, { provide: RecordedSizes, useClass: LedgerTimes }],
  projections: [eventProjection, ledgerTimeProjection],
});

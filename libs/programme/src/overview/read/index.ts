import { defineReadRoom } from '@graphql-api';
import { TotalEventResolver, TotalsResolver } from './funnel-changes.resolver';
import { FunnelChanges } from './funnel-changes.queries';
import { Funnels } from './funnel.queries';
import { FunnelResolver } from './funnel.resolver';
import { Traces } from './trace.queries';
import { TraceResolver } from './trace.resolver';

export * from './funnel-changes.objects';
export * from './funnel.objects';
export * from './trace.objects';

export const overviewRead = defineReadRoom({
  resolvers: [FunnelResolver, TotalsResolver, TotalEventResolver, TraceResolver],
  providers: [Funnels, FunnelChanges, Traces],
  projections: [],
});

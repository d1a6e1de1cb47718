import { defineReadRoom } from '@graphql-api';
import { Funnels } from './funnel.queries';
import { FunnelResolver } from './funnel.resolver';
import { Traces } from './trace.queries';
import { TraceResolver } from './trace.resolver';

export * from './funnel.objects';
export * from './trace.objects';

export const overviewRead = defineReadRoom({
  resolvers: [FunnelResolver, TraceResolver],
  providers: [Funnels, Traces],
  projections: [],
});

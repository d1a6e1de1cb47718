import { defineReadRoom } from '@graphql-api';
import { GrantDays } from './grant-day.queries';
import { grantProjection } from './grant.projection';
import { Grants } from './grant.queries';
import { GrantOfAssignment, GrantOfDevice, GrantResolver } from './grant.resolver';
import { simProjection } from './sim.projection';

export * from './data-grant.objects';
export { grantProjection, type GrantRow } from './grant.projection';
export { Grants } from './grant.queries';
export { grantOf } from './grant.resolver';
export * from './sim.projection';

export const dataGrantRead = defineReadRoom({
  resolvers: [GrantResolver],
  providers: [Grants, GrantDays, GrantOfAssignment, GrantOfDevice],
  projections: [grantProjection, simProjection],
});

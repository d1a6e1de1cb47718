import { defineReadRoom } from '@graphql-api';
import { organisationProjection } from './organisation.projection';
import { OrganisationResolver } from './organisation.resolver';

export * from './organisation.objects';
export * from './organisation.projection';

export const organisationRead = defineReadRoom({
  resolvers: [OrganisationResolver],
  projections: [organisationProjection],
});

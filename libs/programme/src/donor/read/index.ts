import { defineReadRoom } from '@graphql-api';
import { donorProjection } from './donor.projection';
import { DonorResolver } from './donor.resolver';

export * from './donor.objects';
export * from './donor.projection';

export const donorRead = defineReadRoom({ resolvers: [DonorResolver], projections: [donorProjection] });

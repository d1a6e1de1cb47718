import { defineReadRoom } from '@graphql-api';
import { donationProjection } from './donation.projection';
import { Donations } from './donation.queries';
import { DonationResolver } from './donation.resolver';
import { lotProjection } from './lot.projection';
import { LotResolver } from './lot.resolver';

export * from './donation.objects';
export * from './donation.projection';
export * from './lot.objects';
export * from './lot.projection';

export const donationRead = defineReadRoom({
  resolvers: [DonationResolver, LotResolver],
  providers: [Donations],
  projections: [donationProjection, lotProjection],
});

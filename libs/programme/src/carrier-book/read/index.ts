import { defineReadRoom } from '@graphql-api';
import { carrierDayProjection, carrierTermsProjection } from './carrier-day.projection';
import { CarrierDayExceptions } from './carrier-day-exceptions.queries';
import { CarrierDayResolver, CarrierLineResolver } from './carrier-day.resolver';
import { creditProjection } from './credit.projection';
import { CarrierDays } from './reconciliation.queries';

export * from './carrier-day.objects';
export * from './carrier-day.projection';
export * from './credit.projection';

export const carrierBookRead = defineReadRoom({
  resolvers: [CarrierDayResolver, CarrierLineResolver],
  providers: [CarrierDays, CarrierDayExceptions],
  projections: [creditProjection, carrierDayProjection, carrierTermsProjection],
});

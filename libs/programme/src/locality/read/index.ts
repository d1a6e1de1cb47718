import { defineReadRoom } from '@graphql-api';
import { measureProjection } from './measure.projection';
import { MeasureResolver } from './measure.resolver';

export * from './measure.objects';
export * from './measure.projection';

export const localityRead = defineReadRoom({ resolvers: [MeasureResolver], projections: [measureProjection] });

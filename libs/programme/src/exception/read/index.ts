import { defineReadRoom } from '@graphql-api';
import { exceptionProjection } from './exception.projection';
import { ExceptionResolver } from './exception.resolver';

export * from './exception.objects';
export { exceptionProjection, type ExceptionRow } from './exception.projection';

export const exceptionRead = defineReadRoom({ resolvers: [ExceptionResolver], projections: [exceptionProjection] });

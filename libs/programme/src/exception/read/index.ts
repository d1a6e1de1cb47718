import { defineReadRoom } from '@graphql-api';
import { exceptionProjection } from './exception.projection';
import { ExceptionResolver } from './exception.resolver';
import { FlaggedExceptions } from './flagged-exceptions.queries';
import { LimitExceptions } from './limit-exceptions.queries';

export * from './exception.objects';
export { exceptionProjection, type ExceptionRow } from './exception.projection';

export const exceptionRead = defineReadRoom({
  resolvers: [ExceptionResolver],
  providers: [FlaggedExceptions, LimitExceptions],
  projections: [exceptionProjection],
});

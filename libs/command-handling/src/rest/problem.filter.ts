import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { AppendTooLarge, EventTooLarge, LedgerMovedAway, StoreUnavailable } from '@event-store';
import { AccessRefused } from '@access';
import { languageOf } from './language';
import { PROBLEM_MEDIA_TYPE, Problem, problemBody } from './problem';

/** When to come back while the store can't be reached. */
const RETRY_AFTER_SECONDS = 5;

/**
 * Refusals, and the failures that have a code, become problem+json. Everything else is a fault of ours or of the transport: whoever makes
 * the HTTP application answers those (hosting: an incident id, never a stack).
 */
@Catch(Problem, AccessRefused, StoreUnavailable, LedgerMovedAway, EventTooLarge, AppendTooLarge)
export class ProblemFilter implements ExceptionFilter<Error> {
  catch(exception: Error, host: ArgumentsHost): void {
    // GraphQL answers with errors of its own.
    if (host.getType() !== 'http') throw exception;
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    const language = languageOf(request.headers['accept-language']);
    const body = problemBody(problemOf(exception), language, request.path);
    if (exception instanceof StoreUnavailable) response.set('Retry-After', String(RETRY_AFTER_SECONDS));
    if (body['status'] === 401) response.set('WWW-Authenticate', 'Bearer');
    response
      .status(body['status'] as number)
      .set({ 'Content-Language': language, Vary: 'Accept-Language' })
      .type(PROBLEM_MEDIA_TYPE)
      .send(JSON.stringify(body));
  }
}

const problemOf = (exception: Error): Problem => {
  if (exception instanceof Problem) return exception;
  if (exception instanceof AccessRefused) return new Problem(exception.code, exception.facts);
  return new Problem((exception as StoreUnavailable | LedgerMovedAway | EventTooLarge | AppendTooLarge).code);
};

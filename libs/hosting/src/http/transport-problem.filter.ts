import { randomUUID } from 'node:crypto';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { Request, Response } from 'express';
import { type Code, codes } from '@command-handling';
import { languageOf, PROBLEM_MEDIA_TYPE, problemBody } from '@command-handling/rest';

/** Refusals are answered by the filter of `@command-handling/rest`. Whatever nobody else caught becomes problem+json: never HTML, never a stack. */
@Catch()
export class TransportProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('http');

  catch(exception: unknown, host: ArgumentsHost): void {
    // GraphQL answers with errors of its own.
    if (host.getType() !== 'http') throw exception;
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    const code = transportProblemOf(exception);
    const more = code === 'INTERNAL_ERROR' ? { incidentId: this.incident(exception, request) } : {};
    if (response.headersSent) {
      // Half an answer can't be taken back; a broken connection is the only honest end of it.
      response.destroy();
      return;
    }
    sendProblem(request, response, code, more);
  }

  /** The path without its query: a query may hold what should not be in a log. */
  private incident(exception: unknown, request: Request): string {
    const incidentId = randomUUID();
    const stack = exception instanceof Error ? exception.stack : String(exception);
    this.logger.error(`incident ${incidentId}: ${request.method} ${request.path}`, stack);
    return incidentId;
  }
}

export const sendProblem = (
  request: Request,
  response: Response,
  code: Code,
  more: Readonly<Record<string, unknown>> = {},
): void => {
  const language = languageOf(request.headers['accept-language']);
  response
    .status(codes[code].status)
    .set({ 'Content-Language': language, Vary: 'Accept-Language' })
    .type(PROBLEM_MEDIA_TYPE)
    .send(JSON.stringify({ ...problemBody({ code, facts: {}, errors: [] }, language, request.path), ...more }));
};

/** Express's own errors carry a status; Nest's are `HttpException`s. Everything else is a fault of ours. */
const transportProblemOf = (exception: unknown): Code => {
  const { status } = (exception ?? {}) as { readonly status?: unknown };
  switch (exception instanceof HttpException ? exception.getStatus() : status) {
    case 400:
      return 'REQUEST_INVALID';
    case 404:
      return 'ROUTE_NOT_FOUND';
    case 413:
      return 'BODY_TOO_LARGE';
    case 415:
      return 'UNSUPPORTED_MEDIA_TYPE';
  }
  return 'INTERNAL_ERROR';
};

import type { ErrorRequestHandler, NextFunction, Request, RequestHandler, Response } from 'express';
import type { Readiness } from '../readiness';
import { sendProblem } from './transport-problem.filter';

/** When to come back while the ledger starts. */
const RETRY_AFTER_SECONDS = 5;
const METHODS_WITH_BODY: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH']);
/** What some route of ours reads; which one reads which is the route's own matter. */
const MEDIA_TYPES: ReadonlySet<string> = new Set(['application/json', 'text/csv']);
/** GraphQL tells of errors in a way of its own, which its specification lays down. */
const isGraphql = (request: Request): boolean => request.path === '/graphql';

/** Pages are ours alone: nothing is loaded from elsewhere, nobody frames them. Swagger UI writes styles into its page. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "img-src 'self' data:",
  "style-src 'self' 'unsafe-inline'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

export const securityHeaders: RequestHandler = (_request: Request, response: Response, next: NextFunction) => {
  response.set({
    'Content-Security-Policy': CONTENT_SECURITY_POLICY,
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    // An answer is of one size of the ledger and for one reader; whoever may keep it longer says so.
    'Cache-Control': 'no-store',
  });
  next();
};

/** Refuses a body that no route reads, before any of them wonders why it is empty. */
export const knownMediaTypes: RequestHandler = (request: Request, response: Response, next: NextFunction) => {
  const { 'content-type': type, 'content-length': length, 'transfer-encoding': transfer } = request.headers;
  const hasBody = METHODS_WITH_BODY.has(request.method) && (transfer !== undefined || Number(length ?? 0) > 0);
  const mediaType = (type ?? '').split(';')[0]!.trim().toLowerCase();
  if (!hasBody || MEDIA_TYPES.has(mediaType) || isGraphql(request)) next();
  else sendProblem(request, response, 'UNSUPPORTED_MEDIA_TYPE');
};

/** Stands behind the body parser: Nest would make the same 400 of it as of a body that fails a check. */
export const malformedBodies: ErrorRequestHandler = (error: unknown, request, response, next) => {
  if ((error as { readonly type?: unknown }).type !== 'entity.parse.failed' || isGraphql(request)) next(error);
  else sendProblem(request, response, 'BODY_MALFORMED');
};

/** Health and metrics are answered always; everything else once the ledger is ready. */
export const whenReady =
  (readiness: Readiness): RequestHandler =>
  (request: Request, response: Response, next: NextFunction) => {
    if (readiness.stage === 'ready' || /^\/(health\/|metrics$)/.test(request.path)) {
      next();
      return;
    }
    response.set('Retry-After', String(RETRY_AFTER_SECONDS));
    sendProblem(request, response, 'LEDGER_STARTING', { stage: readiness.stage });
  };

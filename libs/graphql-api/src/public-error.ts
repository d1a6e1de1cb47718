import { randomUUID } from 'node:crypto';
import { GraphQLError } from 'graphql';
import { errorCodes, graphqlError, isErrorCode, type ErrorCode } from './errors';

/** Codes of the server underneath, in the words of our list. */
const foreignCodes: Readonly<Record<string, ErrorCode>> = {
  BAD_REQUEST: 'BAD_USER_INPUT',
  OPERATION_RESOLUTION_FAILURE: 'BAD_USER_INPUT',
  REQUEST_ENTITY_TOO_LARGE: 'COST_EXCEEDED',
};

/** The root of a chain of located errors: what was thrown. */
const thrown = (error: unknown): unknown =>
  error instanceof GraphQLError && error.originalError != null && error.originalError !== error
    ? thrown(error.originalError)
    : error;

const located = (error: unknown) =>
  error instanceof GraphQLError
    ? { nodes: error.nodes, source: error.source, positions: error.positions, path: error.path }
    : {};

/**
 * What a client is told of an error: one code of the list, and nothing of our inside. What wasn't meant for the client goes to the log
 * under an incident id. Told twice, it says the same.
 */
export const publicError = (error: unknown, log: (incidentId: string, cause: unknown) => void): GraphQLError => {
  const cause = thrown(error);
  const code = error instanceof GraphQLError ? error.extensions.code : undefined;
  if (error instanceof GraphQLError && isErrorCode(code)) return error;
  if (error instanceof GraphQLError && typeof code === 'string' && foreignCodes[code]) {
    // `spec`: 200 in a plain JSON answer. A body that could not be read is no GraphQL request at all, and stays a 400.
    const { spec, ...http } = (error.extensions.http ?? {}) as { readonly spec?: boolean };
    const known = spec === true && !error.extensions.originalError ? { ...http, spec } : http;
    return new GraphQLError(error.message, {
      ...located(error),
      extensions: { http: known, code: foreignCodes[code] },
    });
  }
  // A GraphQLError without a cause is the executor's own word about the request: a variable that doesn't fit, a missing one.
  if (cause instanceof GraphQLError) {
    const known = isErrorCode(cause.extensions.code) ? cause.extensions : undefined;
    const extensions = known ?? {
      code: 'BAD_USER_INPUT',
      http: { status: errorCodes.BAD_USER_INPUT.status, spec: true },
    };
    return new GraphQLError((error as Error).message, { ...located(error), extensions });
  }
  // A read table that is being replaced: the same question has an answer later.
  if ((cause as { readonly code?: unknown } | null)?.code === 'PROJECTION_STALE')
    return graphqlError('PROJECTION_STALE', (cause as Error).message, {}, located(error));
  const incidentId = randomUUID();
  log(incidentId, cause);
  return graphqlError(
    'INTERNAL_SERVER_ERROR',
    'a fault of ours; the incident id is in our log',
    { incidentId },
    located(error),
  );
};

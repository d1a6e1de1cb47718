import { GraphQLError, GraphQLEnumType, type GraphQLErrorOptions } from 'graphql';

/** The closed list of `errors[].extensions.code`, with the HTTP status of an answer that has no data. In the schema as `enum ErrorCode`. */
export const errorCodes = {
  GRAPHQL_PARSE_FAILED: { status: 400, meaning: 'The document is not GraphQL.' },
  GRAPHQL_VALIDATION_FAILED: { status: 400, meaning: 'The document does not fit the schema.' },
  BAD_USER_INPUT: {
    status: 400,
    meaning: 'An argument or a variable is wrong; `reason` says how, where it has a name.',
  },
  UNAUTHENTICATED: { status: 401, meaning: 'A bearer token is needed, or the one given does not hold.' },
  FORBIDDEN: { status: 403, meaning: 'No role of the token may read this.' },
  NOT_FOUND: { status: 404, meaning: 'It does not exist, or is not of your unit or organisation.' },
  CURSOR_INVALID: { status: 400, meaning: 'The cursor was not made by this API, or by an older one.' },
  CURSOR_MISMATCH: { status: 400, meaning: 'The cursor belongs to another filter, order or size.' },
  COST_EXCEEDED: {
    status: 400,
    meaning: 'The query asks for too much at once; `limit`, `cost` and `maximum` say of what.',
  },
  RATE_LIMITED: { status: 429, meaning: 'Too many requests; `retryAfter` says in how many seconds to come back.' },
  TIMEOUT: { status: 504, meaning: 'The answer took longer than 10 seconds.' },
  PERSISTED_QUERY_NOT_FOUND: { status: 404, meaning: 'No document has this id.' },
  PROJECTION_STALE: { status: 503, meaning: 'The read tables did not reach the size asked for within 5 seconds.' },
  PROJECTION_FAULTED: {
    status: 503,
    meaning: 'A projection that the query reads stopped; `projection` and `position` say where.',
  },
  SCRATCH_NOT_READY: {
    status: 409,
    meaning:
      'The scratch that `Ledger-Scratch` names can’t be read yet, or by this software; `state` says how far it is.',
  },
  SCRATCH_DROPPED: { status: 410, meaning: 'The scratch that was named is dropped.' },
  INTERNAL_SERVER_ERROR: { status: 500, meaning: 'A fault of ours; `incidentId` is in our log.' },
} as const;
export type ErrorCode = keyof typeof errorCodes;

export const ErrorCodeEnum = new GraphQLEnumType({
  name: 'ErrorCode',
  description: 'Every error of this API has one of these in `extensions.code`.',
  values: Object.fromEntries(Object.entries(errorCodes).map(([code, { meaning }]) => [code, { description: meaning }])),
});

/** Reasons within BAD_USER_INPUT that a client may act on, in `extensions.reason`. */
export type InputReason =
  | 'USE_STRING'
  | 'TAG_CHECK'
  | 'NOT_A_DAY'
  | 'NOT_AN_INSTANT'
  | 'BEYOND_HEAD'
  | 'NOT_BY_DAY'
  | 'NOT_IN_SCRATCH'
  | 'PAGE_BOUNDS'
  | 'WRONG_ID_TYPE'
  | 'EMPTY_TREE'
  | 'INDEX_OUT_OF_RANGE'
  | 'SIZES_REVERSED';

/** An error that the client is told about as it stands. Thrown, because that is how GraphQL hands a refusal to the client. */
export const graphqlError = (
  code: ErrorCode,
  message: string,
  extensions: Readonly<Record<string, unknown>> = {},
  options: GraphQLErrorOptions = {},
): GraphQLError =>
  new GraphQLError(message, {
    ...options,
    extensions: { ...extensions, code, http: { ...httpOf(extensions), status: errorCodes[code].status, spec: true } },
  });

/** Headers that an error brings along. */
const httpOf = ({ http }: Readonly<Record<string, unknown>>): object => (http as object | undefined) ?? {};

export const badInput = (message: string, reason?: InputReason, extensions: Readonly<Record<string, unknown>> = {}) =>
  graphqlError('BAD_USER_INPUT', message, reason ? { ...extensions, reason } : extensions);

export const isErrorCode = (code: unknown): code is ErrorCode =>
  typeof code === 'string' && Object.hasOwn(errorCodes, code);

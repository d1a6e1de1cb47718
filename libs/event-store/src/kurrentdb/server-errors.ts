import {
  AccessDeniedError,
  MaxAppendSizeExceededError,
  NotLeaderError,
  StreamDeletedError,
  StreamNotFoundError,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import { AppendTooLarge, StoreUnavailable } from '../event-store';

/** This server can't hold the ledger, or can't be reached at start. The message never holds the address: it may have a password. */
export class KurrentDbRefused extends Error {
  constructor(
    readonly code: 'KURRENTDB_URL' | 'KURRENTDB_UNREACHABLE' | 'KURRENTDB_ACCESS_DENIED' | 'KURRENTDB_TOO_OLD',
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** A stream of ours was deleted on the server: nothing of ours does that. */
export class StreamDeleted extends Error {
  readonly code = 'STREAM_DELETED';
}

export {
  AccessDeniedError as AccessDenied,
  NotLeaderError as NotLeader,
  StreamNotFoundError as StreamNotFound,
  WrongExpectedVersionError as WrongExpectedVersion,
};

/**
 * What the client throws, in the port's words. Except for what is named here it says nothing about the append: the
 * server was away, too slow, too busy, not the leader, or an error of another append ended the stream that all of this
 * process share. Trying again is safe.
 */
export const asPortError = (error: unknown): unknown => {
  if (!(error instanceof Error)) return new StoreUnavailable(String(error));
  if (error instanceof StoreUnavailable) return error;
  if (error instanceof StreamDeletedError)
    return new StreamDeleted(`the stream ${error.streamName} was deleted on the server`, { cause: error });
  if (error instanceof MaxAppendSizeExceededError)
    return new AppendTooLarge(`the server takes ${error.maxAppendSize} bytes at once`, { cause: error });
  if (error instanceof AccessDeniedError) return new StoreUnavailable('access denied', { cause: error });
  // What a programmer did wrong is no state of the server.
  if (error instanceof TypeError || error instanceof RangeError) return error;
  return new StoreUnavailable(error.message, { cause: error });
};

/**
 * The work, or `StoreUnavailable` after so long. The client has no deadline of its own for an append whose answer never
 * comes, nor for a read.
 */
export const within = async <T>(milliseconds: number, what: string, work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new StoreUnavailable(`${what}: no answer in ${milliseconds} ms`)), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
};

import { StoreUnavailable } from '../event-store';

/** Errors of the connection itself; `pg` gives those without a code only a message. */
const SYSTEM_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);
const MESSAGES = new RegExp(
  [
    'Connection terminated',
    'timeout exceeded when trying to connect',
    'Client has encountered a connection error',
    'Cannot use a pool after calling end',
    'Client was closed',
  ].join('|'),
);
/**
 * Classes 08 (connection), 53 (resources, as a full disk), 58 (input and output), 57P0x (shutting down), lock and idle
 * timeouts.
 */
const SQL_STATES = /^(08...|53...|58...|57P0[1-5]|55P03|25P03|57014)$/;

/**
 * What says nothing about the append: the server could not be reached, went away or did not get to it. Trying again is
 * safe.
 */
export const asUnavailable = (error: unknown): unknown => {
  if (!(error instanceof Error)) return error;
  const code = (error as { code?: unknown }).code;
  const unavailable =
    typeof code === 'string' && code !== ''
      ? SYSTEM_CODES.has(code) || SQL_STATES.test(code)
      : MESSAGES.test(error.message);
  return unavailable ? new StoreUnavailable(error.message, { cause: error }) : error;
};

export const reachable = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    throw asUnavailable(error);
  }
};

import { StoreUnavailable } from '../event-store';
import { LedgerMovedAway, OtherHistory } from '../store-gate';
import { IMPORTING, MOVED_AWAY, NOT_THE_END } from './migrations/0004-gate';

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
 * safe. What the gate said is told in the port's words too.
 */
export const asUnavailable = (error: unknown): unknown => {
  if (!(error instanceof Error)) return error;
  const code = (error as { code?: unknown }).code;
  if (code === MOVED_AWAY) return new LedgerMovedAway(error.message);
  if (code === NOT_THE_END) return new OtherHistory(error.message);
  if (code === IMPORTING) return new StoreUnavailable(error.message);
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

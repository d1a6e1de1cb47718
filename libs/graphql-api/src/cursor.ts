import { createHash } from 'node:crypto';
import { graphqlError } from './errors';

/** The place of an edge: the values it is sorted by (the last one tells edges apart), the size it was read at, and what it was read of. */
export interface Cursor {
  readonly keys: readonly (string | number)[];
  readonly size: number;
  readonly hash: string;
}

const VERSION = 'v1:';
/** 96 bits: a cursor of another list is never taken for one of this list by chance. */
const HASH_CHARACTERS = 16;

/** Names a list: connection, filter, order, and the day of `asOf`. Absent and null filter fields are the same. */
export const listHash = (
  connection: string,
  filter: unknown,
  order: unknown,
  occurredOn: string | null = null,
): string =>
  createHash('sha256')
    .update(JSON.stringify([connection, sorted(filter), order, ...(occurredOn === null ? [] : [occurredOn])]))
    .digest('base64url')
    .slice(0, HASH_CHARACTERS);

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value ?? null;
  return Object.entries(value)
    .filter(([, entry]) => entry !== null && entry !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, entry]) => [key, sorted(entry)]);
};

export const encodeCursor = ({ keys, size, hash }: Cursor): string =>
  Buffer.from(VERSION + JSON.stringify([keys, size, hash]), 'utf8').toString('base64url');

const invalid = () => graphqlError('CURSOR_INVALID', 'the cursor was not made by this API, or by an older one');

const isKeys = (keys: unknown): keys is readonly (string | number)[] =>
  Array.isArray(keys) && keys.length > 0 && keys.every((key) => typeof key === 'string' || Number.isSafeInteger(key));

export const decodeCursor = (text: string): Cursor => {
  const plain = Buffer.from(text, 'base64url').toString('utf8');
  if (!plain.startsWith(VERSION)) throw invalid();
  let parsed: unknown;
  try {
    parsed = JSON.parse(plain.slice(VERSION.length));
  } catch {
    throw invalid();
  }
  if (!Array.isArray(parsed) || parsed.length !== 3) throw invalid();
  const [keys, size, hash] = parsed as readonly unknown[];
  if (!isKeys(keys) || !Number.isSafeInteger(size) || (size as number) < 0 || typeof hash !== 'string') throw invalid();
  return { keys, size: size as number, hash };
};

/** The cursor, if it belongs to this list; a cursor of another one would give a page that is silently wrong. */
export const cursorOf = (
  text: string,
  list: { readonly hash: string; readonly size: number; readonly keys: number },
): Cursor => {
  const cursor = decodeCursor(text);
  if (cursor.hash !== list.hash || cursor.size !== list.size || cursor.keys.length !== list.keys)
    throw graphqlError('CURSOR_MISMATCH', 'the cursor belongs to another filter, order or size of the ledger');
  return cursor;
};

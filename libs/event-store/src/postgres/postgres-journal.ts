import type { Pool, QueryConfig } from 'pg';
import { StoreUnavailable, type StoredEvent } from '../event-store';
import { Journal } from '../journal';
import type { Bell } from './bell';
import { reachable } from './unavailable';

/** Followers take this many events at once when they are behind, unless they ask otherwise. */
const DEFAULT_BATCH_SIZE = 1_000;

const INT8_OID = 20;
const INT4_OID = 23;
const asText = (value: string): string => value;

/** Positions are numbers inside the code (safe to 2^53). */
const types = {
  getTypeParser: (oid: number) => (oid === INT8_OID || oid === INT4_OID ? Number : asText),
} as unknown as QueryConfig['types'];

const COLUMNS = 'position, id, stream, revision, type, body';

/** A read of events by a statement that each connection prepares once. */
export const readEvents = async (
  pool: Pool,
  name: string,
  condition: string,
  values: readonly unknown[],
): Promise<readonly StoredEvent[]> => {
  const { rows } = await reachable(() =>
    pool.query<StoredEvent>({
      name: `event-store-${name}`,
      text: `select ${COLUMNS} from event where ${condition}`,
      values: [...values],
      types,
    }),
  );
  return rows;
};

/**
 * A position is missing: rows were removed, or written past the lock. Readers stop here, because going on would hide
 * it.
 */
export class JournalDamaged extends Error {
  readonly code = 'JOURNAL_DAMAGED';
}

/** The events table, read as the contiguous order that it is. */
export const postgresJournal = (pool: Pool, bell: Bell, isClosed: () => boolean): Journal => {
  const page = async (from: number, limit: number): Promise<readonly StoredEvent[]> => {
    const events = await readEvents(pool, 'page', 'position >= $1 order by position limit $2', [from, limit]);
    const gap = events.findIndex(({ position }, index) => position !== from + index);
    if (gap >= 0) throw new JournalDamaged(`no event at position ${from + gap}`);
    return events;
  };

  return {
    page,
    size: async () => {
      const { rows } = await reachable(() =>
        pool.query<{ size: string }>('select coalesce(max(position) + 1, 0) as size from event'),
      );
      return Number(rows[0]!.size);
    },
    byIds: (ids) => readEvents(pool, 'by-ids', 'id = any ($1::uuid[]) order by position', [ids]),
    byPositions: (positions) =>
      readEvents(pool, 'by-positions', 'position = any ($1::bigint[]) order by position', [positions]),
    stream: (stream, size = Number.MAX_SAFE_INTEGER) =>
      readEvents(pool, 'stream-at', 'stream = $1 and position < $2 order by revision', [stream, size]),
    subscribe: async function* (from, { signal, batchSize = DEFAULT_BATCH_SIZE }) {
      let next = from;
      while (!signal.aborted) {
        if (isClosed()) throw new StoreUnavailable('the event store is closed');
        const rung = bell.rung();
        const batch = await page(next, batchSize);
        if (batch.length === 0) {
          await bell.after(rung, signal);
          continue;
        }
        next += batch.length;
        yield batch;
      }
    },
  };
};

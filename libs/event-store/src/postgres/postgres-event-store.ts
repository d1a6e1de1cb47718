import type { Pool } from 'pg';
import { checkAppend } from '../append.checks';
import { StoreUnavailable, type EventStore, type StoredEvent } from '../event-store';
import type { Journal } from '../journal';
import type { CommandClaims, JournalWriter } from '../journal-writer';
import type { ImportedOrigins, StoreGate } from '../store-gate';
import { openBell } from './bell';
import { appendInBulk } from './bulk';
import { checkDurability } from './durability';
import { groupCommit } from './group-commit';
import { checkKeeper } from './keeper';
import { lastingPool } from './pool';
import { postgresCommandClaims } from './postgres-command-claims';
import { postgresJournal, readEvents } from './postgres-journal';
import { postgresJournalWriter } from './postgres-journal-writer';
import { checkGate, postgresImportedOrigins, postgresStoreGate } from './postgres-store-gate';
import { reachable } from './unavailable';

/** A pool of its own needs few connections: appends go in groups, followers share one that listens. */
const DEFAULT_CONNECTIONS = 10;

export type PostgresEventStoreOptions = (
  { readonly pool: Pool } | { readonly connectionString: string; readonly connections?: number }
) & {
  /** For whoever imports: everybody else is refused while an import has not ended. */
  readonly importing?: boolean;
};

/** Both ports over one pool. */
export interface PostgresEventStore {
  readonly store: EventStore;
  readonly journal: Journal;
  readonly gate: StoreGate;
  /**
   * Refuses further appends, answers those that were taken, ends subscriptions, and ends the pool where it is its own.
   */
  close(): Promise<void>;
}

/**
 * Expects the schema of `eventStoreMigrations`. Throws `NotDurable` where the server would acknowledge before it is
 * safe, `JournalOfAnotherStore` where the events are copied from one, and `ImportUnfinished`.
 */
export const createPostgresEventStore = async (options: PostgresEventStoreOptions): Promise<PostgresEventStore> => {
  const { pool, endOwnPool } = await durablePool(options, 'appends');
  let closed = false;
  const bell = openBell(pool);
  const { store, drain } = postgresStore(pool, bell.ring, () => closed);
  return {
    store,
    journal: postgresJournal(pool, bell, () => closed),
    gate: postgresStoreGate(pool, 'appends'),
    close: async () => {
      if (closed) return;
      closed = true;
      await drain();
      await bell.close();
      await endOwnPool();
    },
  };
};

/** The journal of a ledger whose events come into being in another store, and what that store needs beside itself. */
export interface PostgresJournal {
  readonly journal: Journal;
  readonly writer: JournalWriter;
  readonly claims: CommandClaims;
  readonly gate: StoreGate;
  readonly origins: ImportedOrigins;
  /** Ends subscriptions, and ends the pool where it is its own. */
  close(): Promise<void>;
}

/** Expects the schema of `eventStoreMigrations`. Throws `NotDurable` (a claim that is lost would let a body be dropped) and `ImportUnfinished`. */
export const createPostgresJournal = async (options: PostgresEventStoreOptions): Promise<PostgresJournal> => {
  const { pool, endOwnPool } = await durablePool(options, 'worker');
  let closed = false;
  const bell = openBell(pool);
  const writer = postgresJournalWriter(pool, bell);
  return {
    journal: postgresJournal(pool, bell, () => closed),
    writer,
    claims: postgresCommandClaims(pool),
    gate: postgresStoreGate(pool, 'worker'),
    origins: postgresImportedOrigins(pool),
    close: async () => {
      if (closed) return;
      closed = true;
      await writer.end();
      await bell.close();
      await endOwnPool();
    },
  };
};

const durablePool = async (
  options: PostgresEventStoreOptions,
  keeper: 'appends' | 'worker',
): Promise<{ readonly pool: Pool; readonly endOwnPool: () => Promise<void> }> => {
  const pool =
    'pool' in options
      ? options.pool
      : lastingPool({ connectionString: options.connectionString, max: options.connections ?? DEFAULT_CONNECTIONS });
  const endOwnPool = async (): Promise<void> => {
    if (!('pool' in options)) await pool.end();
  };
  try {
    await reachable(() => checkDurability(pool));
    await reachable(() => checkKeeper(pool, keeper));
    if (!options.importing) await checkGate(pool);
  } catch (error) {
    await endOwnPool();
    throw error;
  }
  return { pool, endOwnPool };
};

const postgresStore = (
  pool: Pool,
  appended: () => void,
  isClosed: () => boolean,
): { readonly store: EventStore; readonly drain: () => Promise<void> } => {
  const group = groupCommit(pool, appended);
  let bulks: readonly [Promise<unknown>, Promise<unknown>] = [Promise.resolve(), Promise.resolve()];
  const store: EventStore = {
    append: async (append) => {
      checkAppend(append);
      return group.append(append);
    },
    appendMany: async (appends) => {
      if (isClosed()) throw new StoreUnavailable('the event store is closed');
      appends.forEach(checkAppend);
      // Two at a time: one waits for the lock in the server, so that it goes on without us. A third would hold a connection.
      const work = bulks[0].then(() => appendInBulk(pool, appends, appended));
      bulks = [bulks[1], work.catch(() => undefined)];
      return work;
    },
    readStream: (stream, from = 0) =>
      readEvents(pool, 'stream', 'stream = $1 and revision >= $2 order by revision', [stream, from]),
    readStreams: async (streams) => {
      const events = await readEvents(pool, 'streams', 'stream = any ($1::text[]) order by stream, revision', [
        streams,
      ]);
      const found = new Map<string, StoredEvent[]>();
      for (const event of events) {
        const known = found.get(event.stream);
        if (known) known.push(event);
        else found.set(event.stream, [event]);
      }
      return found;
    },
  };
  return {
    store,
    drain: async () => {
      await group.close();
      await Promise.all(bulks);
    },
  };
};

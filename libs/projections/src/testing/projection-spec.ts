import * as fc from 'fast-check';
import { Pool } from 'pg';
import type { EventDefinition } from '@kernel';
import { EventCodec, type StoredEvent } from '@event-store';
import { migrate } from '@event-store/postgres';
import { createTestDatabase, type TestDatabase } from '../../../../tools/testing/test-database';
import { declarationHash } from '../declarations';
import { openReadTables, postgresProjectionStore, projectionMigrations, type OpenReadTables } from '../postgres';
import type { Projection, Row } from '../projection';
import { ANY_DAY, at, atSize, ReadTables } from '../read-tables';
import { applierOf } from '../running/applying';
import { batchOf } from '../running/batch';
import { suspicious } from '../running/purity';
import { type GivenFact, storedFacts } from './stored-facts';

/** These facts stand in this stream. */
export const on = (stream: string, ...facts: readonly GivenFact[]): readonly GivenFact[] =>
  facts.map((fact) => ({ ...fact, stream }));

export interface ProjectionSpec {
  /**
   * Applies the facts, which stand at positions 0, 1, … of an empty ledger, and asserts on the way that the tables are the same whether
   * they come in batches of random sizes or all at once, and that no answer depends on anything but event and row.
   */
  given(...facts: readonly (GivenFact | readonly GivenFact[])[]): Promise<void>;
  /** Rows of now, by key. */
  now(): Promise<readonly Row[]>;
  /** Closed versions, by key and `from_position`. */
  history(): Promise<readonly Row[]>;
  /** The versions that are visible at this size. */
  at(size: number): Promise<readonly Row[]>;
  /** Rows of a table of facts, by position. */
  facts(table: string): Promise<readonly Row[]>;
  /** Sums of one cut as `{ 'key/measure': n }`; of all facts given, or of the first `size`. */
  totals(cut: string, size?: number): Promise<Readonly<Record<string, number>>>;
  /** The position of the fault, if the facts stopped the projection. */
  fault(): { readonly position: number; readonly message: string } | null;
  readonly tables: ReadTables;
}

/** A database of its own takes its time on a machine that is shared. */
const TIMEOUT_MS = 60_000;
/** Ways to cut the facts into batches, beside all at once. */
const CUTS = 3;

/** Call it in `describe`, in an `.int.spec.ts`: it has a database of its own for the file. */
export const projectionSpec = (
  projection: Projection,
  definitions: readonly EventDefinition[] = projection.events,
): ProjectionSpec => {
  const codec = new EventCodec(definitions);
  let database: TestDatabase;
  let pool: Pool;
  let read: OpenReadTables;
  let store: ReturnType<typeof postgresProjectionStore>;
  let size = 0;
  let fault: { readonly position: number; readonly message: string } | null = null;

  jest.setTimeout(TIMEOUT_MS);
  beforeAll(async () => {
    database = await createTestDatabase();
    await migrate(database.ownerUrl, projectionMigrations, { applicationRole: database.applicationRole });
    pool = new Pool({ connectionString: database.applicationUrl, max: 3 });
    read = openReadTables(database.applicationUrl, 2);
    store = postgresProjectionStore(pool);
    await store.prepare(projection, declarationHash(projection, definitions), 0);
  }, TIMEOUT_MS);
  afterAll(async () => {
    await read?.close();
    await pool?.end();
    await database?.drop();
  });

  /** Empties the tables and applies the events in batches that end at these sizes; answers with the digest. */
  const applied = async (events: readonly StoredEvent[], ends: readonly number[]): Promise<string> => {
    const [checkpoint] = await store.prepare(projection, declarationHash(projection, definitions), 0);
    const applier = applierOf(projection, await store.empty(projection, checkpoint!, 0), store, suspicious);
    for (const end of ends) {
      const from = applier.checkpoint.size;
      if (applier.checkpoint.fault) break;
      await applier.apply(batchOf(events.slice(from, end), from, { codec, purity: suspicious }), end, 0);
    }
    fault = applier.checkpoint.fault;
    size = applier.checkpoint.size;
    return store.digest(projection, size);
  };

  const ordered = (sql: string, values: readonly unknown[] = []): Promise<readonly Row[]> =>
    read.tables.query(sql, values);
  const stateTable = () => {
    if (projection.kind !== 'state') throw new Error(`projection ${projection.name} has facts, no rows of now`);
    const key = Object.keys(projection.table.key).map((name) => `"${name}"`);
    return { name: projection.table.name, key: key.join(', ') };
  };

  return {
    given: async (...facts) => {
      const events = storedFacts(codec, facts.flat());
      const cuts = fc.sample(fc.uniqueArray(fc.integer({ min: 1, max: Math.max(events.length, 1) })), CUTS);
      const digests: string[] = [];
      for (const cut of [...cuts, []]) {
        const ends = [...cut, events.length].filter((end) => end <= events.length).sort((one, other) => one - other);
        digests.push(
          await applied(
            events,
            [...new Set(ends)].filter((end) => end > 0),
          ),
        );
      }
      // However it was fed, and however often: the same tables.
      expect(new Set(digests).size).toBe(1);
    },
    now: () => ordered(`select * from ${stateTable().name}_now order by ${stateTable().key}`),
    history: () => ordered(`select * from ${stateTable().name}_history order by ${stateTable().key}, from_position`),
    at: (upTo) => ordered(`select * from ${at(stateTable().name, ANY_DAY)} v order by ${stateTable().key}`, [upTo]),
    facts: (table) => ordered(`select * from ${table} order by position`),
    totals: async (cut, upTo = size) => {
      const rows = await read.tables.totalsAt(projection.name, cut, atSize(upTo));
      return Object.fromEntries(rows.map(({ key, measure, n }) => [`${key}/${measure}`, n]));
    },
    fault: () => fault,
    get tables() {
      return read.tables;
    },
  };
};

import * as fc from 'fast-check';
import { Pool } from 'pg';
import type { Actor, EventDefinition, Recorded } from '@kernel';
import { EventCodec, eventIdOf, sha256Hex, type StoredEvent } from '@event-store';
import { migrate } from '@event-store/postgres';
import { createTestDatabase, type TestDatabase } from '../../../../tools/testing/test-database';
import { declarationHash } from '../declarations';
import { openReadTables, postgresProjectionStore, projectionMigrations, type OpenReadTables } from '../postgres';
import type { Projection, Row } from '../projection';
import { at, ReadTables } from '../read-tables';
import { applierOf } from '../running/applying';
import { batchOf } from '../running/batch';
import { suspicious } from '../running/purity';

/** A fact as fixtures give it; `on` says of which stream. What is not said is the same for all. */
export interface GivenFact {
  readonly type: string;
  readonly data: unknown;
  readonly occurredAt?: string;
  readonly recordedAt?: string;
  readonly stream?: string;
  readonly actor?: Actor;
  readonly correlation?: string;
}

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
      const events = stored(codec, facts.flat());
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
    at: (atSize) => ordered(`select * from ${at(stateTable().name, 1)} v order by ${stateTable().key}`, [atSize]),
    facts: (table) => ordered(`select * from ${table} order by position`),
    totals: async (cut, atSize = size) => {
      const rows = await read.tables.totalsAt(projection.name, cut, atSize);
      return Object.fromEntries(rows.map(({ key, measure, n }) => [`${key}/${measure}`, n]));
    },
    fault: () => fault,
    get tables() {
      return read.tables;
    },
  };
};

const SOMEBODY: Actor = { id: '00000000-0000-4000-8000-000000000001', role: 'DATA_ENTRY', unit: null };

const stored = (codec: EventCodec, facts: readonly GivenFact[]): readonly StoredEvent[] => {
  const revisions = new Map<string, number>();
  return facts.map((fact, position) => {
    const stream = fact.stream ?? 'specification-1';
    const revision = revisions.get(stream) ?? 0;
    revisions.set(stream, revision + 1);
    const command = {
      id: `00000000-0000-4000-9000-${String(position).padStart(12, '0')}`,
      sha256: sha256Hex(String(position)),
    };
    const { body, id, type } = codec.encode({
      id: eventIdOf(command.id, stream, 0, command.sha256),
      stream,
      revision,
      type: fact.type,
      v: codec.definitions.find((definition) => definition.type === fact.type)?.version ?? 1,
      occurredAt: fact.occurredAt ?? '2021-11-30',
      recordedAt: fact.recordedAt ?? '2021-11-30T03:00:00.000Z',
      actor: fact.actor ?? SOMEBODY,
      command,
      ...(fact.correlation ? { correlation: fact.correlation } : {}),
      data: fact.data,
    } as Recorded);
    return { position, id, stream, revision, type, body };
  });
};

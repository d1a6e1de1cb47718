import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { Pool } from 'pg';
import type { EventDefinition, Recorded } from '@kernel';
import { EventCodec, eventIdOf, sha256Hex, type EncodedEvent, type Journal } from '@event-store';
import {
  createPostgresEventStore,
  eventStoreMigrations,
  migrate,
  type PostgresEventStore,
} from '@event-store/postgres';
import { createTestDatabase, type TestDatabase } from '../../../../tools/testing/test-database';
import {
  openLease,
  openReadTables,
  postgresOrderBook,
  postgresOrders,
  postgresProjectionSizes,
  postgresProjectionStore,
  projectionMigrations,
  type OpenReadTables,
  type ProjectionSizesOptions,
} from '../postgres';
import type { Projection } from '../projection';
import type { GivenOrder, Order, OrderVerb } from '../projection-orders';
import type { ProjectionSizes } from '../projection-sizes';
import type { ReadTables } from '../read-tables';
import { ProjectionRunner, type OrderRecord, type ProjectionRunnerOptions, type ScratchRecord } from '../running';

/** A ledger with its read side, in a database of its own: for specifications on a real PostgreSQL. */
export interface ReadSide {
  readonly database: TestDatabase;
  readonly pool: Pool;
  readonly ledger: PostgresEventStore;
  readonly codec: EventCodec;
  readonly tables: ReadTables;
  readonly store: ReturnType<typeof postgresProjectionStore>;
  sizes(
    projections: readonly Pick<Projection, 'name' | 'version'>[],
    options?: Pick<ProjectionSizesOptions, 'declarationOf'>,
  ): ProjectionSizes;
  /** Appends the facts to one stream, in order. */
  append(facts: readonly Fact[]): Promise<void>;
  /** A worker; stopped when the read side is dropped. */
  runner(projections: readonly Projection[], options?: Partial<ProjectionRunnerOptions>): ProjectionRunner;
  /** Gives an order, and answers when nothing more comes of it by itself. */
  order(verb: OrderVerb, name: string, given?: Partial<GivenOrder>): Promise<Order>;
  drop(): Promise<void>;
}

export interface Fact {
  readonly type: string;
  readonly data: unknown;
  readonly occurredAt?: string;
  readonly recordedAt?: string;
}

export const ADMINISTRATOR = { id: '00000000-0000-4000-8000-00000000000a', role: 'ADMIN', unit: null } as const;
/** A worker looks several times a second; a rebuild of a specification's facts takes seconds on a machine that is shared. */
const ORDER_TIMEOUT_MS = 40_000;

/** An append takes at most 1,000. */
const APPEND_EVENTS = 1_000;

export const createReadSide = async (definitions: readonly EventDefinition[]): Promise<ReadSide> => {
  // What goes wrong here goes wrong on purpose.
  Logger.overrideLogger(false);
  const database = await createTestDatabase();
  await migrate(database.ownerUrl, [...eventStoreMigrations, ...projectionMigrations], {
    applicationRole: database.applicationRole,
  });
  const pool = new Pool({ connectionString: database.applicationUrl, max: 12 });
  pool.on('error', () => undefined);
  const ledger = await createPostgresEventStore({ connectionString: database.applicationUrl });
  const codec = new EventCodec(definitions);
  const open: OpenReadTables = openReadTables(database.applicationUrl);
  const store = postgresProjectionStore(pool);
  const runners: ProjectionRunner[] = [];
  const stream = 'specification-1';
  let next = 0;
  return {
    database,
    pool,
    ledger,
    codec,
    tables: open.tables,
    store,
    sizes: (projections, options = {}) =>
      postgresProjectionSizes({ pool, journal: ledger.journal, projections, now: () => Date.now(), ...options }),
    append: async (facts) => {
      for (let start = 0; start < facts.length; start += APPEND_EVENTS) {
        const part = facts.slice(start, start + APPEND_EVENTS);
        const events = part.map((fact, index) => encodedFact(codec, stream, next + index, fact));
        const result = await ledger.store.append({ stream, expectedRevision: next - 1, events });
        if (result.kind !== 'appended') throw new Error(`not appended: ${result.kind}`);
        next += part.length;
      }
    },
    runner: (projections, options = {}) => {
      const runner = new ProjectionRunner({
        journal: ledger.journal,
        codec,
        store,
        openLease: () => openLease(pool),
        projections,
        suspicious: true,
        orders: { book: postgresOrderBook(pool), record: noRecord },
        ...options,
      });
      runners.push(runner);
      return runner;
    },
    order: async (verb, name, given = {}) => {
      const orders = postgresOrders(pool);
      const { id } = await orders.place({ id: randomUUID(), name, verb, orderedBy: ADMINISTRATOR, ...given });
      return orders.settled(id, ORDER_TIMEOUT_MS);
    },
    drop: async () => {
      await Promise.all(runners.map((runner) => runner.stop()));
      await open.close();
      await ledger.close();
      await pool.end();
      await database.drop();
    },
  };
};

/** A ledger that keeps nothing of what came of orders, and agrees to everything. */
export const noRecord: OrderRecord = {
  begun: async () => undefined,
  accepted: async () => undefined,
  rebuilt: async () => undefined,
  aborted: async () => undefined,
  skipped: async () => null,
};

export const noScratchRecord: ScratchRecord = { ordered: async () => undefined, dropped: async () => undefined };

/** The journal, but for one of its answers. */
export const journalWith = (journal: Journal, page: Journal['page']): Journal =>
  Object.assign(Object.create(journal) as Journal, { page });

/** The fact as the ledger would hold it, with an envelope of its own. */
export const encodedFact = (codec: EventCodec, stream: string, revision: number, fact: Fact): EncodedEvent => {
  const command = { id: randomUUID(), sha256: sha256Hex(`${stream}/${revision}`) };
  return codec.encode({
    id: eventIdOf(command.id, stream, 0, command.sha256),
    stream,
    revision,
    type: fact.type,
    v: codec.definitions.find(({ type }) => type === fact.type)!.version,
    occurredAt: fact.occurredAt ?? '2021-11-30',
    recordedAt: fact.recordedAt ?? '2021-11-30T03:00:00.000Z',
    actor: { id: '00000000-0000-4000-8000-000000000001', role: 'DATA_ENTRY', unit: null },
    command,
    data: fact.data,
  } as Recorded);
};

/** Waits for a condition, and says what it waited for. */
export const eventually = async (
  what: string,
  isThere: () => Promise<boolean> | boolean,
  withinMilliseconds = 20_000,
): Promise<void> => {
  const deadline = performance.now() + withinMilliseconds;
  while (!(await isThere())) {
    if (performance.now() > deadline) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

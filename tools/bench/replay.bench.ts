import { availableParallelism } from 'node:os';
import { Pool } from 'pg';
import { EventCodec, type Journal } from '@event-store';
import { createPostgresEventStore, eventStoreMigrations, migrate } from '@event-store/postgres';
import { allEvents } from '@programme/catalogue';
import { projections, projectionThreads } from '@hosting';
import { ProjectionRunner, type Projection, type Threads } from '@projections';
import {
  openLease,
  postgresProjectionSizes,
  postgresProjectionStore,
  projectionMigrations,
} from '@projections/postgres';
import { secondsOf, type Bench, type BenchContext } from './bench';
import { syntheticLedger } from './synthetic-ledger';

/** `REPLAY_EVENTS` for a quick look; what is reported as the ledger's figure is of this many. */
const EVENTS = Number(process.env.REPLAY_EVENTS ?? 1_000_000);
/** The engine's own page. */
const PAGE = 2_000;
/** An event in a millisecond would be a failure, and not a figure. */
const TIMEOUT_MS = EVENTS + 60_000;
/** On one core more of them would only be in each other's way; what they cost there is a figure too. */
const THREADS = Math.max(2, availableParallelism());
const MEMORY_EVERY_MS = 20;
const MEBIBYTE = 2 ** 20;

/** A row for each credit, which nine of ten events are; and the list of all events, which writes the most. */
const ONE = ['credit', 'event'];

/**
 * Builds projections from nothing over 1,000,000 events. Floor: reading the journal in the same pages and parsing each body, right before. All
 * projections are told beside one alone too, and their memory beside that of the process before.
 */
export const replayBench: Bench = {
  name: 'replay',
  run: async ({ database, report }: BenchContext) => {
    await migrate(database.ownerUrl, [...eventStoreMigrations, ...projectionMigrations], {
      applicationRole: database.applicationRole,
    });
    const connectionString = database.applicationUrl;
    const ledger = await createPostgresEventStore({ connectionString });
    const pool = new Pool({ connectionString, max: 12 });
    try {
      for (const appends of syntheticLedger(EVENTS)) await ledger.store.appendMany(appends);
      await pool.query('vacuum analyze event').catch(() => undefined);
      const measured = async (figure: string, run: readonly Projection[], threads = 1): Promise<number> => {
        const floor = EVENTS / (await secondsOf(() => readAll(ledger.journal)));
        await forget(pool);
        const memory = watchMemory();
        const seconds = await secondsOf(() =>
          replay(pool, ledger.journal, run, projectionThreads(threads, { connectionString })),
        );
        const { before, peak } = memory.stop();
        report({ figure, value: EVENTS / seconds, unit: 'events/s', floor });
        report({ figure: `memory: ${figure}`, value: peak / MEBIBYTE, unit: 'MiB', floor: before / MEBIBYTE });
        return EVENTS / seconds;
      };
      const one: Record<string, number> = {};
      for (const name of ONE) one[name] = await measured(`one projection: ${name}`, named(name));
      for (const threads of [1, THREADS]) {
        const all = `all ${projections.length} projections, ${threads} thread${threads > 1 ? 's' : ''}`;
        const value = await measured(all, projections, threads);
        for (const name of ONE)
          report({ figure: `${all}, beside ${name} alone`, value, unit: 'events/s', floor: one[name]! });
      }
    } finally {
      await pool.end();
      await ledger.close();
    }
  },
};

/** What the process takes up, looked at while something runs. In bytes. */
const watchMemory = (): { stop(): { readonly before: number; readonly peak: number } } => {
  const before = process.memoryUsage.rss();
  let peak = before;
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, MEMORY_EVERY_MS);
  return {
    stop: () => {
      clearInterval(timer);
      return { before, peak };
    },
  };
};

const named = (name: string): readonly Projection[] => {
  const found = projections.filter((projection) => projection.name === name);
  if (found.length === 0) throw new Error(`no projection is called ${name}`);
  return found;
};

const readAll = async (journal: Journal): Promise<void> => {
  let parsed = 0;
  for (let from = 0; from < EVENTS; from += PAGE) {
    for (const { body } of await journal.page(from, PAGE)) parsed += JSON.parse(body) ? 1 : 0;
  }
  if (parsed !== EVENTS) throw new Error(`the journal holds ${parsed} events`);
};

const replay = async (
  pool: Pool,
  journal: Journal,
  run: readonly Projection[],
  threads: Threads | undefined,
): Promise<void> => {
  const runner = new ProjectionRunner({
    journal,
    codec: new EventCodec(allEvents),
    projections: run,
    threads,
    store: postgresProjectionStore(pool),
    openLease: () => openLease(pool),
  });
  await runner.start();
  const sizes = postgresProjectionSizes({ pool, journal, projections: run, now: () => Date.now() });
  await sizes.waitForSize(
    run.map(({ name }) => name),
    EVENTS,
    TIMEOUT_MS,
  );
  await runner.stop();
};

/** As if no projection had ever run. */
const forget = async (pool: Pool): Promise<void> => {
  const { rows } = await pool.query<{ name: string }>(
    `select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables where schemaname = 'read_tables'`,
  );
  if (rows.length > 0) await pool.query(`drop table ${rows.map(({ name }) => name).join(', ')} cascade`);
  await pool.query('delete from projections.checkpoint');
};

import { Pool } from 'pg';
import { EventCodec, type Journal } from '@event-store';
import { createPostgresEventStore, eventStoreMigrations, migrate } from '@event-store/postgres';
import { allEvents } from '@programme/catalogue';
import { projections } from '@hosting';
import { ProjectionRunner, type Projection } from '@projections';
import {
  openLease,
  postgresProjectionSizes,
  postgresProjectionStore,
  projectionMigrations,
} from '@projections/postgres';
import { median, secondsOf, type Bench, type BenchContext } from './bench';
import { syntheticLedger } from './synthetic-ledger';

const EVENTS = 200_000;
/** Floor and engine take turns, so that both meet the machine in the same state; the median of the turns is reported. */
const TURNS = 3;
/** The engine's own page. */
const PAGE = 2_000;
const TIMEOUT_MS = 120_000;

/** A row for each credit, which nine of ten events are; and the list of all events, which writes the most. */
const ONE = ['credit', 'event'];

/**
 * Builds projections from nothing over 200,000 events. Floor: reading the journal in the same pages and parsing each body.
 */
export const replayBench: Bench = {
  name: 'replay',
  run: async ({ database, report }: BenchContext) => {
    await migrate(database.ownerUrl, [...eventStoreMigrations, ...projectionMigrations], {
      applicationRole: database.applicationRole,
    });
    const ledger = await createPostgresEventStore({ connectionString: database.applicationUrl });
    const pool = new Pool({ connectionString: database.applicationUrl, max: 12 });
    try {
      for (const appends of syntheticLedger(EVENTS)) await ledger.store.appendMany(appends);
      await pool.query('vacuum analyze event').catch(() => undefined);
      const floors: number[] = [];
      const rounds = [
        ...ONE.map((name) => ({ figure: `one projection: ${name}`, run: named(name), values: [] as number[] })),
        { figure: `all ${projections.length} projections`, run: projections, values: [] as number[] },
      ];
      for (let turn = 0; turn < TURNS; turn += 1) {
        floors.push(EVENTS / (await secondsOf(() => readAll(ledger.journal))));
        for (const { run, values } of rounds) {
          await forget(pool);
          values.push(EVENTS / (await secondsOf(() => replay(pool, ledger.journal, run))));
        }
      }
      for (const { figure, values } of rounds)
        report({ figure, value: median(values), unit: 'events/s', floor: median(floors) });
    } finally {
      await pool.end();
      await ledger.close();
    }
  },
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

const replay = async (pool: Pool, journal: Journal, run: readonly Projection[]): Promise<void> => {
  const runner = new ProjectionRunner({
    journal,
    codec: new EventCodec(allEvents),
    projections: run,
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

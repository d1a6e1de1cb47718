import { Pool } from 'pg';
import type { EventStore, Journal } from '@event-store';
import { createKurrentDbEventStore, startJournalWorker } from '@event-store/kurrentdb';
import { createPostgresEventStore, createPostgresJournal, eventStoreMigrations, migrate } from '@event-store/postgres';
import { bareGroupCommit, type BareGroupCommit } from './bare-group-commit';
import { concurrently, median, secondsOf, type Bench, type BenchContext } from './bench';
import { commandIdV7, registration } from './registrations';

interface OpenedStore {
  readonly name: string;
  readonly store: EventStore;
  readonly journal: Journal;
  close(): Promise<void>;
}

/** Appends in flight, and events of one turn: some tenths of a second of work for the quicker store. */
const ROUNDS = [
  { inFlight: 1, events: 200 },
  { inFlight: 16, events: 2_000 },
  { inFlight: 64, events: 4_000 },
] as const;
/** Floor and stores take turns, so that all meet the machine in the same state; the median of the turns is reported. */
const TURNS = 5;
/** The page that projections read. */
const PAGE = 2_000;

/**
 * Each store that is there, side by side: appends with 1, 16 and 64 in flight, each event with an expected revision to its own
 * stream; until the journal has them all; and the whole journal read. PostgreSQL always, KurrentDB where `KURRENTDB_URL` names a
 * server that holds no other ledger's events.
 * Floor: the same text into a bare table, in groups, one commit for each; reading it in the same pages.
 */
export const storeBench: Bench = {
  name: 'store',
  run: async (context: BenchContext) => {
    const { ownerUrl } = context.database;
    const pool = new Pool({ connectionString: ownerUrl, max: 2 });
    const bare = await bareGroupCommit(pool);
    const stores = [await postgres(context), ...(await kurrentdb(context))];
    try {
      for (const round of ROUNDS) await measureAppends(round, bare, stores, context);
      await measureReading(pool, stores, context);
    } finally {
      for (const { close } of stores) await close();
      await bare.end();
    }
  },
};

const postgres = async ({ database }: BenchContext): Promise<OpenedStore> => {
  await migrate(database.ownerUrl, eventStoreMigrations, { applicationRole: database.applicationRole });
  return { name: 'postgres', ...(await createPostgresEventStore({ connectionString: database.applicationUrl })) };
};

/** A journal in a database of its own, and the worker that writes it in this process. */
const kurrentdb = async ({ createDatabase }: BenchContext): Promise<readonly OpenedStore[]> => {
  const { KURRENTDB_URL: url } = process.env;
  if (!url) {
    process.stderr.write('kurrentdb: KURRENTDB_URL names no server, so there is one store\n');
    return [];
  }
  const database = await createDatabase();
  await migrate(database.ownerUrl, eventStoreMigrations, { applicationRole: database.applicationRole });
  const { journal, writer, claims, close } = await createPostgresJournal({ connectionString: database.applicationUrl });
  const opened = await createKurrentDbEventStore({ url, claims });
  const report = (line: string): void => void process.stderr.write(`kurrentdb: ${line}\n`);
  const worker = await startJournalWorker({ url, writer, isOurs: () => true, report });
  return [
    {
      name: 'kurrentdb',
      store: opened.store,
      journal,
      close: async () => {
        await worker.stop();
        await opened.close();
        await close();
        await database.drop();
      },
    },
  ];
};

const measureAppends = async (
  { inFlight, events }: (typeof ROUNDS)[number],
  bare: BareGroupCommit,
  stores: readonly OpenedStore[],
  { report }: BenchContext,
): Promise<void> => {
  const floors: number[] = [];
  const figures = stores.map((opened) => ({ opened, appended: [] as number[], inJournal: [] as number[] }));
  for (let turn = -1; turn < TURNS; turn += 1) {
    // The first turn warms up: plans are made and pages are in memory before anything is counted.
    const counted = turn >= 0;
    const appends = Array.from({ length: events }, () => registration(commandIdV7()));
    const seconds = await secondsOf(() =>
      concurrently(events, inFlight, (index) => bare.insert(appends[index]!.events[0]!.body)),
    );
    if (counted) floors.push(events / seconds);
    for (const { opened, appended, inJournal } of figures) {
      const { store, journal } = opened;
      const before = await journal.size();
      const start = process.hrtime.bigint();
      const until = (): number => Number(process.hrtime.bigint() - start) / 1e9;
      await concurrently(events, inFlight, async (index) => {
        const result = await store.append(appends[index]!);
        if (result.kind !== 'appended' || result.repeated) throw new Error(`not appended: ${result.kind}`);
      });
      if (counted) appended.push(events / until());
      await journalHas(journal, before + events);
      if (counted) inJournal.push(events / until());
    }
  }
  const floor = median(floors);
  for (const { opened, appended, inJournal } of figures) {
    report({ figure: `${opened.name}, in flight ${inFlight}`, value: median(appended), unit: 'events/s', floor });
    report({
      figure: `${opened.name}, in flight ${inFlight}, until in the journal`,
      value: median(inJournal),
      unit: 'events/s',
      floor,
    });
  }
};

const journalHas = async (journal: Journal, size: number): Promise<void> => {
  while ((await journal.size()) < size) await new Promise(setImmediate);
};

const measureReading = async (pool: Pool, stores: readonly OpenedStore[], { report }: BenchContext): Promise<void> => {
  const { rows } = await pool.query<{ readonly size: string }>('select count(*) as size from bare');
  const size = Number(rows[0]!.size);
  const bareSeconds = await secondsOf(async () => {
    for (let from = 0; from < size; from += PAGE)
      await pool.query('select body from bare where position >= $1 order by position limit $2', [from, PAGE]);
  });
  for (const { name, journal } of stores) {
    const there = await journal.size();
    const seconds = await secondsOf(async () => {
      for (let from = 0; from < there; from += PAGE) await journal.page(from, PAGE);
    });
    report({
      figure: `${name}, the whole journal read`,
      value: there / seconds,
      unit: 'events/s',
      floor: size / bareSeconds,
    });
  }
};

import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import { Client, Pool } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { EventSourcedLedger, SystemRandomness, type Clock } from '@command-handling';
import { EventCodec, uuidV5, type EventStore, type Journal } from '@event-store';
import { createPostgresEventStore, eventStoreMigrations, migrate } from '@event-store/postgres';
import { ImportEngine, dryTools, type AnyImportKind } from '@imports';
import { ImportStore, Spool, importMigrations } from '@imports/postgres';
import { creditFileName, creditImport } from '@programme/carrier-book/write';
import { allEvents } from '@programme/catalogue';
import { QUOTA_BYTES_PER_DAY, addDays } from '@programme/shared';
import { createPostgresVault, vaultMigrations } from '@vault/postgres';
import { median, secondsOf, type Bench, type BenchContext } from './bench';

const LINES = 100_000;
/** Floor and engine take turns, so that both meet the machine in the same state; the median of the turns is reported. */
const TURNS = 3;
const NAMESPACE = '0d5f6f0e-52ab-5d0a-8a39-9f7e3c1f5b21';
const FIRST_DAY = '2021-11-01';
/** An upload comes in pieces of a socket. */
const PIECE_BYTES = 64 * 1024;
const JOURNAL_PAGE = 2_000;
const KEY_BYTES = 32;

/** Where the time of one import went. */
interface Seconds {
  total: number;
  checking: number;
  applying: number;
  appending: number;
}

/**
 * F8 of 100,000 lines, from the file's first byte to its committed events: spooled, checked, decided line by line, appended.
 * Floor: the bodies of the same events by one bare text COPY into a table of position and text.
 */
export const importBench: Bench = {
  name: 'import',
  run: async ({ database, report }: BenchContext) => {
    await migrate(database.ownerUrl, [...eventStoreMigrations, ...vaultMigrations, ...importMigrations], {
      applicationRole: database.applicationRole,
    });
    const pool = new Pool({ connectionString: database.applicationUrl, max: 8 });
    const ledger = await createPostgresEventStore({ connectionString: database.applicationUrl });
    const turns: { readonly floor: number; readonly seconds: Seconds }[] = [];
    try {
      // The turn before the first is not counted: plans are made and code is compiled in it.
      for (let turn = 0; turn <= TURNS; turn += 1) {
        const day = addDays(FIRST_DAY, turn);
        const before = await ledger.journal.size();
        const seconds = await imported(pool, ledger.store, day);
        const bodies = await bodiesFrom(ledger.journal, before);
        const floor = await bareCopy(database.ownerUrl, bodies);
        if (turn > 0) turns.push({ floor, seconds });
      }
    } finally {
      await pool.end();
      await ledger.close();
    }
    const floor = LINES / median(turns.map((turn) => turn.floor));
    const rate = (figure: string, of: (seconds: Seconds) => number): void =>
      report({ figure, value: LINES / median(turns.map(({ seconds }) => of(seconds))), unit: 'lines/s', floor });
    rate('F8 of 100,000 lines', ({ total }) => total);
    rate('of it: taken in and checked', ({ checking }) => checking);
    rate('of it: decided while nothing is being appended', ({ applying, appending }) => applying - appending);
    rate('of it: appended, the next lines being decided', ({ appending }) => appending);
  },
};

/** One file through the engine; fails unless each line became an event. */
const imported = async (pool: Pool, store: EventStore, serviceDate: string): Promise<Seconds> => {
  const seconds: Seconds = { total: 0, checking: 0, applying: 0, appending: 0 };
  const clock: Clock = { now: () => `${addDays(serviceDate, 1)}T03:00:00.000Z` };
  const codec = new EventCodec(allEvents);
  let inFlight = 0;
  let since = 0;
  const timedStore: EventStore = {
    append: (append) => store.append(append),
    readStream: (stream, from) => store.readStream(stream, from),
    readStreams: (streams) => store.readStreams(streams),
    appendMany: async (appends) => {
      if (inFlight === 0) since = performance.now();
      inFlight += 1;
      const results = await store.appendMany(appends);
      inFlight -= 1;
      if (inFlight === 0) seconds.appending += (performance.now() - since) / 1_000;
      return results;
    },
  };
  const ledger = new EventSourcedLedger(timedStore, codec, clock);
  const vault = createPostgresVault({
    pool,
    masterKey: Buffer.alloc(KEY_BYTES, 7),
    randomness: new SystemRandomness(),
  });
  let checked = 0;
  const kind: AnyImportKind = {
    ...creditImport,
    begin: async (run, tools) => {
      checked = performance.now();
      return creditImport.begin!(run, tools);
    },
  };
  const engine = new ImportEngine({
    store: new ImportStore(pool),
    spool: new Spool(pool, () => Buffer.alloc(KEY_BYTES, 7)),
    clock,
    kinds: [kind],
    tools: { ledger, vault },
    dryTools: dryTools(new EventSourcedLedger(store, codec, clock, { dry: true }), vault),
  });
  const file = creditFile(serviceDate);
  const start = performance.now();
  const received = await engine.receive({
    commandId: uuidV5(NAMESPACE, `upload ${serviceDate}`),
    kind: 'F8',
    mode: 'apply',
    name: creditFileName('VIETTEL', serviceDate),
    uploader: { id: uuidV5(NAMESPACE, 'agent'), role: 'CARRIER_AGENT', unit: 'VIETTEL' },
    options: {},
    bytes: inPieces(file),
  });
  if (received.kind !== 'received') throw new Error(`the file of ${serviceDate} was ${received.kind}`);
  const record = await engine.ended(received.record.id);
  const end = performance.now();
  if (record?.state !== 'COMPLETED' || record.counts.events !== LINES)
    throw new Error(`the import ended as ${record?.state} ${record?.code} with ${record?.counts.events} events`);
  seconds.total = (end - start) / 1_000;
  seconds.checking = (checked - start) / 1_000;
  seconds.applying = (end - checked) / 1_000;
  return seconds;
};

const creditFile = (serviceDate: string): Buffer => {
  const lines = Array.from({ length: LINES }, (_, index) => {
    const grantId = uuidV5(NAMESPACE, `grant ${index}`);
    return `${grantId}|||${serviceDate}|${QUOTA_BYTES_PER_DAY}|VT-${serviceDate}-${index}|CREDITED|`;
  });
  const total = BigInt(LINES) * BigInt(QUOTA_BYTES_PER_DAY);
  const header = `H|VIETTEL|${serviceDate}|1|BINARY|CALENDAR_DAY`;
  return Buffer.from(`${[header, ...lines, `T|${LINES}|${total}`].join('\n')}\n`);
};

async function* inPieces(file: Buffer): AsyncGenerator<Buffer> {
  for (let start = 0; start < file.length; start += PIECE_BYTES) yield file.subarray(start, start + PIECE_BYTES);
}

/** The bodies of one event a line, as they are stored; fails where there are fewer. */
const bodiesFrom = async (journal: Journal, before: number): Promise<readonly string[]> => {
  const bodies: string[] = [];
  const size = await journal.size();
  for (let from = before; from < size; from += JOURNAL_PAGE)
    for (const { type, body } of await journal.page(from, JOURNAL_PAGE))
      if (type === 'DailyQuotaCredited') bodies.push(body);
  if (bodies.length !== LINES) throw new Error(`the journal holds ${bodies.length} credits of the file`);
  return bodies;
};

/** Seconds of writing the bodies and nothing else. */
const bareCopy = async (connectionString: string, bodies: readonly string[]): Promise<number> => {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    await client.query('create table bare (position bigint primary key, body text not null)');
    const rows = function* (): Generator<string> {
      for (let from = 0; from < bodies.length; from += JOURNAL_PAGE)
        yield bodies
          .slice(from, from + JOURNAL_PAGE)
          .map((body, index) => `${from + index}\t${body.replaceAll('\\', '\\\\')}\n`)
          .join('');
    };
    const seconds = await secondsOf(() =>
      pipeline(Readable.from(rows()), client.query(copyFrom('copy bare from stdin'))),
    );
    await client.query('drop table bare');
    return seconds;
  } finally {
    await client.end();
  }
};

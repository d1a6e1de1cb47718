import { createPostgresEventStore, createPostgresJournal } from './postgres';
import { createPostgresLedger } from './postgres/testing/postgres-ledger';
import { importIntoServer, startJournalWorker } from './kurrentdb';
import { checkBeginning, importEvents } from './import-events';
import { LedgerMovedAway, OtherHistory, type StoreGate } from './store-gate';
import type { Journal } from './journal';
import type { StoredEvent } from './event-store';
import { appendOf, commandOf, type LedgerUnderTest, type OpenedStore } from './testing';
import {
  connected,
  createStandInLedger,
  openAt,
  openJournal,
  startStandIn,
  until,
  type StandIn,
} from './testing/kurrentdb';
import { createTestDatabase, type TestDatabase } from '../../../tools/testing/test-database';
import { eventStoreMigrations, migrate } from './postgres';

/** Suites share two cores, and each test makes a database and a server. */
jest.setTimeout(180_000);

/** Beyond two batches of each kind, and streams that go on from one to the next. */
const STREAMS = 260;
const ROUNDS = 4;
const EVENTS = STREAMS * ROUNDS * 2;
const MOVE = commandOf('the move');
const never = new AbortController().signal;

/** As hosting has it: what is asked of the gate is asked of the ledger's own database. */
const gateOf = async (ledger: { readonly database: TestDatabase }, store: 'postgres' | 'kurrentdb') => {
  const options = { connectionString: ledger.database.applicationUrl };
  const { gate, close } = await (store === 'postgres'
    ? createPostgresEventStore(options)
    : createPostgresJournal(options));
  return { gate, close };
};

describe.each([
  ['postgres', createPostgresLedger],
  ['kurrentdb', createStandInLedger],
] as const)('a store that is closed for a move: %s', (store, create) => {
  let ledger: LedgerUnderTest & { readonly database: TestDatabase };
  let opened: OpenedStore;
  let gate: StoreGate;
  let closeGate: () => Promise<void>;
  beforeEach(async () => {
    ledger = await create();
    opened = await ledger.open();
    ({ gate, close: closeGate } = await gateOf(ledger, store));
    await opened.store.append(appendOf('device-a'));
  });
  afterEach(async () => {
    await closeGate();
    await opened.close();
    await ledger.drop();
  });
  const next = appendOf('device-a', { expectedRevision: 0 });

  it('refuses every append in every process, also after a restart, and takes the one that says where it went', async () => {
    expect(await gate.close(MOVE.id)).toBe(MOVE.id);
    // Somebody else closes it again: the first who did is who says so.
    expect(await gate.close(commandOf('another move').id)).toBe(MOVE.id);
    await expect(opened.store.append(next)).rejects.toThrow(LedgerMovedAway);
    await expect(opened.store.appendMany([next])).rejects.toThrow(LedgerMovedAway);
    await opened.store.append(appendOf('ledger', { command: MOVE }));
    expect(await opened.store.append(appendOf('ledger', { command: MOVE }))).toMatchObject({ repeated: true });
    const again = await ledger.open();
    await expect(again.store.append(next)).rejects.toThrow(LedgerMovedAway);
    expect((await again.journal.page(0, 10)).map(({ stream }) => stream)).toEqual(['device-a', 'ledger']);
    await again.close();
    expect(await gate.state()).toEqual({ closedFor: MOVE.id, importing: false });
  });

  it('stands still once whoever was let in before is done', async () => {
    await gate.close(MOVE.id);
    // What was appended so far is in the journal.
    expect(await gate.settled()).toBe(true);
    const database = await connected(ledger.database.ownerUrl);
    const { id, sha256 } = commandOf('on its way');
    await database.query('insert into command_claim (command_id, sha256, claimant) values ($1, $2, $1)', [id, sha256]);
    expect(await gate.settled()).toBe(store === 'postgres');
    await database.query("update event_store_gate set closed_at = closed_at - interval '61 seconds'");
    await database.end();
    expect(await gate.settled()).toBe(true);
  });
});

interface Target {
  readonly database: TestDatabase;
  readonly url: string;
}

const emptyTarget = async (): Promise<Target> => {
  const database = await createTestDatabase();
  await migrate(database.ownerUrl, eventStoreMigrations, { applicationRole: database.applicationRole });
  return { database, url: database.applicationUrl };
};

/** What an export holds: bodies, some hundreds at a time. */
async function* bodiesOf(events: readonly StoredEvent[], signalAfter?: { at: number; stop: AbortController }) {
  for (let from = 0; from < events.length; from += 256) {
    yield events.slice(from, from + 256).map(({ body }) => Buffer.from(body));
    if (signalAfter && from >= signalAfter.at) signalAfter.stop.abort();
  }
}

const allOf = (journal: Journal): Promise<readonly StoredEvent[]> => journal.page(0, EVENTS + 10);

describe('events that are imported', () => {
  let source: Awaited<ReturnType<typeof createPostgresLedger>>;
  let events: readonly StoredEvent[];
  let target: Target;
  let server: StandIn;
  beforeAll(async () => {
    source = await createPostgresLedger();
    const { store, journal, close } = await source.open();
    for (let round = 0; round < ROUNDS; round += 1)
      await store.appendMany(
        Array.from({ length: STREAMS }, (_, index) =>
          appendOf(`device-${index}`, { expectedRevision: round * 2 - 1, count: 2, data: { sổ: 'Sóng 📱', index } }),
        ),
      );
    events = await allOf(journal);
    await close();
  });
  afterAll(() => source.drop());
  beforeEach(async () => {
    target = await emptyTarget();
    server = await startStandIn();
  });
  afterEach(async () => {
    await server.close();
    await target.database.drop();
  });

  const intoPostgres = async (from: readonly StoredEvent[], stop?: { at: number; stop: AbortController }) => {
    const { journal, gate, close } = await createPostgresEventStore({ connectionString: target.url, importing: true });
    try {
      await gate.beginImport();
      const signal = stop?.stop.signal ?? never;
      const done = await importEvents({
        journal,
        gate,
        bodies: bodiesOf(from, stop),
        onProgress: () => undefined,
        signal,
      });
      if (!signal.aborted) await gate.finishImport();
      return done;
    } finally {
      await close();
    }
  };
  const intoKurrentDb = async (
    from: readonly StoredEvent[],
    { onAppended = (): void => undefined, signal = never }: { onAppended?: () => void; signal?: AbortSignal } = {},
  ) => {
    const options = { connectionString: target.url, importing: true };
    const { journal, gate, origins, close } = await createPostgresJournal(options);
    try {
      await gate.beginImport();
      await importEvents({ journal, gate, bodies: bodiesOf(from), onProgress: () => undefined, signal: never });
      const isOurs = (stream: string): boolean => stream.startsWith('device-');
      const more = { url: server.url, isOurs, onAppended, onFound: () => undefined, signal };
      const whole = await importIntoServer({ journal, origins, ...more });
      if (whole) await gate.finishImport();
      return whole;
    } finally {
      await close();
    }
  };
  const journalThere = async (open: typeof createPostgresEventStore | typeof createPostgresJournal) => {
    const { journal, close } = await open({ connectionString: target.url });
    const found = await allOf(journal);
    await close();
    return found;
  };

  it('into postgres: are the same bytes in the same order, and the store goes on', async () => {
    expect(await intoPostgres(events)).toBe(EVENTS);
    expect(await journalThere(createPostgresEventStore)).toEqual(events);
    const { store, close } = await createPostgresEventStore({ connectionString: target.url });
    const next = appendOf('device-0', { expectedRevision: ROUNDS * 2 - 1 });
    expect(await store.append(next)).toMatchObject({ kind: 'appended', position: EVENTS });
    // A command that came before the move answers with its first receipt.
    expect(await store.append(appendOf('device-0', { count: 2, data: { sổ: 'Sóng 📱', index: 0 } }))).toMatchObject({
      repeated: true,
      position: 1,
    });
    await close();
  });

  it('into postgres: go on where they were cut off, and until then nobody else opens the store', async () => {
    const stop = new AbortController();
    const done = await intoPostgres(events, { at: 1_000, stop });
    expect(done).toBeGreaterThan(0);
    expect(done).toBeLessThan(EVENTS);
    await expect(createPostgresEventStore({ connectionString: target.url })).rejects.toMatchObject({
      code: 'IMPORT_UNFINISHED',
    });
    expect(await intoPostgres(events)).toBe(EVENTS);
    expect(await journalThere(createPostgresEventStore)).toEqual(events);
  });

  it('refuse a store with another history, which stays open as it was', async () => {
    const { store, journal, close } = await createPostgresEventStore({ connectionString: target.url });
    await store.append(appendOf('device-0', { count: 2, data: 'another' }));
    await expect(checkBeginning({ journal, bodies: bodiesOf(events) })).rejects.toThrow('another event at position 0');
    expect(await store.append(appendOf('device-0', { expectedRevision: 1 }))).toMatchObject({ kind: 'appended' });
    await close();
    await expect(intoPostgres(events)).rejects.toThrow(OtherHistory);
  });

  it('refuse a store that has more than they, and go on in one that has their beginning', async () => {
    await intoPostgres(events);
    const { journal, close } = await createPostgresEventStore({ connectionString: target.url });
    const refused = checkBeginning({ journal, bodies: bodiesOf(events.slice(0, 500)) });
    await expect(refused).rejects.toThrow(`the store has ${EVENTS} events, and the import 500`);
    await expect(checkBeginning({ journal, bodies: bodiesOf(events) })).resolves.toBeUndefined();
    await close();
  });

  it('refuse an order in which an event has no predecessor', async () => {
    await expect(intoPostgres(events.slice(1))).rejects.toThrow('no predecessor of device-0@1');
  });

  it('into kurrentdb: are in the journal and on the server, and its worker goes on from there', async () => {
    expect(await intoKurrentDb(events)).toBe(true);
    expect(await journalThere(createPostgresJournal)).toEqual(events);
    const there = server.log.events.map(({ stream, revision, id, data }) => ({
      stream,
      revision,
      id,
      body: Buffer.from(data).toString(),
    }));
    const wanted = events.map(({ stream, revision, id, body }) => ({ stream, revision, id, body }));
    const place = ({ stream, revision }: { stream: string; revision: number }) => `${stream}@${revision}`;
    const byPlace = (one: (typeof there)[number], other: (typeof there)[number]) =>
      place(one) < place(other) ? -1 : 1;
    expect(there.sort(byPlace)).toEqual(wanted.sort(byPlace));
    expect(await followedOn()).toEqual({ kind: 'appended', size: EVENTS + 1 });
  });

  it('into kurrentdb: go on where they were cut off, without an event twice', async () => {
    const stop = new AbortController();
    expect(await intoKurrentDb(events, { onAppended: () => stop.abort(), signal: stop.signal })).toBe(false);
    const sent = server.log.events.length;
    expect(sent).toBeGreaterThan(0);
    expect(sent).toBeLessThan(EVENTS);
    // A connection that breaks, too: one part is half on the server.
    server.appendFaults.push('lost', 'unavailable');
    await expect(intoKurrentDb(events)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect(await intoKurrentDb(events)).toBe(true);
    expect(server.log.events).toHaveLength(EVENTS);
    expect(await followedOn()).toEqual({ kind: 'appended', size: EVENTS + 1 });
  });

  it.each([
    ['a stream of somebody else', 'foreign-a', '{}'],
    ['another event of ours', 'device-0', appendOf('device-0', { data: 'another' }).events[0]!.body],
  ])('into kurrentdb: refuse a server that holds %s', async (_, stream, body) => {
    const { id } = appendOf('device-0', { data: 'another' }).events[0]!;
    server.log.append(stream, 'any', [
      { id, type: 'NeedRegistered', contentType: 'application/octet-stream', data: Buffer.from(body) },
    ]);
    await expect(intoKurrentDb(events)).rejects.toThrow(OtherHistory);
    expect(server.log.events).toHaveLength(1);
  });

  it('into kurrentdb: find an event id that the server knew with another body', async () => {
    const [first] = events;
    const other = first!.body.replace('Sóng', 'Song');
    server.log.append('device-0', -1, [
      { id: first!.id, type: first!.type, contentType: 'application/octet-stream', data: Buffer.from(other) },
    ]);
    await expect(intoKurrentDb(events)).rejects.toThrow(OtherHistory);
  });

  it('and back: postgres, kurrentdb, postgres are one history', async () => {
    await intoKurrentDb(events);
    const between = await journalThere(createPostgresJournal);
    const first = target;
    target = await emptyTarget();
    await intoPostgres(between);
    expect(await journalThere(createPostgresEventStore)).toEqual(events);
    await first.database.drop();
  });

  /** The ledger as it is opened after the import, with its worker. */
  const followedOn = async () => {
    const followed = await openOn(target, server);
    const next = appendOf('device-0', { expectedRevision: ROUNDS * 2 - 1 });
    const { kind } = await followed.opened.store.append(next);
    await until(async () => (await followed.opened.journal.size()) > EVENTS);
    const size = await followed.opened.journal.size();
    const { problem } = followed.worker.status();
    await followed.close();
    expect(problem).toBeNull();
    return { kind, size };
  };
});

const openOn = async ({ url }: Target, server: StandIn) => {
  const place = { serverUrl: server.url, databaseUrl: url, namespace: null };
  const own = await openJournal(place);
  const worker = await startJournalWorker({
    url: server.url,
    writer: own.writer,
    isOurs: (stream) => !stream.startsWith('foreign'),
    report: () => undefined,
  });
  const opened = await openAt(place);
  return {
    worker,
    opened,
    close: async () => {
      await opened.close();
      await worker.stop();
      await own.close();
    },
  };
};

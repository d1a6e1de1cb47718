import { randomUUID } from 'node:crypto';
import type { Actor } from '@kernel';
import { EventCodec } from '@event-store';
import { createPostgresEventStore, eventStoreMigrations, migrate } from '@event-store/postgres';
import { createTestDatabase, type TestDatabase } from '../../../tools/testing/test-database';
import { EventSourcedLedger } from './ledger';
import type { DecideRequest } from './ledger.port';
import type { Outcome } from './outcome';
import { FixedClock, SHELF_CAPACITY, putThings, shelf, shelfEvents } from './testing';

/** Races wait for the disk, and suites share two cores. */
jest.setTimeout(120_000);

const ACTOR: Actor = { id: '00000000-0000-4000-8000-000000000001', role: 'DATA_ENTRY', unit: null };
const RACES = 200;

type OpenStore = Awaited<ReturnType<typeof createPostgresEventStore>>;

describe('the ledger on PostgreSQL', () => {
  let database: TestDatabase;
  let stores: readonly OpenStore[];
  let ledgers: readonly EventSourcedLedger[];
  beforeAll(async () => {
    database = await createTestDatabase();
    await migrate(database.ownerUrl, eventStoreMigrations, { applicationRole: database.applicationRole });
    // Two of them, as two processes have.
    stores = await Promise.all(
      [1, 2].map(() => createPostgresEventStore({ connectionString: database.applicationUrl })),
    );
    ledgers = stores.map(({ store }) => new EventSourcedLedger(store, new EventCodec(shelfEvents), new FixedClock()));
  });
  afterAll(async () => {
    await Promise.all((stores ?? []).map(({ close }) => close()));
    await database.drop();
  });

  const request = (id: string, count: number, commandId: string = randomUUID()): DecideRequest => ({
    decider: shelf,
    id,
    command: putThings(count),
    context: { commandId, actor: ACTOR },
  });
  const send = (ledger: EventSourcedLedger, { decider, id, command, context }: DecideRequest): Promise<Outcome> =>
    ledger.decide(decider, id, command, context);
  const codeOf = (outcome: Outcome): string => (outcome.kind === 'refused' ? outcome.code : 'RECORDED');

  it('lets exactly one of two have the last place, each time', async () => {
    for (let race = 0; race < RACES; race += 1) {
      const id = randomUUID();
      const outcomes = await Promise.all(ledgers.map((ledger) => send(ledger, request(id, SHELF_CAPACITY))));
      expect(outcomes.map(codeOf).sort()).toEqual(['OVER_ALLOCATION', 'RECORDED']);
    }
  });

  it('takes everybody on a busy stream who fits, and answers each with its own revision', async () => {
    const id = randomUUID();
    const requests = Array.from({ length: SHELF_CAPACITY + 5 }, () => request(id, 1));
    const outcomes = await Promise.all(requests.map((each, i) => send(ledgers[i % 2]!, each)));
    expect(outcomes.filter((outcome) => codeOf(outcome) === 'RECORDED')).toHaveLength(SHELF_CAPACITY);
    expect(outcomes.filter((outcome) => codeOf(outcome) === 'OVER_ALLOCATION')).toHaveLength(5);
    const revisions = outcomes.flatMap((outcome) => (outcome.kind === 'receipt' ? [outcome.firstRevision!] : []));
    expect(revisions.sort((one, other) => one - other)).toEqual(Array.from({ length: SHELF_CAPACITY }, (_, i) => i));
  });

  it('answers one command that comes many times at the same moment with one receipt', async () => {
    const id = randomUUID();
    const one = request(id, 3);
    const outcomes = await Promise.all(Array.from({ length: 8 }, (_, i) => send(ledgers[i % 2]!, one)));
    const receipts = outcomes.map((outcome) => ({ ...outcome, repeated: true }));
    expect(new Set(receipts.map((receipt) => JSON.stringify(receipt))).size).toBe(1);
    expect(outcomes.filter((outcome) => outcome.kind === 'receipt' && !outcome.repeated)).toHaveLength(1);
    expect(await stores[0]!.store.readStream(`shelf-${id}`)).toHaveLength(1);
  });

  it('takes one id for one command only, whichever of two comes first', async () => {
    for (let race = 0; race < 20; race += 1) {
      const commandId = randomUUID();
      const rivals = ledgers.map((ledger, i) => send(ledger, request(randomUUID(), i + 1, commandId)));
      expect((await Promise.all(rivals)).map(codeOf).sort()).toEqual(['IDEMPOTENCY_KEY_REUSED', 'RECORDED']);
    }
  });

  it('records the rows of two files that meet on the same streams, each row once', async () => {
    const ids = Array.from({ length: 40 }, () => randomUUID());
    const file = () => ids.flatMap((id) => Array.from({ length: 4 }, () => request(id, 1)));
    const [one, other] = [file(), file()];
    const results = await Promise.all([ledgers[0]!.decideMany(one), ledgers[1]!.decideMany(other)]);
    expect(results.flat().map(codeOf)).toEqual([...one, ...other].map(() => 'RECORDED'));
    const again = await ledgers[1]!.decideMany(one);
    expect(again).toEqual(results[0].map((outcome) => ({ ...outcome, repeated: true })));
    const streams = await stores[0]!.store.readStreams(ids.map((id) => `shelf-${id}`));
    expect([...streams.values()].map((events) => events.length)).toEqual(ids.map(() => 8));
  });

  it('tells each row of a bulk the place that its event has', async () => {
    const requests = Array.from({ length: 300 }, (_, i) => request(`bulk-${i % 50}`, 1));
    const outcomes = await ledgers[0]!.decideMany(requests);
    const events = new Map(
      [...(await stores[0]!.store.readStreams(requests.map(({ id }) => `shelf-${id}`))).values()]
        .flat()
        .map(({ id, position, revision }) => [id, { position, revision }]),
    );
    for (const outcome of outcomes) {
      if (outcome.kind !== 'receipt') throw new Error(outcome.code);
      expect(events.get(outcome.eventIds[0]!)).toEqual({ position: outcome.position, revision: outcome.firstRevision });
    }
  });
});

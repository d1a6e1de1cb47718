import { Type } from 'typebox';
import { Pool } from 'pg';
import { type AnyDecider, type Decider, type EventOf, accept, defineEvent, refuse } from '@kernel';
import { EventCodec, type EventStore, type Journal, policyCommandId } from '@event-store';
import { EventSourcedLedger, type Ledger } from '@command-handling';
import {
  type PostgresEventStore,
  createPostgresEventStore,
  eventStoreMigrations,
  migrate,
} from '@event-store/postgres';
import { DayBegan, clock as clockDecider } from '@programme/ledger/domain';
import { createTestDatabase, type TestDatabase } from '../../../tools/testing/test-database';
import { definePolicy, type Policy } from './policy';
import { PolicyRunner } from './policy-runner';
import { PolicyStore, policyMigrations } from './postgres';

/** Two toy nouns: a call that is made, and the answers that it gets. */
const CallMade = defineEvent('CallMade', 1, Type.Object({ call: Type.String(), n: Type.Integer() }));
const AnswerGiven = defineEvent('AnswerGiven', 1, Type.Object({ n: Type.Integer() }));
type Event = EventOf<typeof CallMade> | EventOf<typeof AnswerGiven>;

const call: Decider<{ type: 'Call'; data: { call: string; n: number } }, null, Event, never> = {
  noun: 'call',
  streamOf: (id) => `call-${id}`,
  events: [CallMade],
  initial: null,
  decide: ({ data }) => accept({ type: 'CallMade', data }),
  evolve: (state) => state,
};

let refusing = new Set<string>();
const answer: Decider<{ type: 'Answer'; data: { n: number } }, readonly number[], Event, 'DEAF'> = {
  noun: 'answer',
  streamOf: (id) => `answer-${id}`,
  events: [AnswerGiven],
  initial: [],
  decide: ({ data }, numbers) => {
    if (refusing.has(String(data.n))) return refuse('DEAF');
    return numbers.includes(data.n) ? accept() : accept({ type: 'AnswerGiven', data });
  },
  evolve: (numbers, event) => [...numbers, event.data.n],
};

const answers = definePolicy({
  name: 'answers',
  events: [CallMade],
  react: (event) => [
    { kind: 'command', decider: answer, id: event.data.call, command: { type: 'Answer', data: { n: event.data.n } } },
  ],
});

let database: TestDatabase;
let pool: Pool;
let events: PostgresEventStore;
let store: EventStore;
let journal: Journal;
let ledger: Ledger;
let now = '2021-11-30T03:00:00.000Z';
const codec = new EventCodec([CallMade, AnswerGiven, DayBegan]);

beforeEach(async () => {
  database = await createTestDatabase();
  await migrate(database.ownerUrl, [...eventStoreMigrations, ...policyMigrations], {
    applicationRole: database.applicationRole,
  });
  pool = new Pool({ connectionString: database.applicationUrl });
  events = await createPostgresEventStore({ connectionString: database.applicationUrl });
  ({ store, journal } = events);
  ledger = new EventSourcedLedger(store, codec, { now: () => now });
  refusing = new Set();
});

afterEach(async () => {
  await Promise.all(runners.splice(0).map((runner) => runner.stop()));
  await events.close();
  await pool.end();
  await database.drop();
});

const runners: PolicyRunner[] = [];
const run = (
  policies: readonly Policy[] = [answers],
  more: { store?: PolicyStore; from?: number } = {},
): PolicyRunner => {
  const runner = new PolicyRunner({
    journal,
    codec,
    ledger,
    store: more.store ?? new PolicyStore(pool),
    policies,
    deciders: [call, answer] as readonly AnyDecider[],
    enable: () => Promise.resolve(more.from ?? 0),
  });
  runners.push(runner);
  runner.start();
  return runner;
};

const actor = { id: '11111111-1111-4111-8111-111111111111', role: 'DATA_ENTRY', unit: null };
let serial = 0;
const commandId = (): string => `22222222-2222-4222-8222-${String((serial += 1)).padStart(12, '0')}`;
const make = (id: string, n: number) =>
  ledger.decide(call, id, { type: 'Call', data: { call: id, n } }, { commandId: commandId(), actor });
const begin = (day: string) =>
  ledger.decide(clockDecider, 'clock', { type: 'BeginDay', data: { day } }, { commandId: commandId(), actor });

/** Every policy has reacted to all there is, its own events included. */
const settled = async (runner: PolicyRunner): Promise<void> => {
  for (let size = -1; size !== (await journal.size());) {
    size = await journal.size();
    await runner.reached(size);
  }
};
const answersOf = async (id: string) => codec.decodeAll(await store.readStream(`answer-${id}`));

describe('a policy', () => {
  it('carries a fact to the next stream, with its cause and its correlation', async () => {
    await make('a', 1);
    await settled(run());
    const [cause] = await store.readStream('call-a');
    const [event] = await answersOf('a');
    expect(event).toMatchObject({
      data: { n: 1 },
      actor: { id: 'policy:answers', role: 'POLICY', unit: null },
      causation: cause!.id,
      correlation: codec.decode(cause!).command.id,
      command: { id: policyCommandId(cause!.id, 'answers', 'answer-a') },
    });
  });

  it('takes effect once when the process dies between the command and the checkpoint', async () => {
    await make('a', 1);
    class Dying extends PolicyStore {
      override save(): Promise<void> {
        return Promise.reject(new Error('the process died here'));
      }
    }
    const first = run([answers], { store: new Dying(pool) });
    await until(async () => (await answersOf('a')).length === 1);
    await first.stop();
    await settled(run());
    expect(await answersOf('a')).toHaveLength(1);
  });

  it('keeps the order of a stream, whatever goes on beside it', async () => {
    const runner = run();
    await Promise.all(
      ['a', 'b', 'c'].map(async (id) => {
        for (let n = 0; n < 20; n += 1) await make(id, n);
      }),
    );
    await settled(runner);
    for (const id of ['a', 'b', 'c'])
      expect((await answersOf(id)).map(({ data }) => (data as { n: number }).n)).toEqual([...Array(20).keys()]);
  });

  it('parks the key that is refused and keeps what follows behind it, while other keys go on', async () => {
    refusing.add('1');
    await make('a', 1);
    await make('a', 2);
    await make('b', 3);
    const runner = run();
    await settled(runner);
    expect(await answersOf('a')).toHaveLength(0);
    expect(await answersOf('b')).toHaveLength(1);
    const policyStore = new PolicyStore(pool);
    expect(await policyStore.parked()).toMatchObject([
      { policy: 'answers', key: 'call-a', code: 'DEAF', position: 0, eventType: 'CallMade' },
      { policy: 'answers', key: 'call-a', code: 'BEHIND_PARKED', position: 1 },
    ]);
    expect(await runner.retryParked()).toBe(0);
    expect(await policyStore.parked()).toMatchObject([
      { position: 0, attempts: 2 },
      { position: 1, attempts: 1 },
    ]);
    refusing.clear();
    expect(await runner.retryParked()).toBe(2);
    expect((await answersOf('a')).map(({ data }) => data)).toEqual(
      [{ n: 1 }, { n: 2 }].map((data) => expect.objectContaining(data)),
    );
    expect(await policyStore.parked()).toEqual([]);
    await make('a', 4);
    await settled(runner);
    expect(await answersOf('a')).toHaveLength(3);
  });

  it('starts at the position that was recorded for it', async () => {
    await make('a', 1);
    await make('b', 2);
    await settled(run([answers], { from: 1 }));
    expect(await answersOf('a')).toHaveLength(0);
    expect(await answersOf('b')).toHaveLength(1);
  });

  it('is run by one process at a time, and the other takes over', async () => {
    const first = run();
    await make('a', 1);
    await settled(first);
    const second = run();
    await make('a', 2);
    await settled(first);
    expect(second.size).toBe(0);
    await expect(second.retryParked()).rejects.toMatchObject({ code: 'RUNNER_ELSEWHERE' });
    await first.stop();
    await make('a', 3);
    await settled(second);
    expect(await answersOf('a')).toHaveLength(3);
  });
});

describe('a deadline', () => {
  const reminder = (n: number) => ({
    kind: 'command' as const,
    decider: answer,
    id: 'late',
    command: { type: 'Answer', data: { n } },
  });
  const reminds = definePolicy({
    name: 'reminds',
    events: [CallMade],
    react: ({ data: { call: key, n } }) =>
      n === 0 ? [{ kind: 'cancel', key }] : [{ kind: 'schedule', key, dueOn: `2021-12-0${n}`, reaction: reminder(n) }],
  });

  it('is asked when its day begins or has passed, and only then, once', async () => {
    const runner = run([reminds]);
    await make('a', 3);
    await begin('2021-12-02');
    await settled(runner);
    expect(await answersOf('late')).toEqual([]);
    now = '2021-12-05T03:00:00.000Z';
    await begin('2021-12-05');
    await settled(runner);
    await begin('2021-12-06');
    await settled(runner);
    const fired = await answersOf('late');
    expect(fired).toHaveLength(1);
    expect(fired[0]).toMatchObject({ data: { n: 3 }, causation: (await store.readStream('clock'))[1]!.id });
  });

  it('is not asked when it was cancelled, and a second one replaces the first', async () => {
    const runner = run([reminds]);
    await make('a', 3);
    await make('a', 0);
    await make('b', 2);
    await make('b', 4);
    now = '2021-12-09T03:00:00.000Z';
    await begin('2021-12-03');
    await settled(runner);
    expect(await answersOf('late')).toEqual([]);
    await begin('2021-12-09');
    await settled(runner);
    expect(await answersOf('late')).toMatchObject([{ data: { n: 4 } }]);
  });
});

describe('a deadline that is refused', () => {
  const asks = definePolicy({
    name: 'asks',
    events: [CallMade],
    react: ({ data: { call: key, n } }) => [
      n === 0
        ? { kind: 'cancel', key }
        : {
            kind: 'schedule',
            key,
            dueOn: '2021-11-30',
            reaction: { kind: 'command', decider: answer, id: 'late', command: { type: 'Answer', data: { n } } },
          },
    ],
  });
  let runner: PolicyRunner;
  beforeEach(async () => {
    refusing.add('7');
    runner = run([asks]);
    await make('a', 7);
    await settled(runner);
    await begin('2021-11-30');
    await settled(runner);
  });

  it('is parked and shown, and not asked again by itself', async () => {
    const [parked] = await runner.parked();
    expect(parked).toMatchObject({ policy: 'asks', key: 'deadline/a', eventType: 'DayBegan', code: 'DEAF' });
    refusing.clear();
    now = '2021-12-01T03:00:00.000Z';
    await begin('2021-12-01');
    await settled(runner);
    expect(await answersOf('late')).toEqual([]);
    expect(await runner.parked()).toHaveLength(1);
  });

  it('takes effect when it is tried again', async () => {
    refusing.clear();
    expect(await runner.retryParked()).toBe(1);
    expect(await answersOf('late')).toMatchObject([{ data: { n: 7 } }]);
    expect([await runner.parked(), await new PolicyStore(pool).due('2021-12-31')]).toEqual([[], []]);
  });

  it('is gone when it was cancelled meanwhile', async () => {
    await make('a', 0);
    await settled(runner);
    expect(await runner.retryParked()).toBe(1);
    expect([await answersOf('late'), await runner.parked()]).toEqual([[], []]);
  });
});

/** Waits for a condition; the test's own time limit ends it. */
const until = async (condition: () => Promise<boolean>): Promise<void> => {
  while (!(await condition())) await new Promise((resolve) => setImmediate(resolve));
};

import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { type Actor, type AnyDecider, type Recorded, accept } from '@kernel';
import {
  type Append,
  type AppendResult,
  EventCodec,
  type EventStore,
  MAX_APPEND_BYTES,
  MAX_APPEND_EVENTS,
  canonicalJson,
  eventIdOf,
  sha256Hex,
} from '@event-store';
import { createInMemoryEventStore } from '@event-store/in-memory';
import type { CommandContext } from './command-context';
import { wholeCommand } from './command-hash';
import { EventSourcedLedger, MAX_DECIDE_ATTEMPTS } from './ledger';
import type { DecideRequest } from './ledger.port';
import type { Outcome, Receipt } from './outcome';
import { FixedClock, type PutThings, type ShelfEvent, SHELF_CAPACITY, putThings, shelf, shelfEvents } from './testing';

const ACTOR: Actor = { id: '00000000-0000-4000-8000-000000000001', role: 'DATA_ENTRY', unit: null };
const NOW = '2021-11-15T03:00:00.000Z';
const codec = new EventCodec(shelfEvents);

describe('the ledger', () => {
  let store: EventStore;
  let clock: FixedClock;
  let ledger: EventSourcedLedger;
  beforeEach(() => {
    ({ store } = createInMemoryEventStore());
    clock = new FixedClock(NOW);
    ledger = new EventSourcedLedger(store, codec, clock);
  });

  const context = (more: Partial<CommandContext> = {}): CommandContext => ({
    commandId: randomUUID(),
    actor: ACTOR,
    ...more,
  });
  const put = (count: number, more?: Partial<CommandContext>, id = 'a') =>
    ledger.decide(shelf, id, putThings(count), context(more));
  const receipt = (outcome: Outcome): Receipt => {
    if (outcome.kind !== 'receipt') throw new Error(`refused: ${outcome.code}`);
    return outcome;
  };
  const bodies = async (id = 'a'): Promise<readonly Recorded[]> =>
    (await store.readStream(`shelf-${id}`)).map(({ body }) => JSON.parse(body) as Recorded);
  const request = (id: string, count: number, more?: Partial<CommandContext>): DecideRequest => ({
    decider: shelf,
    id,
    command: putThings(count),
    context: context(more),
  });

  it('records the whole body, and answers with a receipt', async () => {
    const commandId = randomUUID();
    const outcome = await put(SHELF_CAPACITY, { commandId });
    const sha256 = sha256Hex(canonicalJson({ type: 'PutThings', id: 'a', data: { count: SHELF_CAPACITY } }));
    const eventIds = [0, 1].map((index) => eventIdOf(commandId, 'shelf-a', index, sha256));
    expect(outcome).toEqual({
      kind: 'receipt',
      commandId,
      resource: { type: 'shelf', id: 'a' },
      stream: 'shelf-a',
      firstRevision: 0,
      lastRevision: 1,
      eventIds,
      position: 1,
      repeated: false,
      warnings: [],
    });
    expect(await bodies()).toEqual([
      {
        id: eventIds[0],
        stream: 'shelf-a',
        revision: 0,
        type: 'ThingsPut',
        v: 2,
        occurredAt: NOW,
        recordedAt: NOW,
        actor: ACTOR,
        command: { id: commandId, sha256 },
        correlation: commandId,
        data: { count: SHELF_CAPACITY },
      },
      expect.objectContaining({ id: eventIds[1], revision: 1, type: 'ShelfFull', v: 1 }),
    ]);
  });

  it('keeps what caused a command and where it came from', async () => {
    const provenance = { channel: 'IMPORT' as const, import: { batchId: randomUUID(), line: 7 }, flags: ['CONSENT'] };
    const [causation, correlation] = [randomUUID(), randomUUID()];
    await ledger.decide(shelf, 'a', putThings(1, { flags: ['OWN'] }), context({ causation, correlation, provenance }));
    expect((await bodies())[0]).toMatchObject({
      causation,
      correlation,
      data: { ...provenance, flags: ['OWN', 'CONSENT'] },
    });
  });

  it('answers a repeat with the first receipt, whatever happened since', async () => {
    const more = { commandId: randomUUID() };
    const first = receipt(await put(4, more));
    await put(4);
    clock.moveTo('2021-11-16T03:00:00.000Z');
    expect(await put(4, more)).toEqual({ ...first, repeated: true });
    expect(await bodies()).toHaveLength(2);
  });

  it('refuses the id of a command for another command, on the same stream and on another', async () => {
    const more = { commandId: randomUUID() };
    await put(4, more);
    expect(await put(5, more)).toMatchObject({ kind: 'refused', code: 'IDEMPOTENCY_KEY_REUSED' });
    expect(await put(4, { ...more, occurredAt: '2021-11-14' })).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    expect(await put(4, more, 'b')).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    expect(await bodies('b')).toEqual([]);
  });

  it('takes one command to several streams under one id and hash', async () => {
    const whole = wholeCommand(putThings(4), 'a and b', context());
    const both = async () => [
      await ledger.decide(shelf, 'a', putThings(4), whole),
      await ledger.decide(shelf, 'b', putThings(2), whole),
    ];
    const first = (await both()).map(receipt);
    expect(first.map(({ repeated }) => repeated)).toEqual([false, false]);
    expect(await both()).toEqual(first.map((each) => ({ ...each, repeated: true })));
    const other = wholeCommand(putThings(5), 'a and b', whole);
    expect(await ledger.decide(shelf, 'c', putThings(4), other)).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  it('records nothing of a refusal, nor of a command that changes nothing', async () => {
    const commandId = randomUUID();
    expect(await put(SHELF_CAPACITY + 1, { commandId })).toEqual({
      kind: 'refused',
      code: 'OVER_ALLOCATION',
      facts: { available: SHELF_CAPACITY },
    });
    expect(receipt(await put(0, { commandId }))).toMatchObject({
      eventIds: [],
      firstRevision: null,
      position: null,
      repeated: true,
    });
    expect(receipt(await put(1, { commandId })).repeated).toBe(false);
  });

  describe('when it happened', () => {
    it.each([
      ['2021-11-15', '2021-11-15', undefined],
      ['2021-11-15T03:04:59.000Z', '2021-11-15T03:04:59.000Z', undefined],
      ['2021-11-08', '2021-11-08', undefined],
      ['2021-11-07', '2021-11-07', ['LATE']],
      ['2021-09-01', '2021-09-01', ['LATE']],
      // 23:59 in Vietnam, on the day before the first.
      ['2021-08-31T16:59:59.999Z', '2021-08-31T16:59:59.999Z', ['LATE', 'HISTORICAL']],
      ['2021-08-31T17:00:00.000Z', '2021-08-31T17:00:00.000Z', ['LATE']],
    ])('%s is recorded as such, with its flags', async (occurredAt, recorded, flags) => {
      receipt(await put(1, { occurredAt }));
      const [body] = await bodies();
      expect(body).toMatchObject({ occurredAt: recorded, recordedAt: NOW });
      expect((body!.data as { flags?: string[] }).flags).toEqual(flags);
    });

    it.each(['2021-11-16', '2021-11-15T03:05:00.001Z'])('%s is refused as future', async (occurredAt) => {
      expect(await put(1, { occurredAt })).toEqual({ kind: 'refused', code: 'FUTURE', facts: { occurredAt } });
    });

    it('the Vietnam day begins at 17:00Z', async () => {
      clock.moveTo('2021-11-15T16:59:59.999Z');
      expect(await put(1, { occurredAt: '2021-11-16' })).toMatchObject({ code: 'FUTURE' });
      clock.moveTo('2021-11-15T17:00:00.000Z');
      receipt(await put(1, { occurredAt: '2021-11-16' }));
    });

    it('is what the decider says where it says so', async () => {
      receipt(await ledger.decide(shelf, 'a', putThings(1, { on: '2021-11-10' }), context()));
      expect((await bodies())[0]).toMatchObject({ occurredAt: '2021-11-10' });
      const future = await ledger.decide(shelf, 'a', putThings(1, { on: '2021-11-17' }), context());
      expect(future).toMatchObject({ code: 'FUTURE' });
    });

    it('a consequence is not flagged again', async () => {
      receipt(await put(1, { occurredAt: '2021-08-01', causation: randomUUID() }));
      expect((await bodies())[0]!.data).toEqual({ count: 1 });
    });

    it('is never written in another form', async () => {
      for (const occurredAt of ['2021-11-15T10:00:00+07:00', '15/11/2021', '2021-11-15T03:00:00Z'])
        await expect(put(1, { occurredAt })).rejects.toThrow(RangeError);
    });
  });

  it('decides again when somebody else was first', async () => {
    const interrupted = storeWith(store, async (append, next) => {
      if (next === 1)
        receipt(await new EventSourcedLedger(store, codec, clock).decide(shelf, 'a', putThings(8), context()));
      return store.append(append);
    });
    const outcome = await new EventSourcedLedger(interrupted, codec, clock).decide(shelf, 'a', putThings(4), context());
    expect(outcome).toMatchObject({ code: 'OVER_ALLOCATION', facts: { available: 2 } });
  });

  it('gives up after a bound', async () => {
    let tries = 0;
    const busy = storeWith(store, async () => {
      tries += 1;
      return { kind: 'wrong-expected-revision', actual: 7 };
    });
    const outcome = await new EventSourcedLedger(busy, codec, clock).decide(shelf, 'a', putThings(4), context());
    expect([outcome, tries]).toEqual([
      { kind: 'refused', code: 'VERSION_CONFLICT', facts: { stream: 'shelf-a' } },
      MAX_DECIDE_ATTEMPTS,
    ]);
  });

  it('finds its own events after an append whose answer got lost', async () => {
    const lossy = storeWith(store, async (append, next) => {
      const result = await store.append(append);
      return next === 1 ? { kind: 'wrong-expected-revision', actual: 0 } : result;
    });
    const outcome = await new EventSourcedLedger(lossy, codec, clock).decide(shelf, 'a', putThings(4), context());
    expect(receipt(outcome)).toMatchObject({ firstRevision: 0, position: 0, repeated: true });
    expect(await bodies()).toHaveLength(1);
  });

  it('refuses an event that is too large, and leaves the others of a bulk alone', async () => {
    const large = { ...request('a', 1), command: putThings(1, { padding: 'x'.repeat(66_000) }) };
    const [first, second] = await ledger.decideMany([large, request('a', 1)]);
    expect(first).toMatchObject({ code: 'EVENT_TOO_LARGE' });
    expect(receipt(second!).firstRevision).toBe(0);
  });

  it('throws what only a programmer can do wrong', async () => {
    const wrong = { ...shelf, decide: () => ({ kind: 'accepted' as const, events: [{ type: 'Unheard', data: {} }] }) };
    await expect(ledger.decide(wrong as never, 'a', putThings(1), context())).rejects.toThrow('Unheard');
    const unfit = {
      ...shelf,
      decide: () => ({ kind: 'accepted' as const, events: [{ type: 'ThingsPut', data: {} }] }),
    };
    await expect(ledger.decide(unfit as never, 'a', putThings(1), context())).rejects.toThrow('ThingsPut');
  });

  it('loads a state for those who need a fact of it', async () => {
    expect(await ledger.load(shelf, 'a')).toEqual({ state: 0, revision: -1, events: [] });
    await put(4);
    expect(await ledger.load(shelf, 'a')).toEqual({ state: 4, revision: 0, events: await bodies() });
  });

  it('decides and records nothing in a dry run', async () => {
    const dry = new EventSourcedLedger(store, codec, clock, { dry: true });
    const outcomes = await dry.decideMany([request('a', 6), request('a', 6), request('b', 1)]);
    expect(outcomes.map((outcome) => (outcome.kind === 'refused' ? outcome.code : outcome.position))).toEqual([
      null,
      'OVER_ALLOCATION',
      null,
    ]);
    expect(await bodies()).toEqual([]);
  });

  describe('many at once', () => {
    it('are decided in their order within a stream, and answered in the order asked', async () => {
      const outcomes = await ledger.decideMany([
        request('a', 6),
        request('b', 10),
        request('a', 6),
        request('a', 4),
        request('b', 0),
      ]);
      expect(outcomes.map((outcome) => (outcome.kind === 'refused' ? outcome.code : outcome.lastRevision))).toEqual([
        0,
        1,
        'OVER_ALLOCATION',
        2,
        null,
      ]);
      const stored = await store.readStream('shelf-a');
      expect(receipt(outcomes[3]!)).toMatchObject({ firstRevision: 1, position: stored[2]!.position });
      expect(receipt(outcomes[0]!).position).toBe(stored[0]!.position);
    });

    it('know a command that stands twice among them', async () => {
      const one = request('a', 3);
      const [first, again, changed] = await ledger.decideMany([one, one, { ...one, command: putThings(4) }]);
      expect(again).toEqual({ ...receipt(first!), repeated: true });
      expect(changed).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    });

    it('go in appends of the size that a store takes', async () => {
      const appends: Append[] = [];
      const watched = storeWith(store, async (append) => {
        appends.push(append);
        return store.append(append);
      });
      // Its state grows in place, as a carrier book's does: no line may be in it before it is in the append.
      const roomy = {
        ...shelf,
        get initial(): Set<string> {
          return new Set();
        },
        decide: ({ data }: PutThings, seen: Set<string>) =>
          seen.has(data.by!) ? accept() : accept({ type: 'ThingsPut' as const, data }),
        evolve: (seen: Set<string>, { data }: Recorded<ShelfEvent>) => seen.add((data as PutThings['data']).by!),
      };
      const requests = Array.from({ length: 1_700 }, (_, i) => ({
        ...request('a', 1),
        decider: roomy as unknown as AnyDecider,
        command: putThings(1, { by: `line ${i}`, padding: 'x'.repeat(2_000) }),
      }));
      const outcomes = await new EventSourcedLedger(watched, codec, clock).decideMany(requests);
      expect(outcomes.every(({ kind }) => kind === 'receipt')).toBe(true);
      expect(outcomes.map((outcome) => receipt(outcome).lastRevision)).toEqual(requests.map((_, i) => i));
      expect(appends.length).toBeGreaterThan(3);
      for (const { events } of appends) {
        expect(events.length).toBeLessThanOrEqual(MAX_APPEND_EVENTS);
        expect(events.reduce((sum, { body }) => sum + Buffer.byteLength(body), 0)).toBeLessThanOrEqual(
          MAX_APPEND_BYTES,
        );
      }
    });

    it('refuse the one whose id belongs to another stream, and record the rest', async () => {
      const commandId = randomUUID();
      await put(1, { commandId }, 'elsewhere');
      const outcomes = await ledger.decideMany([request('a', 1), request('a', 2, { commandId }), request('a', 3)]);
      expect(outcomes.map((outcome) => (outcome.kind === 'refused' ? outcome.code : outcome.lastRevision))).toEqual([
        0,
        'IDEMPOTENCY_KEY_REUSED',
        1,
      ]);
    });

    it('end as if they had come one by one', () =>
      fc.assert(
        fc.asyncProperty(
          fc.array(
            fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 0, max: 11 }), fc.integer({ min: 0, max: 5 })),
            {
              maxLength: 40,
            },
          ),
          async (asked) => {
            // A small choice of ids for each stream, so that repeats and reuse happen.
            const requests = asked.map(([id, count, commandNumber]) => ({
              ...request(id, count),
              context: context({ commandId: `00000000-0000-4000-8000-0000000000${'abc'.indexOf(id)}${commandNumber}` }),
            }));
            const [bulk, single] = [createInMemoryEventStore(), createInMemoryEventStore()];
            const outcomes = await new EventSourcedLedger(bulk.store, codec, clock).decideMany(requests);
            const oneByOne = new EventSourcedLedger(single.store, codec, clock);
            const expected: Outcome[] = [];
            for (const { id, command, context: each } of requests)
              expected.push(await oneByOne.decide(shelf, id, command as ReturnType<typeof putThings>, each));
            const withoutPosition = (outcome: Outcome) =>
              outcome.kind === 'receipt' ? { ...outcome, position: null } : outcome;
            expect(outcomes.map(withoutPosition)).toEqual(expected.map(withoutPosition));
            for (const stream of ['shelf-a', 'shelf-b', 'shelf-c'])
              expect((await bulk.store.readStream(stream)).map(({ body }) => body)).toEqual(
                (await single.store.readStream(stream)).map(({ body }) => body),
              );
          },
        ),
      ));
  });
});

/** The store, with another way to append; `next` counts the appends from 1. */
const storeWith = (store: EventStore, append: (given: Append, next: number) => Promise<AppendResult>): EventStore => {
  let count = 0;
  const counted = (given: Append): Promise<AppendResult> => append(given, (count += 1));
  return {
    append: counted,
    appendMany: (appends) => Promise.all(appends.map(counted)),
    readStream: (stream, from) => store.readStream(stream, from),
    readStreams: (streams) => store.readStreams(streams),
  };
};

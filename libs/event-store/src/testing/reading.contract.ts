import fc from 'fast-check';
import { canonicalJson } from '../canonical-json';
import { appendOf } from './appends';
import type { Given } from './ledger-under-test';
import { faultsOf, followUntil } from './follow';

const eventsOf = (streams: readonly string[]) => streams.map((stream) => appendOf(stream, { count: 2 }));

export const readingPromises = ({ open }: Given): void => {
  describe('reading', () => {
    it('returns the bytes that were given, whatever they are', async () => {
      const { store, journal } = await open();
      const values = fc.sample(
        fc.dictionary(fc.string({ unit: 'grapheme' }), fc.oneof(fc.string({ unit: 'binary' }), fc.maxSafeInteger()), {
          size: 'large',
        }),
        { numRuns: 200, seed: 20211130 },
      );
      const special = {
        quotes: '"\\\'',
        control: '\u0000\n\t\u001f',
        line: '\u2028',
        vietnamese: 'Sổ Sóng',
        emoji: '📱👩‍👧',
      };
      const appends = [special, ...values].map((data, index) => appendOf(`device-${index}`, { data }));
      await store.appendMany(appends.slice(0, 180));
      for (const append of appends.slice(180)) await store.append(append);
      const bodies = (await journal.page(0, 500)).map(({ body }) => body);
      expect(bodies).toEqual(appends.map(({ events }) => events[0]!.body));
      for (const body of bodies) expect(canonicalJson(JSON.parse(body))).toBe(body);
    });

    it('reads a stream in order, from a revision on, and nothing of a stream that does not exist', async () => {
      const { store } = await open();
      await store.append(appendOf('device-a', { count: 5 }));
      expect((await store.readStream('device-a')).map(({ revision }) => revision)).toEqual([0, 1, 2, 3, 4]);
      expect((await store.readStream('device-a', 3)).map(({ revision }) => revision)).toEqual([3, 4]);
      expect(await store.readStream('device-b')).toEqual([]);
    });

    it('reads several streams at once; one without events is absent', async () => {
      const { store } = await open();
      await store.appendMany(eventsOf(['device-a', 'device-b', 'device-c']));
      const found = await store.readStreams(['device-c', 'device-x', 'device-a']);
      expect([...found.keys()].sort()).toEqual(['device-a', 'device-c']);
      expect(found.get('device-c')).toEqual(await store.readStream('device-c'));
    });

    it('gives pages of the journal that are full up to its head', async () => {
      const { store, journal } = await open();
      expect(await journal.size()).toBe(0);
      expect(await journal.page(0, 10)).toEqual([]);
      await store.appendMany(eventsOf(['device-a', 'device-b', 'device-c']));
      expect(await journal.size()).toBe(6);
      expect((await journal.page(1, 3)).map(({ position }) => position)).toEqual([1, 2, 3]);
      expect((await journal.page(4, 3)).map(({ position }) => position)).toEqual([4, 5]);
      expect(await journal.page(6, 3)).toEqual([]);
    });

    it('finds events by id and by position, in the order of the ledger', async () => {
      const { store, journal } = await open();
      const appends = eventsOf(['device-a', 'device-b']);
      await store.appendMany(appends);
      const ids = appends.flatMap(({ events }) => events.map(({ id }) => id));
      const unknown = appendOf('device-x').events[0]!.id;
      expect((await journal.byIds([ids[3]!, unknown, ids[0]!])).map(({ id }) => id)).toEqual([ids[0], ids[3]]);
      expect((await journal.byPositions([2, 99, 1])).map(({ position }) => position)).toEqual([1, 2]);
    });

    it('shows a stream as it stood at a size of the ledger', async () => {
      const { store, journal } = await open();
      await store.append(appendOf('device-a', { count: 2 }));
      await store.append(appendOf('device-b'));
      await store.append(appendOf('device-a', { expectedRevision: 1 }));
      expect((await journal.stream('device-a', 3)).map(({ revision }) => revision)).toEqual([0, 1]);
      expect((await journal.stream('device-a', 4)).map(({ revision }) => revision)).toEqual([0, 1, 2]);
      expect(await journal.stream('device-a')).toEqual(await store.readStream('device-a'));
      expect(await journal.stream('device-a', 0)).toEqual([]);
    });
  });

  describe('following', () => {
    it('catches up in batches and goes live without a hole, also from the middle', async () => {
      const [one, other] = [await open(), await open()];
      await one.store.appendMany(Array.from({ length: 50 }, (_, index) => appendOf(`early-${index}`, { count: 10 })));
      const all = followUntil(one.journal, 700, { batchSize: 64 });
      const later = followUntil(one.journal, 300, { from: 400 });
      for (let index = 0; index < 100; index += 1) {
        await (index % 2 ? one : other).store.append(appendOf(`late-${index}`, { count: 2 }));
      }
      const events = await all;
      expect(events).toHaveLength(700);
      expect(faultsOf(events)).toEqual([]);
      expect(await later).toEqual(events.slice(400));
    });

    it('ends when it is told to, also while it waits', async () => {
      const { journal } = await open();
      const stop = new AbortController();
      const batches = journal.subscribe(0, { signal: stop.signal });
      const first = batches[Symbol.asyncIterator]().next();
      stop.abort();
      expect(await first).toMatchObject({ done: true });
    });
  });
};

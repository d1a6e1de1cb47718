import {
  AppendTooLarge,
  EventTooLarge,
  MAX_APPEND_BYTES,
  MAX_APPEND_EVENTS,
  MAX_EVENT_BYTES,
  StoreUnavailable,
} from '../event-store';
import { appendOf, appendOfBytes, commandOf } from './appends';
import type { Given } from './ledger-under-test';

export const appendingPromises = ({ open }: Given): void => {
  describe('appending', () => {
    it('answers with revisions and the position of the last event', async () => {
      const { store } = await open();
      await store.append(appendOf('donor-a'));
      expect(await store.append(appendOf('donation-a', { count: 3 }))).toEqual({
        kind: 'appended',
        firstRevision: 0,
        lastRevision: 2,
        position: 3,
        repeated: false,
      });
      expect(await store.append(appendOf('donation-a', { expectedRevision: 2 }))).toMatchObject({
        firstRevision: 3,
        lastRevision: 3,
        position: 4,
      });
    });

    it.each([
      ['a stream that exists, as if it did not', -1, 1],
      ['a stream that has gone on', 0, 1],
      ['a stream that is not that far', 2, 1],
    ])('refuses %s, and says where it stands', async (_, expectedRevision, actual) => {
      const { store, journal } = await open();
      await store.append(appendOf('device-a', { count: 2, command: commandOf('first') }));
      const second = appendOf('device-a', { expectedRevision, command: commandOf('second') });
      expect(await store.append(second)).toEqual({ kind: 'wrong-expected-revision', actual });
      expect(await journal.size()).toBe(2);
    });

    it('refuses to start a stream in the middle', async () => {
      const { store, journal } = await open();
      expect(await store.append(appendOf('device-b', { expectedRevision: 4 }))).toEqual({
        kind: 'wrong-expected-revision',
        actual: -1,
      });
      expect(await journal.size()).toBe(0);
    });

    it('answers each of many concurrent appends for itself: losers do not take the others down', async () => {
      const { store, journal } = await open();
      await store.append(appendOf('device-0', { command: commandOf('before') }));
      const results = await Promise.all(
        Array.from({ length: 20 }, (_, index) => store.append(appendOf(`device-${index}`))),
      );
      expect(results[0]).toEqual({ kind: 'wrong-expected-revision', actual: 0 });
      expect(results.slice(1).every(({ kind }) => kind === 'appended')).toBe(true);
      expect(await journal.size()).toBe(20);
    });

    it('takes an event of exactly the limit, and throws EVENT_TOO_LARGE beyond', async () => {
      const { store, journal } = await open();
      expect(await store.append(appendOfBytes('device-a', MAX_EVENT_BYTES))).toMatchObject({ kind: 'appended' });
      await expect(store.append(appendOfBytes('device-b', MAX_EVENT_BYTES + 1))).rejects.toThrow(EventTooLarge);
      await expect(store.appendMany([appendOfBytes('device-b', MAX_EVENT_BYTES + 1)])).rejects.toThrow(EventTooLarge);
      expect(await journal.size()).toBe(1);
    });

    it('takes an append of exactly the limit, and throws APPEND_TOO_LARGE beyond, in number and in bytes', async () => {
      const { store, journal } = await open();
      const full = appendOf('book-a', { count: MAX_APPEND_EVENTS });
      expect(await store.append(full)).toMatchObject({ kind: 'appended', lastRevision: MAX_APPEND_EVENTS - 1 });
      await expect(store.append(appendOf('book-b', { count: MAX_APPEND_EVENTS + 1 }))).rejects.toThrow(AppendTooLarge);
      const heavy = appendOf('book-c', { count: 20, data: { filler: 'x'.repeat(MAX_APPEND_BYTES / 20) } });
      await expect(store.append(heavy)).rejects.toThrow(AppendTooLarge);
      expect(await journal.size()).toBe(MAX_APPEND_EVENTS);
    });

    it('throws before it stores anything when events do not belong to their append', async () => {
      const { store, journal } = await open();
      const { events } = appendOf('device-a');
      await expect(store.append({ stream: 'device-b', expectedRevision: -1, events })).rejects.toThrow(RangeError);
      await expect(store.append({ stream: 'device-a', expectedRevision: 0, events })).rejects.toThrow(RangeError);
      await expect(store.append({ stream: 'device-a', expectedRevision: -1, events: [] })).rejects.toThrow(RangeError);
      expect(await journal.size()).toBe(0);
    });

    it('answers those it has taken when it is closed, and throws STORE_UNAVAILABLE afterwards', async () => {
      const { store, close } = await open();
      const taken = Array.from({ length: 10 }, (_, index) => store.append(appendOf(`device-${index}`)));
      await close();
      expect((await Promise.all(taken)).every(({ kind }) => kind === 'appended')).toBe(true);
      await expect(store.append(appendOf('device-x'))).rejects.toThrow(StoreUnavailable);
    });
  });

  describe('appending many at once', () => {
    it('answers in the order of the appends, each atomic by itself', async () => {
      const { store, journal } = await open();
      await store.append(appendOf('device-b', { command: commandOf('before') }));
      const results = await store.appendMany([
        appendOf('device-a', { count: 2 }),
        appendOf('device-b', { count: 2 }),
        appendOf('device-c'),
        appendOf('device-c', { expectedRevision: 0 }),
        appendOf('device-d', { command: commandOf('device-a@-1', 'something else') }),
        appendOf('device-a', { count: 2 }),
      ]);
      expect(results).toEqual([
        { kind: 'appended', firstRevision: 0, lastRevision: 1, position: 2, repeated: false },
        { kind: 'wrong-expected-revision', actual: 0 },
        { kind: 'appended', firstRevision: 0, lastRevision: 0, position: 3, repeated: false },
        { kind: 'appended', firstRevision: 1, lastRevision: 1, position: 4, repeated: false },
        { kind: 'command-reused', commandId: commandOf('device-a@-1').id },
        { kind: 'appended', firstRevision: 0, lastRevision: 1, position: 2, repeated: true },
      ]);
      expect((await journal.page(0, 10)).map(({ stream, revision }) => `${stream}@${revision}`)).toEqual([
        'device-b@0',
        'device-a@0',
        'device-a@1',
        'device-c@0',
        'device-c@1',
      ]);
    });

    it('stores more than one part holds, in order', async () => {
      const { store, journal } = await open();
      const appends = Array.from({ length: 6 }, (_, index) => appendOf(`book-${index}`, { count: 400 }));
      const results = await store.appendMany(appends);
      expect(results.map((result) => (result.kind === 'appended' ? result.position : result))).toEqual([
        399, 799, 1199, 1599, 1999, 2399,
      ]);
      const written = appends.flatMap(({ events }) => events.map(({ body }) => body));
      expect((await journal.page(0, 3_000)).map(({ body }) => body)).toEqual(written);
    });

    it('does nothing for nothing', async () => {
      const { store } = await open();
      expect(await store.appendMany([])).toEqual([]);
    });
  });
};

import { StoreUnavailable } from '../event-store';
import { appendOf, commandOf } from './appends';
import type { ContractCapabilities, Given } from './ledger-under-test';

/** A race that is lost once in a hundred tries must still be found. */
const RACES = 200;

export const idempotencyPromises = ({ open, ledger }: Given, { openLosingAnswers }: ContractCapabilities): void => {
  describe('the same append again', () => {
    it('answers as the first time and stores nothing', async () => {
      const { store, journal } = await open();
      await store.append(appendOf('donor-a'));
      const first = await store.append(appendOf('donation-a', { count: 2 }));
      await store.append(appendOf('donation-a', { expectedRevision: 1 }));
      expect(await store.append(appendOf('donation-a', { count: 2 }))).toEqual({ ...first, repeated: true });
      expect(await journal.size()).toBe(4);
    });

    it('answers with the first receipt also when it was decided again on a stream that has gone on', async () => {
      const { store, journal } = await open();
      const command = commandOf('pledge');
      const first = await store.append(appendOf('donation-a', { count: 2, command }));
      const again = appendOf('donation-a', { expectedRevision: 1, count: 1, command });
      expect(await store.append(again)).toEqual({ ...first, repeated: true });
      expect(await journal.size()).toBe(2);
    });

    it('does not pass over new events that stand beside known ones of other commands', async () => {
      const { store, journal } = await open();
      const known = appendOf('book-a', { command: commandOf('line 1') });
      await store.append(known);
      const fresh = appendOf('book-a', { expectedRevision: 0, command: commandOf('line 2') });
      const both = { stream: 'book-a', expectedRevision: -1, events: [...known.events, ...fresh.events] };
      expect(await store.append(both)).toEqual({ kind: 'wrong-expected-revision', actual: 0 });
      expect(await store.append(fresh)).toMatchObject({ kind: 'appended', repeated: false });
      expect(await store.append(both)).toEqual({
        kind: 'appended',
        firstRevision: 0,
        lastRevision: 1,
        position: 1,
        repeated: true,
      });
      expect(await journal.size()).toBe(2);
    });

    it('makes one thing of a create that is retried many times at the same moment', async () => {
      const [one, other] = [await open(), await open()];
      const results = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          (index % 2 ? one : other).store.append(appendOf('donor-a', { count: 2 })),
        ),
      );
      for (const result of results) expect(result).toMatchObject({ kind: 'appended', lastRevision: 1, position: 1 });
      expect(results.filter((result) => result.kind === 'appended' && !result.repeated)).toHaveLength(1);
      expect(await one.journal.size()).toBe(2);
    });

    if (openLosingAnswers) {
      it('finds the append stored that was committed but never answered, and gives its receipt', async () => {
        const { journal } = await open();
        const broken = await openLosingAnswers(ledger());
        try {
          await broken.store.append(appendOf('donor-a'));
          broken.loseNextAnswer();
          await expect(broken.store.append(appendOf('donation-a', { count: 2 }))).rejects.toThrow(StoreUnavailable);
          expect(await journal.size()).toBe(3);
          expect(await broken.store.append(appendOf('donation-a', { count: 2 }))).toEqual({
            kind: 'appended',
            firstRevision: 0,
            lastRevision: 1,
            position: 2,
            repeated: true,
          });
          expect(await journal.size()).toBe(3);
        } finally {
          await broken.close();
        }
      });
    }
  });

  describe('one command id', () => {
    it('goes to several streams, as one command', async () => {
      const { store } = await open();
      const command = commandOf('register the device');
      expect(await store.append(appendOf('claim-a', { command }))).toMatchObject({ repeated: false });
      expect(await store.append(appendOf('device-a', { command }))).toMatchObject({ repeated: false });
    });

    it.each(['device-a', 'device-b'])('is refused for another command (on %s)', async (stream) => {
      const { store, journal } = await open();
      await store.append(appendOf('device-a', { command: commandOf('c', 'receive it') }));
      const another = appendOf(stream, {
        command: commandOf('c', 'lose it'),
        expectedRevision: stream === 'device-a' ? 0 : -1,
      });
      const refused = { kind: 'command-reused', commandId: commandOf('c').id };
      expect(await store.append(another)).toEqual(refused);
      expect(await store.appendMany([another])).toEqual([refused]);
      expect(await journal.size()).toBe(1);
    });

    it(`is never two commands, in ${RACES} races`, async () => {
      const [one, other] = [await open(), await open()];
      for (let race = 0; race < RACES; race += 1) {
        // Same stream, other streams, one process, two processes.
        const streams = race % 2 ? [`device-${race}`, `device-${race}`] : [`device-${race}`, `lot-${race}`];
        const results = await Promise.all(
          streams.map((stream, index) =>
            (index === 1 && race % 4 < 2 ? other : one).store.append(
              appendOf(stream, { command: commandOf(`race ${race}`, `content ${index}`) }),
            ),
          ),
        );
        expect(results.map(({ kind }) => kind).sort()).toEqual(['appended', 'command-reused']);
      }
      expect(await one.journal.size()).toBe(RACES);
    });
  });
};

import { appendOf } from './appends';
import type { ContractCapabilities, Given, OpenedStore } from './ledger-under-test';
import { faultsOf, followUntil } from './follow';
import { runWorkload, type WorkloadReport } from './workload';

const WRITERS = 64;
const APPENDS_EACH = 25;

export const concurrencyPromises = (
  { open, ledger }: Given,
  { inAnotherProcess, holdSnapshot }: ContractCapabilities,
): void => {
  describe('the order of the ledger', () => {
    it(`shows a reader that follows ${WRITERS} concurrent writers everything, once and in order`, async () => {
      const report = await followConcurrentWriters(await open(), await open(), await open());
      expect(report).toEqual({ failed: [], faults: [], missed: 0 });
    });

    it('serves concurrent appends to one stream one after the other', async () => {
      const [one, other] = [await open(), await open()];
      const reports = await Promise.all(
        [one, other].map(({ store }, index) =>
          runWorkload(store, { name: `p${index}`, writers: 8, appends: 5, sharedStream: 'clock' }),
        ),
      );
      await expectWhole(one, reports, 80);
      expect((await one.store.readStream('clock')).map(({ revision }) => revision)).toEqual([...Array(80).keys()]);
    });

    it('has no gap where bulk and single appends meet', async () => {
      const [one, other] = [await open(), await open()];
      const bulk = Array.from({ length: 30 }, (_, index) => appendOf(`book-${index}`, { count: 100 }));
      const [reports] = await Promise.all([
        runWorkload(one.store, { name: 'single', writers: 16, appends: 20 }),
        other.store.appendMany(bulk),
        one.store.appendMany(bulk.map(({ stream }) => appendOf(`${stream}-too`, { count: 5 }))),
      ]);
      expect(reports.failed).toEqual([]);
      const events = await one.journal.page(0, 10_000);
      expect(events).toHaveLength(16 * 20 + 3_000 + 150);
      expect(faultsOf(events)).toEqual([]);
    });

    if (inAnotherProcess) {
      it.each(['many streams', 'one stream'])('is dense after two processes appended to %s', async (kind) => {
        const sharedStream = kind === 'one stream' ? 'clock' : undefined;
        const [writers, appends] = sharedStream ? [4, 10] : [16, 50];
        const reports = await Promise.all(
          ['p1', 'p2'].map((name) => inAnotherProcess(ledger(), { name, writers, appends, sharedStream })),
        );
        await expectWhole(await open(), reports, 2 * writers * appends);
      });
    }

    if (inAnotherProcess && holdSnapshot) {
      it('is dense, and complete to a follower, while another connection keeps an old snapshot', async () => {
        const here = await open();
        await here.store.append(appendOf('before'));
        const snapshot = await holdSnapshot(ledger());
        const following = followUntil(here.journal, 1 + 2 * 16 * 20);
        const reports = await Promise.all(
          ['p1', 'p2'].map((name) => inAnotherProcess(ledger(), { name, writers: 16, appends: 20 })),
        );
        const events = await following;
        await snapshot.release();
        expect(reports.flatMap(({ failed }) => failed)).toEqual([]);
        expect(faultsOf(events)).toEqual([]);
        expect(await here.journal.size()).toBe(events.length);
      });
    }
  });
};

/** Everything that was acknowledged is in the journal where the receipt says, and nothing else is. */
const expectWhole = async (
  { journal }: OpenedStore,
  reports: readonly WorkloadReport[],
  expected: number,
): Promise<void> => {
  expect(reports.flatMap(({ failed }) => failed)).toEqual([]);
  const events = await journal.page(0, 10_000);
  expect(events).toHaveLength(expected);
  expect(faultsOf(events)).toEqual([]);
  const acknowledged = reports.flatMap((report) => report.acknowledged).sort((a, b) => a.position - b.position);
  expect(acknowledged).toEqual(events.map(({ id, position }) => ({ id, position })));
};

/**
 * The heart of the suite; an adapter's specification also shows that it finds a store that orders its appends wrongly.
 */
export const followConcurrentWriters = async (
  reader: OpenedStore,
  ...writers: readonly OpenedStore[]
): Promise<{ readonly failed: readonly string[]; readonly faults: readonly string[]; readonly missed: number }> => {
  const stop = new AbortController();
  const seen = new Map<string, number>();
  const events: Awaited<ReturnType<typeof followUntil>>[number][] = [];
  const total = WRITERS * APPENDS_EACH;
  const following = (async () => {
    for await (const batch of reader.journal.subscribe(0, { signal: stop.signal })) {
      for (const event of batch) {
        events.push(event);
        seen.set(event.id, event.position);
      }
      if (events.length >= total) stop.abort();
    }
  })();
  const reports = await Promise.all(
    writers.map(({ store }, index) =>
      runWorkload(store, { name: `w${index}`, writers: WRITERS / writers.length, appends: APPENDS_EACH }),
    ),
  );
  const failed = reports.flatMap((report) => report.failed);
  // Where appends failed the follower would wait for them for ever.
  if (failed.length > 0) stop.abort();
  await following;
  const acknowledged = reports.flatMap((report) => report.acknowledged);
  return {
    failed,
    faults: faultsOf(events),
    missed: acknowledged.filter(({ id, position }) => seen.get(id) !== position).length,
  };
};

import { StaleJournalWriter, type ArrivedEvent } from '../journal-writer';
import { appendOf, faultsOf, type OpenedStore } from '../testing';
import {
  connected,
  createStandInLedger,
  openJournal,
  startStandIn,
  until,
  type StandInLedger,
} from '../testing/kurrentdb';
import { startJournalWorker } from './journal-worker';

/** A journal and what writes it. */
type Journals = Awaited<ReturnType<typeof openJournal>>;

const TIMEOUT_MS = 30_000;
jest.setTimeout(TIMEOUT_MS);

const at = (place: number) => ({ commit: BigInt(place), prepare: BigInt(place) });

const arrived = (stream: string, place: number, expectedRevision = -1): ArrivedEvent => ({
  ...appendOf(stream, { expectedRevision }).events[0]!,
  at: at(place),
});

describe('the worker that writes the journal', () => {
  let ledger: StandInLedger;
  let opened: OpenedStore;
  beforeEach(async () => {
    ledger = await createStandInLedger();
    opened = await ledger.open();
  });
  afterEach(async () => {
    await opened.close();
    await ledger.drop();
  });
  const stopped = () => until(() => ledger.worker.status().state === 'stopped');
  const proposed = (body: string, contentType = 'application/octet-stream') => ({
    id: '5b0e8f0c-7d52-4f6e-9f0a-3a1f5c2d7e41',
    type: 'NeedRegistered',
    contentType,
    data: Buffer.from(body),
  });

  it('keeps where each event stood in $all, and shows that nothing is left to read', async () => {
    await opened.store.appendMany([appendOf('device-a', { count: 2 }), appendOf('device-b')]);
    await until(async () => (await ledger.worker.lagBytes()) === 0n);
    const database = await connected(ledger.place.databaseUrl);
    const { rows } = await database.query('select commit_position::int from event_origin order by position');
    await database.end();
    expect(rows.map((row) => row.commit_position)).toEqual(ledger.server.log.events.map(({ position }) => position));
    expect(ledger.worker.status()).toMatchObject({ state: 'following', size: 3, problem: null, tampering: [] });
  });

  it('knows whether it has everything that the server has: not where it stopped', async () => {
    await opened.store.append(appendOf('device-a'));
    expect(await ledger.worker.reachesHead(TIMEOUT_MS)).toBe(true);
    ledger.server.log.append('foreign-stream', 'any', [proposed('{}')]);
    await stopped();
    expect(await ledger.worker.reachesHead(0)).toBe(false);
  });

  it('writes once what is delivered twice', async () => {
    ledger.server.faults.duplicates = true;
    await opened.store.appendMany(Array.from({ length: 50 }, (_, index) => appendOf(`device-${index}`, { count: 3 })));
    const events = await opened.journal.page(0, 1_000);
    expect(events).toHaveLength(150);
    expect(faultsOf(events)).toEqual([]);
  });

  it('stops at an event of a stream that is none of ours, with its name, and goes no further', async () => {
    await opened.store.append(appendOf('device-a'));
    ledger.server.log.append('foreign-stream', 'any', [proposed('{}')]);
    await stopped();
    expect(ledger.worker.status().problem).toContain('foreign-stream');
    expect(ledger.reported.join()).toContain('foreign-stream');
    ledger.server.log.append('device-a', 0, [proposed(appendOf('device-a', { expectedRevision: 0 }).events[0]!.body)]);
    expect(await opened.journal.size()).toBe(1);
  });

  it.each([
    ['bytes that are no event of ours', 'application/octet-stream', 'by hand'],
    ['JSON that another client wrote', 'application/json', '{"id":"x"}'],
    ['an event that says another stream', 'application/octet-stream', appendOf('device-b').events[0]!.body],
  ])('stops at %s in a stream of ours', async (_, contentType, body) => {
    ledger.server.log.append('device-a', 'any', [proposed(body, contentType)]);
    await stopped();
    expect(ledger.worker.status().problem).toContain('device-a@0');
    expect(await opened.journal.size()).toBe(0);
  });

  it('reports a stream that was cut or deleted, keeps its events, and goes on', async () => {
    const { log } = ledger.server;
    await opened.store.appendMany([appendOf('device-a', { count: 3 }), appendOf('device-b'), appendOf('device-c')]);
    log.setMetadata('device-a', { $acl: { $r: '$admins' } });
    log.setMetadata('device-a', { $tb: 2 });
    log.delete('device-b');
    log.tombstone('device-c');
    log.scavenge();
    await until(() => ledger.worker.status().tampering.length === 3);
    expect(ledger.worker.status().tampering.map(({ kind, stream }) => `${kind} ${stream}`)).toEqual([
      'TRUNCATED device-a',
      'DELETED device-b',
      'DELETED device-c',
    ]);
    await opened.store.append(appendOf('device-d'));
    expect(await opened.journal.size()).toBe(6);
    expect(await opened.journal.stream('device-a')).toHaveLength(3);
  });

  it('stops where events were removed before it saw them', async () => {
    await ledger.worker.stop();
    const { log } = ledger.server;
    for (const revision of [-1, 0, 1]) {
      const [event] = appendOf('device-a', { expectedRevision: revision }).events;
      log.append('device-a', revision, [{ ...proposed(event!.body), id: event!.id }]);
    }
    log.setMetadata('device-a', { $tb: 1 });
    log.scavenge();
    const again = await another(ledger.server.url);
    await until(() => again.status().state === 'stopped');
    expect(again.status().problem).toContain('no predecessor of device-a@1');
    await again.stop();
  });

  it('does not go on with a server that no longer has the last event', async () => {
    await opened.store.append(appendOf('device-a'));
    await ledger.worker.stop();
    const emptied = await startStandIn();
    const again = await another(emptied.url);
    await until(() => again.status().state === 'stopped');
    expect(again.status().problem).toContain('no longer has event');
    await again.stop();
    await emptied.close();
  });

  let second: Journals | null = null;
  afterEach(async () => {
    await second?.close();
    second = null;
  });
  const another = async (url: string) => {
    second = await openJournal(ledger.place);
    return startJournalWorker({ url, writer: second.writer, isOurs: () => true, report: () => undefined });
  };
});

describe('writing the journal', () => {
  let ledger: StandInLedger;
  let journals: Journals[];
  beforeEach(async () => {
    ledger = await createStandInLedger();
    await ledger.worker.stop();
    journals = [await openJournal(ledger.place), await openJournal(ledger.place)];
  });
  afterEach(async () => {
    for (const journal of journals) await journal.close();
    await ledger.drop();
  });
  const signal = new AbortController().signal;

  it('is for one at a time: a second waits, and whoever wrote before writes nothing any more', async () => {
    const [one, other] = journals as [Journals, Journals];
    const { epoch } = (await one.writer.begin(signal))!;
    const stop = new AbortController();
    const waiting = other.writer.begin(stop.signal);
    stop.abort();
    expect(await waiting).toBeNull();

    await one.writer.end();
    const head = (await other.writer.begin(signal))!;
    expect(head).toMatchObject({ epoch: epoch + 1, size: 0, readTo: null, last: null });
    const batch = { size: 0, events: [arrived('device-a', 10)], tampering: [], readTo: at(10) };
    await expect(one.writer.write({ ...batch, epoch })).rejects.toThrow(StaleJournalWriter);
    await expect(one.writer.head(epoch)).rejects.toThrow(StaleJournalWriter);
    expect(await one.journal.size()).toBe(0);
    await other.writer.write({ ...batch, epoch: head.epoch });
    expect(await other.writer.head(head.epoch)).toMatchObject({
      size: 1,
      readTo: at(10),
      last: { id: batch.events[0]!.id, stream: 'device-a', at: at(10) },
    });
  });

  it('continues the size that it names, or nothing is written', async () => {
    const [{ writer, journal }] = journals as [Journals];
    const { epoch } = (await writer.begin(signal))!;
    const batch = { epoch, events: [arrived('device-a', 10)], tampering: [], readTo: at(10) };
    await expect(writer.write({ ...batch, size: 1 })).rejects.toThrow(StaleJournalWriter);
    await writer.write({ ...batch, size: 0 });
    await expect(writer.write({ ...batch, size: 0 })).rejects.toThrow(StaleJournalWriter);
    expect(await journal.size()).toBe(1);
  });

  it('refuses an event twice, and one without its predecessor, with the whole batch', async () => {
    const [{ writer, journal }] = journals as [Journals];
    const { epoch } = (await writer.begin(signal))!;
    const tampering = [{ stream: 'device-b', kind: 'DELETED' as const, at: at(5) }];
    const batch = { epoch, size: 0, tampering, readTo: at(30) };
    const twice = [arrived('device-a', 10), arrived('device-b', 20), arrived('device-a', 30)];
    await expect(writer.write({ ...batch, events: twice })).rejects.toMatchObject({ code: 'JOURNAL_BROKEN' });
    const torn = [arrived('device-a', 10), arrived('device-b', 20, 4)];
    await expect(writer.write({ ...batch, events: torn })).rejects.toThrow('no predecessor of device-b@5');
    expect(await journal.size()).toBe(0);
    expect(await writer.tampering()).toEqual([]);
    expect((await writer.head(epoch)).readTo).toBeNull();
  });
});

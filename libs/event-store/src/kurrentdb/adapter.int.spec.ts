import { type Append, NO_STREAM, StoreUnavailable } from '../event-store';
import { appendOf, commandOf, eventStoreContract, faultsOf, type OpenedStore } from '../testing';
import {
  createLedger,
  createLedgerOn,
  createStandInLedger,
  kurrentDbCapabilities,
  openLink,
  startStandIn,
  until,
  urlOf,
  type AppendFault,
  type StandInLedger,
} from '../testing/kurrentdb';
import { createKurrentDbEventStore } from './kurrentdb-event-store';

eventStoreContract('kurrentdb, on the stand-in', createStandInLedger, kurrentDbCapabilities);

const { KURRENTDB_URL: realServer } = process.env;
if (realServer)
  eventStoreContract(
    'kurrentdb, on the server at KURRENTDB_URL',
    () => createLedgerOn(realServer),
    kurrentDbCapabilities,
  );

/** Writers and the journal's worker hold connections over the same wire. */
const CUTS = 20;

describe('the kurrentdb adapter', () => {
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

  it.each<AppendFault>(['busy', 'timeout', 'access-denied', 'unavailable'])(
    'throws STORE_UNAVAILABLE where the server says "%s", and the same append again is stored once',
    async (fault) => {
      const { store, journal } = opened;
      ledger.server.appendFaults.push(fault);
      await expect(store.append(appendOf('device-a'))).rejects.toThrow(StoreUnavailable);
      expect(await store.append(appendOf('device-a'))).toMatchObject({
        kind: 'appended',
        position: 0,
        repeated: false,
      });
      expect(await store.append(appendOf('device-a'))).toMatchObject({ kind: 'appended', position: 0, repeated: true });
      expect(await journal.size()).toBe(1);
    },
  );

  it('goes to the leader that the server names, and stays there', async () => {
    const leader = await startStandIn(ledger.server.log);
    ledger.server.faults.leader.port = leader.port;
    ledger.server.appendFaults.push('not-leader');
    leader.appendFaults.push('busy');
    // The leader is busy: so it was asked.
    await expect(opened.store.append(appendOf('device-a'))).rejects.toThrow(StoreUnavailable);
    expect(await opened.store.append(appendOf('device-a'))).toMatchObject({ kind: 'appended', repeated: false });
    leader.appendFaults.push('wrong-expected-version');
    const next = appendOf('device-a', { expectedRevision: 0 });
    expect(await opened.store.append(next)).toEqual({ kind: 'wrong-expected-revision', actual: NO_STREAM });
    await leader.close();
  });

  it('says that a stream was deleted on the server, and does not begin it again', async () => {
    await opened.store.append(appendOf('device-a'));
    ledger.server.log.tombstone('device-a');
    const next = appendOf('device-a', { expectedRevision: 0 });
    await expect(opened.store.append(next)).rejects.toMatchObject({ code: 'STREAM_DELETED' });
    await expect(opened.store.readStream('device-a')).rejects.toMatchObject({ code: 'STREAM_DELETED' });
  });

  it('never gives the server another body under a command id that it has seen, not even the same event id', async () => {
    const [event] = appendOf('device-a', { command: commandOf('c') }).events;
    await opened.store.append({ stream: 'device-a', expectedRevision: NO_STREAM, events: [event!] });
    const forged = {
      ...event!,
      commandSha256: commandOf('c', 'another').sha256,
      body: event!.body.replace('31', '79'),
    };
    expect(await opened.store.append({ stream: 'device-a', expectedRevision: NO_STREAM, events: [forged] })).toEqual({
      kind: 'command-reused',
      commandId: event!.commandId,
    });
    expect((await opened.store.readStream('device-a')).map(({ body }) => body)).toEqual([event!.body]);
  });

  it(`has every acknowledged event in the journal once and in order after ${CUTS} cuts of the connection`, async () => {
    const server = await startStandIn();
    const link = await openLink(server.port);
    const linked = await createLedger(urlOf(link.port), null);
    const writer = await linked.open();
    let stopped = false;
    const acknowledged: string[] = [];
    const append = (event: Append) =>
      writer.store.append(event).catch((error: unknown) => {
        if (!(error instanceof StoreUnavailable)) throw error;
        return null;
      });
    const write = async (stream: string): Promise<void> => {
      for (let revision = 0; !stopped; revision += 1) {
        const event = appendOf(stream, { expectedRevision: revision - 1 });
        // Whose answer was cut off asks again, also at the end: it may be stored.
        for (let result = await append(event); result?.kind !== 'appended';) result = await append(event);
        acknowledged.push(event.events[0]!.id);
      }
    };
    const writing = Array.from({ length: 8 }, (_, index) => write(`device-${index}`));
    for (let cut = 1; cut <= CUTS; cut += 1) {
      const before = acknowledged.length;
      await until(() => acknowledged.length > before + 5);
      link.cut();
    }
    stopped = true;
    await Promise.all(writing);
    const events = await writer.journal.page(0, 100_000);
    expect(faultsOf(events)).toEqual([]);
    expect(events.map(({ id }) => id).sort()).toEqual([...acknowledged].sort());
    await writer.close();
    await linked.drop();
    await link.close();
    await server.close();
  }, 60_000);
});

describe('a server that is none for the ledger', () => {
  const claims = { claim: async () => [] };

  it.each([
    ['an address of another kind', 'http://127.0.0.1:2113', 'KURRENTDB_URL'],
    ['an address where nobody answers', urlOf(1), 'KURRENTDB_UNREACHABLE'],
  ])('is refused at start: %s', async (_, url, code) => {
    await expect(createKurrentDbEventStore({ url, claims })).rejects.toMatchObject({ code });
  });

  it('is refused at start: one that denies access, and one that is too old', async () => {
    const server = await startStandIn();
    server.faults.denied = true;
    await expect(createKurrentDbEventStore({ url: server.url, claims })).rejects.toMatchObject({
      code: 'KURRENTDB_ACCESS_DENIED',
    });
    server.faults.denied = false;
    server.faults.version = '21.10.0';
    await expect(createKurrentDbEventStore({ url: server.url, claims })).rejects.toMatchObject({
      code: 'KURRENTDB_TOO_OLD',
      message: 'version 21.10.0; at least 23.10 is needed',
    });
    await server.close();
  });
});

import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { BACKWARDS, END, EventStoreDBClient } from '@eventstore/db-client';
import { createTestDatabase, type TestDatabase } from '../../../../../tools/testing/test-database';
import { createKurrentDbEventStore, startJournalWorker, type JournalWorker } from '../../kurrentdb';
import type { Journal } from '../../journal';
import { createPostgresJournal, eventStoreMigrations, migrate, type PostgresJournal } from '../../postgres';
import type { ContractCapabilities, LedgerUnderTest, OpenedStore } from '../ledger-under-test';
import { openLink } from './link';
import { inNamespace } from './namespace';
import { startStandIn, type StandIn } from './stand-in';
import { withPositions } from './with-positions';

const ROOT = join(__dirname, '../../../../..');
const run = promisify(execFile);

/** Where the parts of one ledger are: what another process needs to open it. */
export interface LedgerPlace {
  readonly serverUrl: string;
  readonly databaseUrl: string;
  /** Only on a server that holds other ledgers too. */
  readonly namespace: string | null;
}

export interface KurrentDbLedger extends LedgerUnderTest {
  readonly place: LedgerPlace;
  readonly database: TestDatabase;
  readonly worker: JournalWorker;
  readonly journal: Journal;
  /** What the worker told a person. */
  readonly reported: readonly string[];
}

export interface StandInLedger extends KurrentDbLedger {
  readonly server: StandIn;
}

/** A ledger on a server of its own, which is in this process. */
export const createStandInLedger = async (): Promise<StandInLedger> => {
  const server = await startStandIn();
  const ledger = await createLedger(server.url, null);
  return {
    ...ledger,
    server,
    drop: async () => {
      await ledger.drop();
      await server.close();
    },
  };
};

/** A ledger on a server that is there, beside what it holds already. */
export const createLedgerOn = (serverUrl: string): Promise<KurrentDbLedger> =>
  createLedger(serverUrl, randomBytes(4).toString('hex'));

/** Without a namespace the server is this ledger's alone, but for what somebody else writes: streams that begin with `foreign`. */
export const createLedger = async (serverUrl: string, namespace: string | null): Promise<KurrentDbLedger> => {
  const database = await createTestDatabase();
  await migrate(database.ownerUrl, eventStoreMigrations, { applicationRole: database.applicationRole });
  if (namespace) await beginAtTheEnd(serverUrl, database.ownerUrl);
  const own = await createPostgresJournal({ connectionString: database.applicationUrl });
  const reported: string[] = [];
  const worker = await startJournalWorker({
    url: serverUrl,
    writer: own.writer,
    isOurs: (stream) => (namespace ? stream.endsWith(`~${namespace}`) : !stream.startsWith('foreign')),
    report: (line) => reported.push(line),
  });
  const place = { serverUrl, databaseUrl: database.applicationUrl, namespace };
  return {
    place,
    database,
    worker,
    journal: own.journal,
    reported,
    open: () => openAt(place),
    drop: async () => {
      await worker.stop();
      await own.close();
      await database.drop();
    },
  };
};

/** The journal alone, with what writes it. */
export const openJournal = ({ databaseUrl }: LedgerPlace): Promise<PostgresJournal> =>
  createPostgresJournal({ connectionString: databaseUrl });

export const openAt = async ({ serverUrl, databaseUrl, namespace }: LedgerPlace): Promise<OpenedStore> => {
  const { journal, claims, close: closeJournal } = await createPostgresJournal({ connectionString: databaseUrl });
  const { store, close } = await createKurrentDbEventStore({ url: serverUrl, claims });
  const placed = withPositions(store, journal);
  const opened: OpenedStore = {
    store: placed.store,
    journal,
    close: async () => {
      await close();
      await placed.close();
      await closeJournal();
    },
  };
  return namespace ? inNamespace(opened, namespace) : opened;
};

/** What the server holds already is none of this ledger's. */
const beginAtTheEnd = async (serverUrl: string, ownerUrl: string): Promise<void> => {
  const server = EventStoreDBClient.connectionString(serverUrl);
  const database = await connected(ownerUrl);
  try {
    for await (const { event } of server.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 })) {
      await database.query(
        'insert into journal_checkpoint (epoch, size, commit_position, prepare_position) values (0, 0, $1, $2)',
        [String(event!.position.commit), String(event!.position.prepare)],
      );
    }
  } finally {
    await database.end();
    await server.dispose();
  }
};

/** What the contract can put this adapter through. */
export const kurrentDbCapabilities: ContractCapabilities = {
  inAnotherProcess: async (ledger, workload) => {
    const { place } = ledger as KurrentDbLedger;
    const script = join(__dirname, 'workload.process.ts');
    const node = ['-r', join(ROOT, 'tools/register.cjs'), script, JSON.stringify(place), JSON.stringify(workload)];
    const { stdout } = await run(process.execPath, node, { cwd: ROOT });
    return JSON.parse(stdout);
  },
  holdSnapshot: async (ledger) => {
    const client = await connected((ledger as KurrentDbLedger).place.databaseUrl);
    await client.query('begin isolation level repeatable read');
    await client.query('select count(*) from event');
    return { release: () => client.end() };
  },
  openLosingAnswers: async (ledger) => {
    const { place, journal, worker } = ledger as KurrentDbLedger;
    const server = new URL(place.serverUrl);
    const link = await openLink(Number(server.port), server.hostname);
    server.port = String(link.port);
    const opened = await openAt({ ...place, serverUrl: server.toString() });
    return {
      ...opened,
      loseNextAnswer: () => {
        link.muffle();
        void grown(journal, worker).then(link.cut);
      },
      close: async () => {
        await opened.close();
        await link.close();
      },
    };
  },
};

/** Once the journal has more than it has now, and all that the server has: then the append was committed. */
const grown = async (journal: Journal, worker: JournalWorker): Promise<void> => {
  const arrived = new AbortController();
  for await (const batch of journal.subscribe(await journal.size(), { signal: arrived.signal }))
    if (batch.length > 0) arrived.abort();
  while ((await worker.lagBytes()) > 0n);
};

export const connected = async (connectionString: string): Promise<Client> => {
  const client = new Client({ connectionString });
  await client.connect();
  return client;
};

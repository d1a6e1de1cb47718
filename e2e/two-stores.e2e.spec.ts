import { randomBytes } from 'node:crypto';
import { recordDemo } from '@demo';
import { startStandIn, type StandIn } from '@event-store/testing/kurrentdb';
import {
  CommandApiModule,
  demoTools,
  QueryApiModule,
  readSettings,
  type RunningLedger,
  serve,
  WorkerModule,
} from '@hosting';
import { createTestDatabase, type TestDatabase } from '../tools/testing/test-database';
import { logKeys } from './support/log-keys';
import { type ListQuery, listQueries } from './support/whole-schema';

/** Two demos of two months each, of one school of forty; other suites keep the machine busy. */
jest.setTimeout(900_000);

/** From the pledge to some days' credits. */
const SCHOOLS = 1;
const LAST_DAY = '2021-11-13';
/** One of the two recordings is cut off in this day, when pupils, lots and handovers are under way, and gone on with in another process, as it were. */
const CUT_OFF_DAY = '2021-10-01';
const PAGE = 50;

interface Told {
  /** What was appended, by stream. */
  readonly streams: ReadonlyMap<string, readonly string[]>;
  /** What each list says of each of its things, in the order of its words: where the stores put them is theirs. */
  readonly lists: ReadonlyMap<string, readonly string[]>;
}

/** A server that is there and empty, or else the stand-in. */
const { KURRENTDB_URL: realServer } = process.env;

describe('the demo, recorded on either store, on one of them with a cut in the middle', () => {
  const databases: TestDatabase[] = [];
  let server: StandIn | null = null;
  let postgres: Told;
  let cutOff: Told;
  let kurrentdb: Told;
  beforeAll(async () => {
    if (!realServer) server = await startStandIn();
    postgres = await record(await newLedger({ LEDGER_EVENT_STORE: 'postgres' }));
    const second = await newLedger({ LEDGER_EVENT_STORE: 'kurrentdb', KURRENTDB_URL: server?.url ?? realServer! });
    cutOff = await record(second, CUT_OFF_DAY);
    kurrentdb = await record(second);
  });
  afterAll(async () => {
    for (const database of databases) await database.drop();
    await server?.close();
  });

  type Settings = Readonly<Record<string, string>>;

  /** A ledger of its own; what it holds is keyed by a master key of its own. */
  const newLedger = async (store: Settings): Promise<Settings> => {
    const database = await createTestDatabase();
    databases.push(database);
    return {
      DATABASE_URL: database.applicationUrl,
      DATABASE_OWNER_URL: database.ownerUrl,
      LEDGER_MASTER_KEY: randomBytes(32).toString('base64'),
      ...logKeys(),
      LEDGER_LOCAL_ISSUER: 'on',
      LEDGER_LOG_LEVEL: 'error',
      PORT: '0',
      ...store,
    };
  };

  /** Everything is opened and closed, as by a process of its own. */
  const record = async (env: Settings, stopAfter?: string): Promise<Told> => {
    const stopping = new AbortController();
    const progress = ({ day }: { readonly day: string }): void => {
      if (day === stopAfter) stopping.abort();
    };
    const running = await serve({
      settings: readSettings(env),
      parts: [CommandApiModule, QueryApiModule, WorkerModule],
      log: () => undefined,
      stopping: new AbortController().signal,
    });
    try {
      await recordDemo(demoTools(running, progress, stopping.signal), { lastDay: LAST_DAY, schools: SCHOOLS });
      return { streams: await streamsOf(running), lists: stopAfter ? new Map() : await listsOf(running) };
    } finally {
      await running.stop();
    }
  };

  it('is the same bytes in the same streams', () => {
    expect(cutOff.streams.size).toBeGreaterThan(100);
    expect(cutOff.streams.size).toBeLessThan(kurrentdb.streams.size);
    expect([...kurrentdb.streams.keys()].sort()).toEqual([...postgres.streams.keys()].sort());
    for (const [stream, bodies] of postgres.streams)
      expect({ stream, bodies: kurrentdb.streams.get(stream) }).toEqual({ stream, bodies });
  });

  it.each(listQueries().map(({ field }) => field))('is told alike, field by field: %s', (field) => {
    const [one, other] = [postgres.lists.get(field)!, kurrentdb.lists.get(field)!];
    expect(one.length).toBeGreaterThan(0);
    expect(other.length).toBe(one.length);
    // Not the lists: what they have in common would be all that is seen.
    expect(firstDifference(one, other)).toBeNull();
  });
});

const firstDifference = (one: readonly string[], other: readonly string[]): readonly unknown[] | null => {
  const place = one.findIndex((thing, index) => thing !== other[index]);
  return place === -1 ? null : [JSON.parse(one[place]!), JSON.parse(other[place]!)];
};

const streamsOf = async ({ resources: { journal } }: RunningLedger): Promise<Told['streams']> => {
  const streams = new Map<string, string[]>();
  for (const { stream, body } of await journal.page(0, await journal.size()))
    streams.set(stream, [...(streams.get(stream) ?? []), body]);
  return streams;
};

const listsOf = async (running: RunningLedger): Promise<Told['lists']> => {
  const size = await running.resources.journal.size();
  const { access_token: token } = (await post(`${running.url}/auth/token`, { role: 'AUDITOR' })) as Token;
  const lists = new Map<string, readonly string[]>();
  for (const query of listQueries()) lists.set(query.field, await thingsOf(query, running.url, token, size));
  return lists;
};

const thingsOf = async ({ field, text }: ListQuery, url: string, token: string, size: number): Promise<string[]> => {
  const things: string[] = [];
  let after: string | null = null;
  do {
    const headers = { Authorization: `Bearer ${token}`, 'Ledger-Min-Position': String(size - 1) };
    const { data, errors } = (await post(
      `${url}/graphql`,
      { query: text, variables: { first: PAGE, after } },
      headers,
    )) as Page;
    if (errors) throw new Error(`${field}: ${JSON.stringify(errors)}`);
    const { nodes, pageInfo } = data[field]!;
    things.push(...nodes.map((node) => JSON.stringify(node)));
    after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (after !== null);
  return things.sort();
};

interface Token {
  readonly access_token: string;
}

interface Page {
  readonly data: Readonly<
    Record<string, { nodes: readonly unknown[]; pageInfo: { hasNextPage: boolean; endCursor: string } }>
  >;
  readonly errors?: readonly unknown[];
}

const post = async (url: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<unknown> => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return response.json();
};

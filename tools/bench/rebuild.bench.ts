import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Append } from '@event-store';
import {
  createPostgresEventStore,
  eventStoreMigrations,
  migrate,
  type PostgresEventStore,
} from '@event-store/postgres';
import { projections } from '@hosting';
import { logKeys } from '../../e2e/support/log-keys';
import { startApplication, type LedgerProcess } from '../../e2e/support/ledger-process';
import { percentile, secondsOf, type Bench, type BenchContext } from './bench';
import { syntheticLedger } from './synthetic-ledger';
import { appendsOfLives, lives } from './synthetic-lives';

/** Before anything is measured; a round of the synthetic ledger has 500. */
const EVENTS = 100_000;
const ROUND_EVENTS = 500;
/** A round each second, a tenth of its appends at a time: files and single commands side by side. */
const ROUND_MS = 1_000;
const TICKS = 10;
/** Three clients, each with one kind of question, one after the other whatever the answers take. So many that one in a hundred is several. */
const READS_PER_SECOND = 20;
const BEFORE_SECONDS = 40;
const LOOK_MS = 250;
const PAGE = 100;

const KINDS: readonly ((n: number) => string)[] = [
  (n) => `{ device(tag: "${lives[n % lives.length]!.tag}") { tag state schoolCode assignments { assignmentId } } }`,
  () => `{ devices(first: ${PAGE}) { nodes { tag state } pageInfo { hasNextPage endCursor } } }`,
  () => '{ funnel(by: LOCALITY) { key name received handedOver acceptedByPupil inUse } }',
];

/**
 * All projections are rebuilt while the ledger takes 500 events a second and is read: three processes as in production, GraphQL over HTTP. Floor of
 * the milliseconds: the same reads under the same writes before it. Floor of the seconds: building the tables while nobody writes or reads.
 */
export const rebuildBench: Bench = {
  name: 'rebuild',
  run: async ({ database, report }: BenchContext) => {
    await migrate(database.ownerUrl, eventStoreMigrations, { applicationRole: database.applicationRole });
    const ledger = await createPostgresEventStore({ connectionString: database.applicationUrl });
    const rounds = syntheticLedger(Infinity);
    await ledger.store.appendMany(appendsOfLives());
    for (let made = 0; made < EVENTS; made += ROUND_EVENTS) await ledger.store.appendMany(next(rounds));
    const applications = await started(database);
    const traffic = new AbortController();
    try {
      const { commands, queries } = applications;
      const administrator = await tokenOf(commands, 'ADMIN');
      const built = await secondsOf(() => settled(queries, administrator));
      const writing = writeOn(ledger, rounds, traffic.signal);
      const reader = readOn(queries, await tokenOf(commands, 'AUDITOR'), traffic.signal);
      // Plans are made, code is compiled, connections are opened and pages are in memory after one that is not measured.
      await rebuilt(commands, administrator);
      reader.take();
      await wait(BEFORE_SECONDS * 1_000);
      const before = reader.take();
      const sizeBefore = await ledger.journal.size();
      const seconds = await secondsOf(() => rebuilt(commands, administrator));
      const during = reader.take();
      const written = (await ledger.journal.size()) - sizeBefore;
      traffic.abort();
      await Promise.all([writing, reader.done]);

      for (const percent of [50, 99])
        report({
          figure: `reads while all ${projections.length} projections are rebuilt, p${percent}`,
          value: percentile(during.milliseconds, percent),
          unit: 'ms',
          floor: percentile(before.milliseconds, percent),
        });
      const asked = during.milliseconds.length + during.failed;
      report({ figure: 'failed reads, of all meanwhile', value: during.failed, unit: 'reads', floor: asked });
      report({ figure: 'answers older than one before, of all', value: during.older, unit: 'answers', floor: asked });
      report({ figure: 'written meanwhile', value: written / seconds, unit: 'events/s', floor: ROUND_EVENTS });
      report({ figure: 'the rebuild, to its switches', value: seconds, unit: 's', floor: built });
    } finally {
      traffic.abort();
      await Promise.all(Object.values(applications).map((each) => each.kill()));
      await ledger.close();
    }
  },
};

const started = async ({ applicationUrl, ownerUrl }: BenchContext['database']) => {
  const settings = {
    DATABASE_URL: applicationUrl,
    DATABASE_OWNER_URL: ownerUrl,
    LEDGER_MASTER_KEY: randomBytes(32).toString('base64'),
    ...logKeys(),
    LEDGER_LOCAL_ISSUER: 'on',
  };
  const [worker, commands, queries] = await Promise.all([
    startApplication('worker', settings),
    startApplication('command-api', settings),
    startApplication('query-api', settings),
  ]);
  return { worker, commands, queries };
};

const next = (rounds: Iterator<readonly Append[]>): readonly Append[] => rounds.next().value as readonly Append[];

/** At the same times, whatever the appends before them take. */
const writeOn = async (
  { store }: PostgresEventStore,
  rounds: Iterator<readonly Append[]>,
  stop: AbortSignal,
): Promise<void> => {
  const start = performance.now();
  for (let round = 0; !stop.aborted; round += 1) {
    const appends = next(rounds);
    for (let tick = 0; tick < TICKS; tick += 1) {
      await until(start + round * ROUND_MS + (tick * ROUND_MS) / TICKS);
      const part = appends.filter((_, index) => index % TICKS === tick);
      for (const { kind } of await store.appendMany(part))
        if (kind !== 'appended') throw new Error(`not appended: ${kind}`);
    }
  }
};

interface Reads {
  readonly milliseconds: number[];
  failed: number;
  older: number;
}

/** Asks at the same times, whatever the answers take: who waits behind a slow one waits in the figure too. */
const readOn = (queries: LedgerProcess, token: string, stop: AbortSignal) => {
  const none = (): Reads => ({ milliseconds: [], failed: 0, older: 0 });
  let reads = none();
  /** Of the answers to each client, the largest size. */
  const seen = KINDS.map(() => 0);
  const under = new Set<Promise<void>>();
  const ask = async (n: number, due: number): Promise<void> => {
    const kind = n % KINDS.length;
    const known = seen[kind]!;
    const counted = reads;
    try {
      const { data, errors, extensions } = await graphql(queries, token, KINDS[kind]!(n));
      if (errors || Object.values(data ?? { none: null }).includes(null))
        throw new Error(JSON.stringify(errors ?? data));
      const size = Number(extensions.ledger.size);
      if (size < known) counted.older += 1;
      seen[kind] = Math.max(seen[kind]!, size);
      counted.milliseconds.push(performance.now() - due);
    } catch (error) {
      counted.failed += 1;
      process.stderr.write(`a read failed: ${(error as Error).message}\n`);
    }
  };
  const done = (async () => {
    const start = performance.now();
    for (let n = 0; !stop.aborted; n += 1) {
      const due = start + (n * 1_000) / READS_PER_SECOND;
      await until(due);
      const asked = ask(n, due).finally(() => under.delete(asked));
      under.add(asked);
    }
    await Promise.all(under);
  })();
  return {
    done,
    /** What was asked since the last time. */
    take: (): Reads => {
      const taken = reads;
      reads = none();
      return taken;
    },
  };
};

const until = (due: number): Promise<unknown> => wait(Math.max(0, due - performance.now()));

interface Answer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: unknown;
  readonly extensions: { readonly ledger: { readonly size: string } };
}

const graphql = async ({ url }: LedgerProcess, token: string, query: string): Promise<Answer> => {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
    body: JSON.stringify({ query }),
  });
  return (await response.json()) as Answer;
};

const tokenOf = async ({ url }: LedgerProcess, role: string): Promise<string> => {
  const response = await fetch(`${url}/auth/token`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ role }),
  });
  return ((await response.json()) as { readonly access_token: string }).access_token;
};

/** Until every projection is at the head. */
const settled = async (queries: LedgerProcess, token: string): Promise<void> => {
  for (;;) {
    const { data } = await graphql(queries, token, '{ projections { state lagEvents } }');
    const states = (data?.['projections'] ?? []) as readonly { readonly state: string; readonly lagEvents: number }[];
    if (states.length === projections.length && states.every((one) => one.state === 'LIVE' && one.lagEvents === 0))
      return;
    await wait(LOOK_MS);
  }
};

/** Orders it of all at once, and waits until each was switched to and recorded. */
const rebuilt = async ({ url }: LedgerProcess, token: string): Promise<void> => {
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  const ordered = await Promise.all(
    projections.map(async ({ name }) => {
      const path = `${url}/api/v1/projections/${name}/rebuild`;
      const response = await fetch(path, { method: 'POST', headers: { ...headers, 'Idempotency-Key': randomUUID() } });
      return ((await response.json()) as { readonly id: string }).id;
    }),
  );
  for (const id of ordered)
    for (;;) {
      const response = await fetch(`${url}/api/v1/projections/orders/${id}`, { headers });
      const { state } = (await response.json()) as { readonly state: string };
      if (state === 'DONE') break;
      if (state !== 'WAITING' && state !== 'RUNNING') throw new Error(`a rebuild ended as ${state}`);
      await wait(LOOK_MS);
    }
};

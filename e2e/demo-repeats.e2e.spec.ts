import { randomBytes } from 'node:crypto';
import { recordDemo } from '@demo';
import { CommandApiModule, WorkerModule, demoTools, readSettings, serve } from '@hosting';
import { createTestDatabase, type TestDatabase } from '../tools/testing/test-database';
import { logKeys } from './support/log-keys';

/** Two demos of a month each, with pupils, lots and files; other suites keep the machine busy. */
jest.setTimeout(600_000);

const CUT_OFF_DAY = '2021-09-24';
const LAST_DAY = '2021-10-08';

const databases: TestDatabase[] = [];
afterAll(async () => {
  for (const database of databases) await database.drop();
});

/** A ledger of its own; what it holds is keyed by a master key of its own. */
const newLedger = async (): Promise<Readonly<Record<string, string>>> => {
  const database = await createTestDatabase();
  databases.push(database);
  return {
    DATABASE_URL: database.applicationUrl,
    DATABASE_OWNER_URL: database.ownerUrl,
    LEDGER_MASTER_KEY: randomBytes(32).toString('base64'),
    ...logKeys(),
    LEDGER_LOG_LEVEL: 'error',
    PORT: '0',
  };
};

type Streams = ReadonlyMap<string, readonly string[]>;

/** Records up to a day in a process of its own, as it were: everything is opened and closed. Answers with the bodies of each stream. */
const record = async (env: Readonly<Record<string, string>>, lastDay: string, stopAfter?: string): Promise<Streams> => {
  const stopping = new AbortController();
  const running = await serve({
    settings: readSettings(env),
    parts: [CommandApiModule, WorkerModule],
    log: () => undefined,
    stopping: new AbortController().signal,
  });
  try {
    const progress = ({ day }: { readonly day: string }): void => {
      if (day === stopAfter) stopping.abort();
    };
    await recordDemo(demoTools(running, progress, stopping.signal), { lastDay });
    const { journal } = running.resources;
    const streams = new Map<string, string[]>();
    for (const { stream, body } of await journal.page(0, await journal.size()))
      streams.set(stream, [...(streams.get(stream) ?? []), body]);
    return streams;
  } finally {
    await running.stop();
  }
};

describe('the demo', () => {
  it('recorded twice, once cut off and gone on with, holds the same bytes in the same streams', async () => {
    const whole = await record(await newLedger(), LAST_DAY);
    const cutOff = await newLedger();
    const first = await record(cutOff, LAST_DAY, CUT_OFF_DAY);
    expect(first.size).toBeLessThan(whole.size);
    const goneOnWith = await record(cutOff, LAST_DAY);
    expect(whole.size).toBeGreaterThan(1_000);
    expect([...goneOnWith.keys()].sort()).toEqual([...whole.keys()].sort());
    for (const [stream, bodies] of whole)
      expect({ stream, bodies: goneOnWith.get(stream) }).toEqual({ stream, bodies });
  });
});

import { randomBytes, randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '../tools/testing/test-database';
import { startStandIn, type StandIn } from '@event-store/testing/kurrentdb';
import { type LedgerProcess, runLedger, startApplication } from './support/ledger-process';
import { logKeys } from './support/log-keys';

/** Three processes start, and other suites keep the machine busy. */
jest.setTimeout(180_000);

/** A server that is there, or else the stand-in, as the second store. */
const { KURRENTDB_URL: realServer } = process.env;

describe.each(['postgres', 'kurrentdb'])('the ledger in processes of its own, as in production, on %s', (store) => {
  let server: StandIn | null = null;
  let database: TestDatabase;
  let settings: Readonly<Record<string, string>>;
  let commands: LedgerProcess;
  let queries: LedgerProcess;
  let worker: LedgerProcess;
  beforeAll(async () => {
    database = await createTestDatabase();
    if (store === 'kurrentdb' && !realServer) server = await startStandIn();
    settings = {
      LEDGER_EVENT_STORE: store,
      ...(store === 'kurrentdb' ? { KURRENTDB_URL: server?.url ?? realServer! } : {}),
      DATABASE_URL: database.applicationUrl,
      DATABASE_OWNER_URL: database.ownerUrl,
      LEDGER_MASTER_KEY: randomBytes(32).toString('base64'),
      ...logKeys(),
      LEDGER_LOCAL_ISSUER: 'on',
    };
    // All at once: each of them would migrate, and one does.
    [worker, commands, queries] = await Promise.all([
      startApplication('worker', settings),
      startApplication('command-api', settings),
      startApplication('query-api', settings),
    ]);
  });
  afterAll(async () => {
    await Promise.all([commands, queries, worker].map((each) => each?.stop()));
    await database?.drop();
    await server?.close();
  });

  const post = (url: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
    fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const tokenOf = async (role: string): Promise<string> => {
    const response = await post(`${commands.url}/auth/token`, { role });
    return ((await response.json()) as { readonly access_token: string }).access_token;
  };

  it('are each ready by themselves', async () => {
    for (const { url } of [commands, queries, worker]) {
      const response = await fetch(`${url}/health/ready`);
      expect([response.status, await response.json()]).toEqual([200, expect.objectContaining({ status: 'ready' })]);
    }
  });

  it('take a command in one, fold it in another, and show it in the third', async () => {
    const school = { code: '31-TEST-001', kind: 'SCHOOL', name: 'Trường Thử', provinceCode: '31', unitCode: '303' };
    const sent = await post(`${commands.url}/api/v1/organisations`, school, {
      Authorization: `Bearer ${await tokenOf('DATA_ENTRY')}`,
      'Idempotency-Key': randomUUID(),
    });
    const { stream, lastRevision } = (await sent.json()) as { readonly stream: string; readonly lastRevision: number };
    const read = await post(
      `${queries.url}/graphql`,
      { query: '{ organisation(code: "31-TEST-001") { code name } }' },
      // A token of one is a token of all: they have the same master key.
      { Authorization: `Bearer ${await tokenOf('AUDITOR')}`, 'Ledger-Min-Revision': `${stream}@${lastRevision}` },
    );
    expect(await read.json()).toMatchObject({ data: { organisation: { code: '31-TEST-001', name: 'Trường Thử' } } });
  });

  it('keep to their own part', async () => {
    const query = { query: '{ ledger { size } }' };
    expect((await post(`${commands.url}/graphql`, query)).status).toBe(404);
    expect((await post(`${queries.url}/api/v1/organisations`, {})).status).toBe(404);
  });

  it('are examined by the doctor, who finds append-only enforced by rights', async () => {
    const { exitCode, stdout } = await runLedger(['doctor', '--json'], settings);
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('the application may not change or delete events')]);
  });

  it('say so where the application owns its tables', async () => {
    const { exitCode, stdout } = await runLedger(['doctor', '--json'], {
      ...settings,
      DATABASE_URL: database.ownerUrl,
    });
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('not enforced by rights')]);
  });
});

describe('a process that lacks a key', () => {
  let database: TestDatabase;
  const settings = () => ({ DATABASE_URL: database.applicationUrl, DATABASE_OWNER_URL: database.ownerUrl });
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());

  it('does not seal without one that somebody chose', async () => {
    const masterKey = { LEDGER_MASTER_KEY: randomBytes(32).toString('base64'), LEDGER_DATA_DIR: '/nonexistent' };
    await expect(startApplication('worker', { ...settings(), ...masterKey })).rejects.toThrow('LOG_KEY_MISSING');
  });

  it('does not start without the master key', async () => {
    const logKey = { ...logKeys(), LEDGER_DATA_DIR: '/nonexistent' };
    await expect(startApplication('worker', { ...settings(), ...logKey })).rejects.toThrow('MASTER_KEY_MISSING');
  });
});

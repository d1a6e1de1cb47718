import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateSigningKey } from '@sealing/signing';
import { connected, startStandIn, type StandIn } from '@event-store/testing/kurrentdb';
import { createTestDatabase, type TestDatabase } from '../tools/testing/test-database';
import { type LedgerProcess, runLedger, startCommand, startLedger } from './support/ledger-process';

/** Other processes need the machine more than who waits for them. */
const until = async (isSo: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 50));
};

/** A dozen processes one after the other, while other suites keep the machine busy. */
jest.setTimeout(600_000);

const folder = mkdtempSync(join(tmpdir(), 'so-song-move-'));
/** The same key wherever the ledger goes: with it goes its name. */
const key = generateSigningKey('so-song.test/move');
const master = randomBytes(32).toString('base64');
const databases: TestDatabase[] = [];
let server: StandIn;
let ledger: LedgerProcess | null = null;
beforeAll(async () => (server = await startStandIn()));
afterAll(async () => {
  await ledger?.stop();
  await server.close();
  for (const database of databases) await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

interface Place {
  readonly database: TestDatabase;
  readonly env: Readonly<Record<string, string>>;
}

/** A machine of its own: another database, another place for what was signed last. */
const place = async (name: string, more: Readonly<Record<string, string>> = {}): Promise<Place> => {
  const database = await createTestDatabase();
  databases.push(database);
  return {
    database,
    env: {
      DATABASE_URL: database.applicationUrl,
      DATABASE_OWNER_URL: database.ownerUrl,
      LEDGER_MASTER_KEY: master,
      LEDGER_LOG_KEY: key,
      LEDGER_LOG_STATE_FILE: join(folder, `${name}.signed`),
      LEDGER_LOCAL_ISSUER: 'on',
      LEDGER_STATE_DIR: folder,
      ...more,
    },
  };
};

const post = async (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
  fetch(ledger!.url + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
const register = async (code: string, more: Readonly<Record<string, string>> = {}): Promise<Response> => {
  const signedIn = (await (await post('/auth/token', { role: 'DATA_ENTRY' })).json()) as { access_token: string };
  const school = { code, kind: 'SCHOOL', name: 'Trường Thử', provinceCode: '31', unitCode: '303' };
  const headers = { Authorization: `Bearer ${signedIn.access_token}`, 'Idempotency-Key': randomUUID(), ...more };
  return post('/api/v1/organisations', school, headers);
};
const checkpointNow = async (): Promise<string> => (await fetch(`${ledger!.url}/log/checkpoint`)).text();
const stop = async (): Promise<void> => {
  await ledger!.stop();
  ledger = null;
};
const file = (directory: string, name: string): string => readFileSync(join(directory, name), 'utf8');
const lastTypeOf = (directory: string): string =>
  (JSON.parse(file(directory, 'events.ndjson').trim().split('\n').at(-1)!) as { readonly type: string }).type;
const codeOf = ({ stdout }: { readonly stdout: string }): string =>
  (JSON.parse(stdout) as { readonly error: { readonly code: string } }).error.code;

describe('a ledger that moves from postgres to kurrentdb and back', () => {
  const [out, back] = [join(folder, 'out'), join(folder, 'back')];
  let first: Place;
  let second: Place;
  let third: Place;
  beforeAll(async () => {
    first = await place('first');
    second = await place('second', { LEDGER_EVENT_STORE: 'kurrentdb', KURRENTDB_URL: server.url });
    third = await place('third');
  });

  it('is closed where it was: exported to its last event, LedgerMoved, and read-only from then on', async () => {
    ledger = await startLedger(first.env);
    expect((await register('31-TEST-001')).status).toBe(201);
    await stop();
    const open = join(folder, 'open');
    expect(await runLedger(['export', open], first.env)).toMatchObject({ exitCode: 0 });
    expect(codeOf(await runLedger(['import', '--events', open, '--json'], third.env))).toBe('EXPORT_NOT_CLOSED');

    expect(await runLedger(['export', out, '--move-to', 'kurrentdb'], first.env)).toMatchObject({ exitCode: 0 });
    expect(lastTypeOf(out)).toBe('LedgerMoved');
    expect(await runLedger(['verify', out], first.env)).toMatchObject({ exitCode: 0 });

    ledger = await startLedger(first.env);
    const [vi, en] = [await register('31-TEST-002'), await register('31-TEST-002', { 'Accept-Language': 'en' })];
    expect([vi.status, en.status, vi.headers.get('content-type')]).toEqual([
      409,
      409,
      'application/problem+json; charset=utf-8',
    ]);
    expect(await vi.json()).toMatchObject({
      code: 'LEDGER_MOVED',
      detail: expect.stringContaining('chuyển sang kho khác'),
    });
    expect(await en.json()).toMatchObject({ code: 'LEDGER_MOVED', detail: expect.stringContaining('has moved') });
    expect(await checkpointNow()).toBe(file(out, 'checkpoint'));
    await stop();
    // Again: nothing is added, and nothing is opened again.
    expect(await runLedger(['export', out, '--move-to', 'kurrentdb'], first.env)).toMatchObject({ exitCode: 0 });
    expect(codeOf(await runLedger(['import', '--events', out, '--json'], first.env))).toBe('MOVED_ELSEWHERE');
  });

  it('is taken by the other store, also after a kill in the middle, and goes on under its name and key', async () => {
    const importing = ['import', '--events', out, '--json'];
    server.appendFaults.push({ delayUntil: new Promise(() => undefined) });
    const killed = startCommand(importing, second.env);
    await until(() => server.log.events.length > 0);
    await killed.kill();
    await expect(startLedger(second.env)).rejects.toThrow('IMPORT_UNFINISHED');
    const { exitCode, stdout } = await runLedger(['doctor', '--lang', 'en'], second.env);
    expect([exitCode, stdout]).toEqual([1, expect.stringContaining('an import of events has not ended')]);

    expect(await runLedger(importing, second.env)).toMatchObject({ exitCode: 0 });
    const events = file(out, 'events.ndjson').trim().split('\n');
    expect(server.log.events.map(({ data }) => Buffer.from(data).toString()).sort()).toEqual([...events].sort());

    ledger = await startLedger(second.env);
    expect((await register('31-TEST-003')).status).toBe(201);
    const [origin, size] = file(out, 'checkpoint').split('\n');
    await until(async () => Number((await checkpointNow()).split('\n')[1]) > Number(size));
    expect((await checkpointNow()).split('\n')[0]).toBe(origin);
    const { exitCode: well, stdout: found } = await runLedger(['doctor', '--lang', 'en'], second.env);
    expect([well, found]).toEqual([0, expect.stringMatching(/KurrentDB 23\.10\.0, the journal is \d+ bytes behind/)]);
    const { url } = ledger;
    expect(await (await fetch(`${url}/metrics`)).text()).toMatch(/^ledger_journal_following 1$/m);
    const since = ['--since', join(out, 'checkpoint'), '--trust', join(out, 'trust.policy')];
    const verified = await runLedger(['verify', '--url', ledger.url, '--as', 'AUDITOR', ...since], second.env);
    expect(verified).toMatchObject({ exitCode: 0 });
    await stop();
  });

  it('comes back to postgres with the same history, and what is not its own is refused', async () => {
    const settled = aged(second.database);
    expect(await runLedger(['export', back, '--move-to', 'postgres'], second.env)).toMatchObject({ exitCode: 0 });
    await settled;
    expect(file(back, 'events.ndjson').startsWith(file(out, 'events.ndjson'))).toBe(true);
    expect(lastTypeOf(back)).toBe('LedgerMoved');

    expect(await runLedger(['import', '--events', back], third.env)).toMatchObject({ exitCode: 0 });
    ledger = await startLedger(third.env);
    expect(await checkpointNow()).toBe(file(back, 'checkpoint'));
    expect((await register('31-TEST-004')).status).toBe(201);
    await stop();
    // By now it has more than the export.
    expect(codeOf(await runLedger(['import', '--events', back, '--json'], third.env))).toBe('LOG_ROLLED_BACK');
    const other = await place('other', { LEDGER_LOG_KEY: generateSigningKey('so-song.test/other') });
    expect(await runLedger(['import', '--events', back, '--json'], other.env)).toMatchObject({ exitCode: 5 });
  });
});

/** A minute goes by for who waits until appends that were let in are over. */
const aged = async ({ ownerUrl }: TestDatabase): Promise<void> => {
  const database = await connected(ownerUrl);
  await until(
    async () =>
      (
        await database.query(
          "update event_store_gate set closed_at = closed_at - interval '61 seconds' where closed_at is not null",
        )
      ).rowCount === 1,
  );
  await database.end();
};

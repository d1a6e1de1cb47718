import { randomUUID } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LedgerProcess, runLedger, startLedger } from './support/ledger-process';

/** Four starts, each of a database, while other suites keep the machine busy. */
jest.setTimeout(300_000);

const dataDir = mkdtempSync(join(tmpdir(), 'so-song-restored-'));
const older = mkdtempSync(join(tmpdir(), 'so-song-older-'));
const env = { LEDGER_DATA_DIR: dataDir, LEDGER_DEMO: 'off' };
let ledger: LedgerProcess | null = null;
afterAll(async () => {
  await ledger?.stop();
  for (const folder of [dataDir, older]) rmSync(folder, { recursive: true, force: true });
});

const post = async (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}) =>
  (
    await fetch(ledger!.url + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
  ).json();
const token = async (role: string): Promise<string> =>
  ((await post('/auth/token', { role })) as { readonly access_token: string }).access_token;
const register = async (code: string): Promise<void> => {
  const school = { code, kind: 'SCHOOL', name: 'Trường Thử', provinceCode: '31', unitCode: '303' };
  const headers = { Authorization: `Bearer ${await token('DATA_ENTRY')}`, 'Idempotency-Key': randomUUID() };
  expect(await post('/api/v1/organisations', school, headers)).toMatchObject({ stream: `org-${code}` });
};
/** Lines of the latest checkpoint, as soon as there is one. */
const checkpoint = async (): Promise<readonly string[]> => {
  for (;;) {
    const answer = await fetch(`${ledger!.url}/log/checkpoint`);
    if (answer.ok) return (await answer.text()).split('\n');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

interface Listed {
  readonly position: string;
  readonly body: string;
}

/** As soon as the read tables have it. */
const restoredEvent = async (): Promise<Listed> => {
  const headers = { Authorization: `Bearer ${await token('AUDITOR')}` };
  const query = '{ events(filter: { types: ["LedgerRestored"] }, last: 1) { nodes { position body } } }';
  for (;;) {
    const answer = (await post('/graphql', { query }, headers)) as {
      readonly data?: { readonly events: { readonly nodes: readonly Listed[] } };
    };
    const [event] = answer.data?.events.nodes ?? [];
    if (event) return event;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

describe('a database that was put back to before what had been signed', () => {
  it('is refused, and goes on under a new origin that says what the old one had signed', async () => {
    ledger = await startLedger(env);
    await register('31-TEST-001');
    const [origin] = await checkpoint();
    await ledger.stop();
    cpSync(join(dataDir, 'postgres'), older, { recursive: true });

    ledger = await startLedger(env);
    await register('31-TEST-002');
    await register('31-TEST-003');
    await ledger.stop();
    rmSync(join(dataDir, 'postgres'), { recursive: true });
    renameSync(older, join(dataDir, 'postgres'));

    await expect(startLedger(env)).rejects.toThrow('LOG_ROLLED_BACK');

    const restored = await runLedger(['restore', '--new-origin', '--json'], env);
    expect(restored).toMatchObject({ exitCode: 0 });
    const said = JSON.parse(restored.stdout) as Readonly<Record<'previousOrigin' | 'previousSize' | 'origin', string>>;
    expect(said).toMatchObject({ previousOrigin: origin, origin: `${origin}/r2` });

    ledger = await startLedger(env);
    const [now, size] = await checkpoint();
    expect(now).toBe(`${origin}/r2`);
    const event = await restoredEvent();
    expect(JSON.parse(event.body)).toMatchObject({
      data: { previousOrigin: origin, previousSize: said.previousSize, origin: `${origin}/r2` },
    });
    expect(Number(event.position)).toBeLessThan(Number(size));
    // The old key is kept aside: it proves what was signed under its name.
    expect(readdirSync(dataDir).filter((name) => name.startsWith('log.key')).length).toBe(2);
    expect(existsSync(join(dataDir, 'log.signed'))).toBe(true);
  });
});

import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type LedgerProcess, runLedger, startLedger } from './support/ledger-process';

/** A start makes a database, and other suites keep the machine busy. */
jest.setTimeout(180_000);

describe('ledger start, on an empty data directory and then on what is there', () => {
  let dataDir: string;
  let running: LedgerProcess[];
  beforeAll(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'so-song-start-'));
  });
  beforeEach(() => {
    running = [];
  });
  afterEach(async () => {
    for (const ledger of running) await ledger.kill();
    await until(() => serverPid() === null || !isRunning(serverPid()!));
  });
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

  const start = async (): Promise<LedgerProcess> => {
    const ledger = await startLedger({ LEDGER_DATA_DIR: dataDir, LEDGER_DEMO: 'off' });
    running.push(ledger);
    return ledger;
  };
  const serverPid = (): number | null => {
    const file = join(dataDir, 'postgres', 'postmaster.pid');
    return existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : null;
  };
  const statusOf = async (url: string): Promise<unknown> => (await fetch(`${url}/health/ready`)).json();
  const doctor = () => runLedger(['doctor', '--json', '--lang', 'en'], { LEDGER_DATA_DIR: dataDir });

  it('refuses a wrong setting in one line, before it starts anything', async () => {
    const { exitCode, stderr } = await runLedger(['start'], { LEDGER_DATA_DIR: dataDir, PORT: 'http' });
    expect(exitCode).toBe(1);
    expect(stderr).toContain('PORT: giá trị "http" không dùng được, cần 0…65535');
    expect(existsSync(join(dataDir, 'postgres'))).toBe(false);
  });

  it('is ready, and leaves no process after Ctrl-C', async () => {
    const ledger = await start();
    expect(await statusOf(ledger.url)).toMatchObject({ status: 'ready', database: { status: 'up' } });
    const server = serverPid()!;
    expect(await ledger.stop()).toBe(0);
    expect([isRunning(ledger.pid), isRunning(server)]).toEqual([false, false]);
    await expect(fetch(`${ledger.url}/health/live`)).rejects.toThrow('fetch failed');
  });

  it('leaves no process after kill -9 either, and starts again at once', async () => {
    const ledger = await start();
    const server = serverPid()!;
    await ledger.kill();
    await until(() => !isRunning(server));
    const again = await start();
    expect(await statusOf(again.url)).toMatchObject({ status: 'ready' });
  });

  it('keeps what it acknowledged when it is killed in the middle of the work', async () => {
    const ledger = await start();
    const token = await dataEntryToken(ledger.url);
    const acknowledged: Acknowledged[] = [];
    const clients = Array.from({ length: CLIENTS }, async (_, client) => {
      for (let n = 1; ; n += 1) {
        const registration = registrationOf(client, n);
        const answer = await register(ledger.url, token, registration).catch(() => null);
        if (!answer) return;
        acknowledged.push({ registration, answer });
      }
    });
    await until(() => acknowledged.length >= ENOUGH);
    await ledger.kill();
    await Promise.all(clients);

    const again = await start();
    for (const { registration, answer } of acknowledged) {
      expect(answer.status).toBe(201);
      const repeated = await register(again.url, await dataEntryToken(again.url), registration);
      expect(repeated).toEqual({ status: 200, body: answer.body });
    }
  });

  it('tells a second start who has the directory, and where the ledger is', async () => {
    const ledger = await start();
    const { exitCode, stdout, stderr } = await runLedger(['start', '--lang', 'en'], { LEDGER_DATA_DIR: dataDir });
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toContain(`is held by process ${ledger.pid}`);
    expect(stderr).toContain(ledger.url);
  });

  it('is examined by the doctor, running or not', async () => {
    const ledger = await start();
    const during = await doctor();
    expect([during.exitCode, during.stdout]).toEqual([0, expect.stringContaining(ledger.url)]);
    expect(during.stdout).toContain('the application may not change or delete events');
    await ledger.stop();
    const after = await doctor();
    expect([after.exitCode, after.stdout]).toEqual([0, expect.stringContaining('no process holds the data directory')]);
    expect(serverPid()).toBeNull();
  });
});

/** Several at once, so that the kill falls into appends of a group. */
const CLIENTS = 8;
const ENOUGH = 40;

interface Registration {
  readonly key: string;
  readonly code: string;
}
interface Acknowledged {
  readonly registration: Registration;
  readonly answer: { readonly status: number; readonly body: unknown };
}

const registrationOf = (client: number, n: number): Registration => ({
  key: randomUUID(),
  code: `31-TEST-${client}-${n}`,
});

const dataEntryToken = async (url: string): Promise<string> => {
  const response = await fetch(`${url}/auth/token`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ role: 'DATA_ENTRY' }),
  });
  return ((await response.json()) as { readonly access_token: string }).access_token;
};

const register = async (url: string, token: string, { key, code }: Registration): Promise<Acknowledged['answer']> => {
  const response = await fetch(`${url}/api/v1/organisations`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}`, 'Idempotency-Key': key },
    body: JSON.stringify({ code, kind: 'SCHOOL', name: `Trường ${code}`, provinceCode: '31', unitCode: '303' }),
  });
  return { status: response.status, body: await response.json() };
};

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await pause(20);
};

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { isRunning } from './data-directory';

/** A start makes a database first; two cores may be busy with other suites. */
jest.setTimeout(120_000);
const root = resolve(__dirname, '../../..');
const pathFolders: string[] = [];

/** What the ledger does, in a process of its own that can be killed: one line of JSON when ready or refused; SIGTERM stops it. */
const PROGRAM = `
  const { startEmbeddedPostgres } = require('./libs/embedded-postgres/src');
  const say = (line) => process.stdout.write(JSON.stringify(line) + '\\n');
  startEmbeddedPostgres({ dataDir: process.argv[1] }).then(
    (server) => {
      server.announce('http://127.0.0.1:3000');
      process.on('SIGTERM', () => server.stop().then(() => process.exit(0)));
      setInterval(() => undefined, 1_000);
      say({ ownerUrl: server.ownerUrl, applicationUrl: server.applicationUrl });
    },
    ({ code, texts }) => say({ code, texts }),
  );`;

interface Said {
  readonly ownerUrl: string;
  readonly applicationUrl: string;
  readonly code?: string;
  readonly texts?: { readonly vi: string; readonly en: string };
}

describe('the embedded PostgreSQL', () => {
  let dataDir: string;
  let started: ChildProcess[];
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'so-song-embedded-'));
    started = [];
  });
  afterAll(() => pathFolders.forEach((folder) => rmSync(folder, { recursive: true })));
  afterEach(async () => {
    for (const child of started) await killed(child);
    await until(() => serverPid() === null || !isRunning(serverPid()!));
    rmSync(dataDir, { recursive: true, force: true });
  });

  const launched = (path = process.env.PATH): ChildProcess => {
    const child = spawn(process.execPath, ['-r', './tools/register.cjs', '-e', PROGRAM, dataDir], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, PATH: path },
    });
    started.push(child);
    return child;
  };
  const start = async (path?: string): Promise<Said & { readonly child: ChildProcess }> => {
    const child = launched(path);
    const [line] = (await once(createInterface(child.stdout!), 'line')) as [string];
    return { child, ...(JSON.parse(line) as Said) };
  };
  const serverPid = (): number | null => {
    const file = join(dataDir, 'postgres', 'postmaster.pid');
    return existsSync(file) ? Number(readFileSync(file, 'utf8').split('\n')[0]) : null;
  };
  const thingsOf = async (url: string): Promise<readonly unknown[]> => query(url, 'select name from thing');
  const makeThing = (url: string): Promise<unknown> =>
    query(url, `create table thing (name text); insert into thing values ('kept')`);

  it('keeps its data over a clean stop, and leaves no process and no lock', async () => {
    const first = await start();
    await makeThing(first.ownerUrl);
    const pid = serverPid()!;
    first.child.kill('SIGTERM');
    await once(first.child, 'exit');
    expect([isRunning(pid), existsSync(join(dataDir, 'lock.json'))]).toEqual([false, false]);
    const second = await start();
    expect(await thingsOf(second.ownerUrl)).toEqual([{ name: 'kept' }]);
  });

  it('ends when its parent is killed, and the next start has what was committed', async () => {
    const first = await start();
    await makeThing(first.ownerUrl);
    const pid = serverPid()!;
    await killed(first.child);
    await until(() => !isRunning(pid));
    const second = await start();
    expect(await thingsOf(second.ownerUrl)).toEqual([{ name: 'kept' }]);
  });

  it('ends when its parent is killed also where no setpriv is there to bind it', async () => {
    const { child } = await start(pathWith(['unshare', 'true']));
    const pid = serverPid()!;
    await killed(child);
    await until(() => !isRunning(pid));
  });

  it('begins again when the first start was killed while the database was being made', async () => {
    const child = launched();
    await until(() => readdirSync(dataDir).some((name) => existsSync(join(dataDir, name, 'PG_VERSION'))));
    await killed(child);
    const { ownerUrl } = await start();
    expect(await query(ownerUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('says who holds the directory when a second one comes', async () => {
    const first = await start();
    const second = await start();
    expect(second.code).toBe('DATA_DIR_HELD');
    expect(second.texts!.en).toContain(`held by process ${first.child.pid}`);
    expect(second.texts!.vi).toContain(`tiến trình ${first.child.pid}`);
    expect(second.texts!.en).toContain('http://127.0.0.1:3000');
  });

  it('lets one of two that start at the same moment have the directory', async () => {
    const both = await Promise.all([start(), start()]);
    expect(both.map(({ code }) => code ?? 'STARTED').sort()).toEqual(['DATA_DIR_HELD', 'STARTED']);
  });

  it('starts over a postmaster.pid whose number another program has by now', async () => {
    const first = await start();
    await makeThing(first.ownerUrl);
    const pidFile = join(dataDir, 'postgres', 'postmaster.pid');
    const lines = readFileSync(pidFile, 'utf8').split('\n');
    await killed(first.child);
    await until(() => !existsSync(pidFile));
    writeFileSync(pidFile, [process.pid, ...lines.slice(1)].join('\n'));
    const second = await start();
    expect(await thingsOf(second.ownerUrl)).toEqual([{ name: 'kept' }]);
  });

  it('stops a server of its own that outlived its parent, and starts anew', async () => {
    const first = await start();
    await makeThing(first.ownerUrl);
    const pid = serverPid()!;
    // As it looks when the parent is gone and nothing stopped the server: no lock, and PostgreSQL still there.
    rmSync(join(dataDir, 'lock.json'));
    const second = await start();
    expect(isRunning(pid)).toBe(false);
    expect(await thingsOf(second.ownerUrl)).toEqual([{ name: 'kept' }]);
  });

  const asRoot = process.getuid?.() === 0 ? it : it.skip;
  asRoot('runs for root as an unprivileged user where user namespaces are not to be had', async () => {
    const { ownerUrl } = await start(pathWith(['setpriv', 'id']));
    expect(await query(ownerUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(statSync(join(dataDir, 'postgres')).uid).not.toBe(0);
  });

  it('is durable, speaks to this machine only, knows Vietnamese order, and gives the ledger no superuser', async () => {
    const { ownerUrl, applicationUrl } = await start();
    const settings = ['fsync', 'synchronous_commit', 'full_page_writes', 'listen_addresses', 'server_encoding'];
    expect(
      await query(ownerUrl, `select ${settings.map((name) => `current_setting('${name}') as ${name}`).join()}`),
    ).toEqual([
      {
        fsync: 'on',
        synchronous_commit: 'on',
        full_page_writes: 'on',
        listen_addresses: '127.0.0.1',
        server_encoding: 'UTF8',
      },
    ]);
    const words = `select w from unnest(array['da', 'đa', 'Dạ', 'an', 'ấn']) w order by w collate "vi-x-icu"`;
    expect(await query(applicationUrl, words)).toEqual(['an', 'ấn', 'da', 'Dạ', 'đa'].map((w) => ({ w })));
    expect(
      await query(ownerUrl, 'select bool_or(rolsuper) as super from pg_roles where rolname in ($1, $2)', [
        'ledger_owner',
        'ledger_app',
      ]),
    ).toEqual([{ super: false }]);
    expect(statSync(join(dataDir, 'postgres-passwords.json')).mode & 0o777).toBe(0o600);
  });
});

const query = async (url: string, sql: string, values?: readonly string[]): Promise<readonly unknown[]> => {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql, values ? [...values] : undefined)).rows;
  } finally {
    await client.end();
  }
};

const killed = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
};

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await pause(20);
};

/** A PATH on which these programs alone are found. */
const pathWith = (programs: readonly string[]): string => {
  const folder = mkdtempSync(join(tmpdir(), 'so-song-path-'));
  // Whoever PostgreSQL runs as has to find them too.
  chmodSync(folder, 0o755);
  pathFolders.push(folder);
  for (const program of programs) {
    const found = (process.env.PATH ?? '').split(delimiter).find((place) => existsSync(join(place, program)));
    if (found) symlinkSync(join(found, program), join(folder, program));
  }
  return folder;
};

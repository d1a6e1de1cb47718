import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { executable } from './binaries';
import { handOver, hasSetpriv, type Identity } from './identity';
import { clearLeftOvers, postmasterStatus, stopProcess } from './postmaster';
import { StartRefused } from './start-refused';

/** Recovery after a crash replays at most `max_wal_size` of log. */
const START_TIMEOUT_MS = 120_000;
const LOOK_EVERY_MS = 20;
/** Another program may take the free port before PostgreSQL does. */
const MOST_STARTS = 5;
/** Pools of the ledger, runners that hold a lock each, and room for a person who looks. */
const MAX_CONNECTIONS = 200;
/** Lines of the server's log that are shown when it doesn't start. */
const LOG_TAIL_LINES = 12;
/** Ours may be closed to the user that PostgreSQL runs as. */
const WORKING_DIRECTORY = process.platform === 'win32' ? undefined : '/';
export const SUPERUSER = 'postgres';

const run = promisify(execFile);

export interface ServerProcess {
  readonly port: number;
  /** Resolves when the server ended, in whatever way. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

export interface ServerOptions {
  readonly binaries: string;
  readonly dataDir: string;
  readonly identity: Identity;
  readonly log: (line: string) => void;
}

export const clusterOf = (dataDir: string): string => join(dataDir, 'postgres');

const UNFINISHED = 'postgres.new.';

/** Made beside its place and moved in when it is whole, so a start that was killed leaves nothing that looks like a database. */
export const initialiseCluster = async (options: ServerOptions, password: string): Promise<void> => {
  const { binaries, dataDir, identity } = options;
  removeUnfinished(dataDir);
  // A name of its own: the `initdb` of a start that was killed may still be writing.
  const cluster = join(dataDir, UNFINISHED + randomBytes(4).toString('hex'));
  const passwordFile = `${cluster}.password`;
  mkdirSync(cluster, { mode: 0o700 });
  handOver(cluster, identity);
  writeFileSync(passwordFile, password, { mode: 0o600 });
  handOver(passwordFile, identity);
  const [program, ...args] = [
    ...identity.prefix,
    ...bindToParent('KILL'),
    executable(binaries, 'initdb'),
    `--pgdata=${cluster}`,
    `--username=${SUPERUSER}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // Order of bytes, the same on every machine; Vietnamese order is asked for where it is wanted (`collate "vi-x-icu"`).
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
  ];
  try {
    await run(program!, args, { ...identity.user, cwd: WORKING_DIRECTORY });
    renameSync(cluster, clusterOf(dataDir));
  } catch (error) {
    throw didNotStart((error as { stderr?: string }).stderr ?? (error as Error).message);
  } finally {
    rmSync(passwordFile, { force: true });
  }
};

const removeUnfinished = (dataDir: string): void => {
  for (const name of readdirSync(dataDir).filter((entry) => entry.startsWith(UNFINISHED))) {
    try {
      rmSync(join(dataDir, name), { recursive: true, force: true });
    } catch {
      // Somebody is still writing there; the next start will remove it.
    }
  }
};

/** Linux: the kernel sends the signal when we die, in whatever way. Empty where there is no `setpriv`. */
const bindToParent = (signal: 'INT' | 'KILL'): readonly string[] =>
  hasSetpriv() ? ['setpriv', '--pdeathsig', signal] : [];

export const startServer = async (options: ServerOptions): Promise<ServerProcess> => {
  const cluster = clusterOf(options.dataDir);
  await clearLeftOvers(cluster, options.log);
  const logFile = join(options.dataDir, 'postgres.log');
  // What the last run said may be what somebody wants to know after a crash.
  if (existsSync(logFile)) renameSync(logFile, join(options.dataDir, 'postgres.previous.log'));
  for (let start = 1; ; start += 1) {
    const port = await freePort();
    const child = launch(options, port, logFile);
    if (await becomesReady(child, cluster)) return serverProcess(child, port);
    const tail = tailOf(logFile);
    // Besides a port that was taken: helpers of a server that was killed hold its shared memory for a moment.
    const passing = /could not create any TCP\/IP sockets|pre-existing shared memory/.test(tail);
    if (!passing || start === MOST_STARTS) throw didNotStart(tail);
    await pause(start * 200);
  }
};

const launch = ({ binaries, dataDir, identity }: ServerOptions, port: number, logFile: string): ChildProcess => {
  const settings = [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    'unix_socket_directories=',
    `max_connections=${MAX_CONNECTIONS}`,
    'shared_buffers=256MB',
    // A file of a carrier is a burst of writing: fewer checkpoints in the middle of it. Durability stays as it is.
    'max_wal_size=2GB',
    // The ledger's statements are short; compiling them costs more than it gives.
    'jit=off',
  ];
  const server = [
    executable(binaries, 'postgres'),
    '-D',
    clusterOf(dataDir),
    ...settings.flatMap((setting) => ['-c', setting]),
  ];
  const binding = bindToParent('INT');
  const [program, ...args] = [...identity.prefix, ...binding, ...server];
  const log = openSync(logFile, 'w', 0o600);
  // In a session of its own: Ctrl-C in the terminal is for the ledger, which stops PostgreSQL last.
  const child = spawn(program!, args, {
    ...identity.user,
    stdio: ['ignore', log, log],
    detached: process.platform !== 'win32',
    windowsHide: true,
    cwd: WORKING_DIRECTORY,
  });
  closeSync(log);
  // It ends with us, so it need not keep us alive.
  child.unref();
  if (binding.length === 0 && child.pid) watchOver(child.pid);
  return child;
};

/** Where no `setpriv` binds the server's life to ours: a process whose input ends when we do, and that stops the server then. */
const watchOver = (pid: number): void => {
  const script = `process.stdin.resume().on('end', () => { try { process.kill(${pid}, 'SIGINT') } catch {} process.exit() })`;
  const watch = spawn(process.execPath, ['-e', script], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    windowsHide: true,
  });
  watch.unref();
  (watch.stdin as unknown as { unref(): void }).unref();
};

const becomesReady = async (child: ChildProcess, cluster: string): Promise<boolean> => {
  let over = false;
  child.once('error', () => (over = true));
  child.once('exit', () => (over = true));
  const until = Date.now() + START_TIMEOUT_MS;
  while (!over && Date.now() < until) {
    const server = postmasterStatus(cluster);
    if (server?.pid === child.pid && server?.status === 'ready') return true;
    await pause(LOOK_EVERY_MS);
  }
  if (!over && child.pid) await stopProcess(child.pid);
  return false;
};

const serverProcess = (child: ChildProcess, port: number): ServerProcess => {
  const ended = once(child, 'exit').then(() => undefined);
  return {
    port,
    ended,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      // Nothing else may be keeping us alive until its end is known.
      child.ref();
      await Promise.all([ended, stopProcess(child.pid!)]);
    },
  };
};

const tailOf = (logFile: string): string =>
  existsSync(logFile) ? readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-LOG_TAIL_LINES).join('\n') : '';

const didNotStart = (why: string): StartRefused =>
  new StartRefused('POSTGRES_DID_NOT_START', {
    vi: `PostgreSQL đi kèm không khởi động được; có thể đặt DATABASE_URL trỏ tới một PostgreSQL khác. Nhật ký của nó:\n${why}`,
    en: `the embedded PostgreSQL did not start; DATABASE_URL may name another PostgreSQL. Its log:\n${why}`,
  });

const freePort = async (): Promise<number> => {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
};

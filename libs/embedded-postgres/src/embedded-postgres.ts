import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Client } from 'pg';
import { binariesFolder, executable } from './binaries';
import { holdDataDirectory, isRunning } from './data-directory';
import { identityFor } from './identity';
import { postmasterStatus } from './postmaster';
import { clusterOf, initialiseCluster, startServer, SUPERUSER, type ServerOptions } from './server-process';

export const OWNER_ROLE = 'ledger_owner';
export const APPLICATION_ROLE = 'ledger_app';
const DATABASE = 'ledger';
const PASSWORD_BYTES = 24;

export interface EmbeddedPostgres {
  /** For migrations: owns the database, and is no superuser. */
  readonly ownerUrl: string;
  /** For everything else: has only the rights that migrations grant, so it may not update or delete an event. */
  readonly applicationUrl: string;
  /** Resolves when the server ended, whoever ended it. */
  readonly ended: Promise<void>;
  /** Tells the next one who wants this directory what is running on it. */
  announce(note: string): void;
  /** Clean stop; after it no process of ours is left and the directory is free. */
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** Holds the database, its passwords and its log. Made where it is missing; one process at a time has it. */
  readonly dataDir: string;
  readonly log?: (line: string) => void;
}

/**
 * PostgreSQL from the npm package's binaries, with its data in our directory. It listens on 127.0.0.1 only, with random passwords and
 * default durability, and ends when this process does, in whatever way. Throws `StartRefused`.
 */
export const startEmbeddedPostgres = async ({
  dataDir: given,
  log = () => undefined,
}: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> => {
  const dataDir = resolve(given);
  const binaries = binariesFolder();
  const directory = holdDataDirectory(dataDir);
  try {
    const identity = identityFor(dataDir, executable(binaries, 'postgres'));
    const options: ServerOptions = { binaries, dataDir, identity, log };
    const passwords = passwordsOf(dataDir);
    if (!existsSync(clusterOf(dataDir))) {
      log('making the database');
      await initialiseCluster(options, passwords[SUPERUSER]);
    }
    const server = await startServer(options);
    const urlOf = (role: Role, database: string): string => addressOf(role, passwords, server.port, database);
    try {
      await makeRolesAndDatabase(urlOf(SUPERUSER, 'postgres'), passwords);
    } catch (error) {
      await server.stop();
      throw error;
    }
    return {
      ownerUrl: urlOf(OWNER_ROLE, DATABASE),
      applicationUrl: urlOf(APPLICATION_ROLE, DATABASE),
      ended: server.ended,
      announce: directory.announce,
      stop: async () => {
        await server.stop();
        directory.release();
      },
    };
  } catch (error) {
    directory.release();
    throw error;
  }
};

/** The addresses of the server that runs on this directory at the moment, whoever started it; null where none does. */
export const runningEmbeddedPostgres = (
  given: string,
): Pick<EmbeddedPostgres, 'ownerUrl' | 'applicationUrl'> | null => {
  const dataDir = resolve(given);
  const server = postmasterStatus(clusterOf(dataDir));
  if (server?.status !== 'ready' || !isRunning(server.pid)) return null;
  const passwords = passwordsOf(dataDir);
  const urlOf = (role: Role): string => addressOf(role, passwords, server.port, DATABASE);
  return { ownerUrl: urlOf(OWNER_ROLE), applicationUrl: urlOf(APPLICATION_ROLE) };
};

const addressOf = (role: Role, passwords: Passwords, port: number, database: string): string =>
  `postgresql://${role}:${passwords[role]}@127.0.0.1:${port}/${database}`;

type Role = typeof SUPERUSER | typeof OWNER_ROLE | typeof APPLICATION_ROLE;
type Passwords = Readonly<Record<Role, string>>;

/** Made once and kept beside the database, readable by its owner only. */
const passwordsOf = (dataDir: string): Passwords => {
  const file = join(dataDir, 'postgres-passwords.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Passwords;
  const fresh = (): string => randomBytes(PASSWORD_BYTES).toString('hex');
  const passwords: Passwords = { [SUPERUSER]: fresh(), [OWNER_ROLE]: fresh(), [APPLICATION_ROLE]: fresh() };
  writeFileSync(`${file}.new`, JSON.stringify(passwords), { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
  return passwords;
};

/** Each step by itself and only where it is missing, so a start that was killed between two of them is gone on with. */
const makeRolesAndDatabase = async (url: string, passwords: Passwords): Promise<void> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const role of [OWNER_ROLE, APPLICATION_ROLE] as const) {
      const { rowCount } = await client.query('select 1 from pg_roles where rolname = $1', [role]);
      // A password is hexadecimal, so it needs no quoting; a role can't be made with a parameter.
      if (rowCount === 0) await client.query(`create role ${role} login password '${passwords[role]}'`);
    }
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`create database ${DATABASE} owner ${OWNER_ROLE}`);
  } finally {
    await client.end();
  }
};

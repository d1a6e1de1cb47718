import { createHash } from 'node:crypto';
import { Client, escapeIdentifier, type ClientBase } from 'pg';

/** One step of a schema. Once it ran anywhere it is never edited: another step follows it. */
export interface Migration {
  /** `<library>/<number>-<what>`, unique over all libraries; they run in the order given. */
  readonly id: string;
  /** Statements of one transaction. */
  readonly sql: string;
  /**
   * What the application's role may do with what was made: `grant select on … to {application};` Runs again when that
   * role changes.
   */
  readonly grants?: string;
}

export interface MigrateOptions {
  /** Role of `DATABASE_URL`. Absent: the owner is the application too, and append-only isn't enforced by rights. */
  readonly applicationRole?: string;
}

/** A migration that ran was edited afterwards: the schema is not what the code believes it to be. */
export class MigrationEdited extends Error {
  readonly code = 'MIGRATION_EDITED';
}

/** Any fixed number that no other advisory lock of ours has. */
const MIGRATION_LOCK = 5_036_001;
/** Longer than any migration of ours; a process that waits longer should say so and not hang. */
const LOCK_TIMEOUT = '60s';

/**
 * Runs what did not run yet. Two processes that start at once are safe: the second waits, and then finds nothing to do.
 */
export const migrate = async (
  owner: string | ClientBase,
  migrations: readonly Migration[],
  { applicationRole }: MigrateOptions = {},
): Promise<void> => {
  if (typeof owner !== 'string') return run(owner, migrations, applicationRole);
  const client = new Client({ connectionString: owner });
  await client.connect();
  try {
    await run(client, migrations, applicationRole);
  } finally {
    await client.end();
  }
};

const run = async (client: ClientBase, migrations: readonly Migration[], applicationRole?: string): Promise<void> => {
  await client.query(`set lock_timeout = '${LOCK_TIMEOUT}'`);
  await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
  try {
    const role = applicationRole ?? (await currentUser(client));
    const done = await migrationsDone(client);
    for (const migration of migrations) await step(client, migration, role, done.get(migration.id));
  } finally {
    await client.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    await client.query('reset lock_timeout');
  }
};

interface Done {
  readonly sha256: string;
  readonly application_role: string;
}

const step = async (client: ClientBase, migration: Migration, role: string, done?: Done): Promise<void> => {
  const sha256 = createHash('sha256').update(migration.sql, 'utf8').digest('hex');
  if (done && done.sha256 !== sha256) throw new MigrationEdited(migration.id);
  if (done && done.application_role === role) return;
  await client.query('begin');
  try {
    if (!done) await client.query(migration.sql);
    if (migration.grants) await client.query(migration.grants.replaceAll('{application}', escapeIdentifier(role)));
    await client.query(
      `insert into schema_migration (id, sha256, application_role) values ($1, $2, $3)
       on conflict (id) do update set application_role = excluded.application_role`,
      [migration.id, sha256, role],
    );
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
};

const migrationsDone = async (client: ClientBase): Promise<ReadonlyMap<string, Done>> => {
  await client.query(`
    create table if not exists schema_migration (
      id text primary key,
      sha256 text not null,
      application_role text not null,
      migrated_at timestamptz not null default now()
    )`);
  const { rows } = await client.query<Done & { id: string }>(
    'select id, sha256, application_role from schema_migration',
  );
  return new Map(rows.map((row) => [row.id, row]));
};

const currentUser = async (client: ClientBase): Promise<string> => {
  const { rows } = await client.query<{ name: string }>('select current_user as name');
  return rows[0]!.name;
};

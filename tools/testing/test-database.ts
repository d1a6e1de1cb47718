import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

/** A fresh database with the two roles of production: the owner migrates, the application may not change the schema. */
export interface TestDatabase {
  /** For migrations: owner of the database, not a superuser, so that missing rights are noticed. */
  readonly ownerUrl: string;
  /** For everything else: no right that a migration didn't grant. */
  readonly applicationUrl: string;
  /** Name of the role in `applicationUrl`, for `migrate(…, { applicationRole })`. */
  readonly applicationRole: string;
  /** Ends connections that are still open, and drops the database and its roles. */
  drop(): Promise<void>;
}

/** Needs `TEST_DATABASE_URL`: the superuser of the server that the global set-up started. */
export const createTestDatabase = async (serverUrl = process.env.TEST_DATABASE_URL): Promise<TestDatabase> => {
  if (!serverUrl) throw new Error('TEST_DATABASE_URL is not set: is this an .int.spec.ts or .e2e.spec.ts?');
  const suffix = randomBytes(6).toString('hex');
  const [database, owner, application] = [`test_${suffix}`, `owner_${suffix}`, `app_${suffix}`];
  await asSuperuser(serverUrl, [
    `create role ${owner} login password '${suffix}'`,
    `create role ${application} login password '${suffix}'`,
    `create database ${database} owner ${owner}`,
  ]);
  const urlOf = (role: string): string => {
    const url = new URL(serverUrl);
    url.username = role;
    url.password = suffix;
    url.pathname = `/${database}`;
    return url.toString();
  };
  return {
    ownerUrl: urlOf(owner),
    applicationUrl: urlOf(application),
    applicationRole: application,
    drop: () =>
      asSuperuser(serverUrl, [
        `drop database ${database} with (force)`,
        `drop role ${owner}`,
        `drop role ${application}`,
      ]),
  };
};

const asSuperuser = async (url: string, statements: readonly string[]): Promise<void> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
};

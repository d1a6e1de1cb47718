import type { Pool } from 'pg';
import { lastingPool, migrate, type Migration } from '@event-store/postgres';

/** Read tables, vault, imports, policies; the event store has connections of its own, so that none of these keeps an append waiting. */
const CONNECTIONS = 20;
/** A database that can't be reached says so instead of hanging. */
const CONNECT_TIMEOUT_MS = 10_000;

/** Connections of everything but the event store. */
export const openPool = (connectionString: string, max = CONNECTIONS): Pool =>
  lastingPool({ connectionString, max, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });

/**
 * Brings the schema up to date. With an owner of its own the application gets only the rights that each migration grants; without one
 * the application owns the tables, and append-only is not enforced by rights (contract 4).
 */
export const migrateDatabase = async (
  migrations: readonly Migration[],
  { ownerUrl, applicationUrl }: { readonly ownerUrl: string; readonly applicationUrl: string },
): Promise<void> => {
  const applicationRole =
    ownerUrl === applicationUrl ? undefined : decodeURIComponent(new URL(applicationUrl).username);
  await migrate(ownerUrl, migrations, { applicationRole });
};

export type DatabasePool = Pool;

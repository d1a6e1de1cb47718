import { eventStoreMigrations, type Migration } from '@event-store/postgres';
import { importMigrations } from '@imports/postgres';
import { policyMigrations } from '@policies/postgres';

/** The schema of the whole ledger, in the order in which it is made. */
export const migrations: readonly Migration[] = [...eventStoreMigrations, ...policyMigrations, ...importMigrations];

import { eventStoreMigrations, type Migration } from '@event-store/postgres';
import { importMigrations } from '@imports/postgres';
import { policyMigrations } from '@policies/postgres';
import { projectionMigrations } from '@projections/postgres';
import { sealingMigrations } from '@sealing/postgres';
import { vaultMigrations } from '@vault/postgres';

/** The schema of the whole ledger, in the order in which it is made. */
export const migrations: readonly Migration[] = [
  ...eventStoreMigrations,
  ...vaultMigrations,
  ...projectionMigrations,
  ...policyMigrations,
  ...importMigrations,
  ...sealingMigrations,
];

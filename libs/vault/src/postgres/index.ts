export { SubjectUnknown } from './enroller';
export { vaultMigrations } from './migrations';
export { type PostgresVaultOptions, createPostgresVault } from './postgres-vault';
export { SWEEP_AGE_MILLISECONDS, type Swept, sweepVault } from './sweep';

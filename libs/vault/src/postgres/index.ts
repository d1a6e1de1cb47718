export { SubjectUnknown } from './enroller';
export { vaultMigrations } from './migrations';
export { type PostgresVaultOptions, createPostgresVault } from './postgres-vault';

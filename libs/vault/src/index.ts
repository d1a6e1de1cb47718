export * from './commitment';
export * from './dry-vault';
export * from './vault-keys';
export * from './vault.module';
export * from './vault.port';

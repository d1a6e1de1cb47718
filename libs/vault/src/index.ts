export * from './commitment';
export * from './vault-keys';
export * from './vault.module';
export * from './vault.port';

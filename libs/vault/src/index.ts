export * from './vault.port';
export * from './vault.module';

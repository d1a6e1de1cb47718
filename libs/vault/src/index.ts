export * from './vault.port';

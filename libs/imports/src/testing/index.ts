export * from './import-harness';

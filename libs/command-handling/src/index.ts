export * from './codes';
export * from './command-context';
export * from './command-hash';
export * from './command-handling.module';
export * from './ledger';
export * from './ledger.port';
export * from './machine';
export * from './outcome';

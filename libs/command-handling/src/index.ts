export * from './command-context';
export * from './outcome';
export * from './ledger.port';

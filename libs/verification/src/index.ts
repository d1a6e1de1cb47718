export * from './log';
export * from './node-hashes';
export * from './rules';
export * from './verdict';
export * from './verify-ledger';

export * from './ledger-source';
export * from './walk';

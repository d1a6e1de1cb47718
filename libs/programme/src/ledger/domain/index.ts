export * from './ledger.decider';
export * from './ledger.events';

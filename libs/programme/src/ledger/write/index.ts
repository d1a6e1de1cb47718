export * from './ledger.housekeeping';

export * from './event.projection';
export * from './ledger-time.projection';
export * from './ledger-time.queries';

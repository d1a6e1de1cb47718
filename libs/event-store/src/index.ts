export * from './event-store';
export * from './journal';
export * from './journal-writer';
export * from './store-gate';
export * from './import-events';
export * from './codec';
export * from './canonical-json';
export * from './ids';

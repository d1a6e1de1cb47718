export * from './durability';
export { JournalOfAnotherStore } from './keeper';
export * from './migrate';
export { eventStoreMigrations } from './migrations';
export { lastingPool } from './pool';
export * from './postgres-event-store';
export { JournalDamaged } from './postgres-journal';

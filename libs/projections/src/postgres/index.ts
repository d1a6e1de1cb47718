export { openLease } from './lease';
export * from './migrations';
export * from './postgres-orders';
export * from './postgres-projection-sizes';
export { postgresProjectionStore } from './postgres-projection-store';
export * from './read-tables';

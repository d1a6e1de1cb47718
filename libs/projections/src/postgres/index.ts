export { openLease } from './lease';
export * from './migrations';
export * from './postgres-orders';
export * from './postgres-projection-sizes';
export { postgresScratchStore, postgresScratches } from './postgres-scratches';
export { postgresProjectionStore } from './postgres-projection-store';
export * from './read-tables';

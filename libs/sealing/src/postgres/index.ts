export * from './migrations';
export * from './postgres-seal-store';
export * from './postgres-sealed-log';
export * from './new-origin';

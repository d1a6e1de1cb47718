export * from './import-store';
export * from './migrations';
export * from './spool';

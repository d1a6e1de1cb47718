export * from './projection-errors';
export * from './projection-runner';

export { inspectServer } from './connection';
export * from './journal-worker';
export * from './kurrentdb-event-store';
export { KurrentDbRefused } from './server-errors';
export * from './server-import';

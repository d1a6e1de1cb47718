export * from './database';
export * from './inspection';

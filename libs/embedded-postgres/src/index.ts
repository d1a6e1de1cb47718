export * from './embedded-postgres';
export * from './data-directory';
export * from './start-refused';

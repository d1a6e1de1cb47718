export * from './journal-reader';

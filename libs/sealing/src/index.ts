export * from './sealed-log';

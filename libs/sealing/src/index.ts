export * from './sealed-log';
export * from './sha256';

export * from './ed25519';
export * from './sealed-log';
export * from './sha256';

export * from './history';
export * from './last-signed';
export * from './seal-store';
export * from './sealer';
export * from './signing-key';
export * from './take-over';
export * from './witness';
export * from './witness-policy';

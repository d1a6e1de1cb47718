export * from './compact-range';
export * from './hashing';

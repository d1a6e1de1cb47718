export * from './demo-randomness';
export * from './plan';

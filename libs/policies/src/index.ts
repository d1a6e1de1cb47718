export * from './policy';
export * from './policy-runner';
export * from './positioned';

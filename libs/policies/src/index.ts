export * from './policy';
export * from './positioned';

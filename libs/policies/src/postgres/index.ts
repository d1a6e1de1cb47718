export * from './migrations';
export * from './policy-store';

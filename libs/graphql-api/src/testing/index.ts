export * from './edges-to-return';
export * from './graphql-harness';

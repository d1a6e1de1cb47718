export * from './graphql-harness';

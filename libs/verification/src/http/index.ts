export * from './http-source';

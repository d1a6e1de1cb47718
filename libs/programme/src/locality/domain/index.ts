export * from './locality.events';

export * from './organisation.events';

export * from './data-grant.events';

export * from './claim.events';

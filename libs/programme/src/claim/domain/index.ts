export * from './claim.decider';
export * from './claim.events';
export * from './natural-key';

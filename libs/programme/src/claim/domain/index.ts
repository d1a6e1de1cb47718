export * from './claim.decider';
export * from './claim.events';

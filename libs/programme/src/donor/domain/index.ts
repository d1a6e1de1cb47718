export * from './donor.decider';
export * from './donor.events';

export * from './locality.decider';
export * from './locality.events';
export * from './units';

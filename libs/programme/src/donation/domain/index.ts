export * from './donation.decider';
export * from './donation.events';
export * from './donation.evolve';
export * from './donation.state';
export * from './lot.decider';
export * from './requests';
export * from './trace-code';

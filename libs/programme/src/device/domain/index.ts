export * from './device.decider';
export * from './device.events';
export * from './device.evolve';
export * from './device.state';
export * from './identity';
export * from './requests';

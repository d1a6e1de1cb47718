export * from './data-grant.events';
export * from './grant.decider';
export * from './iccid';
export * from './msisdn';
export * from './sim.decider';
export * from './window';

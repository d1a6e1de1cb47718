export * from './activation.import';
export * from './data-grant.policy';
export * from './data-grant.requests';
export * from './data-grant.write.module';
export * from './grant.commands';
export * from './sim.commands';
export * from './sim.import';

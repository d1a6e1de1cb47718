export * from './device.decider';
export * from './device.events';
export * from './device.evolve';
export * from './device.state';
export { ACCEPTANCE_DAYS, type AssignmentEnd, endOf, overdueOn } from './handover';
export * from './identity';
export * from './requests';

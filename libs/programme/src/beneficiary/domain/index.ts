export * from './beneficiary.decider';
export * from './beneficiary.events';
export * from './person';
export * from './requests';
export * from './beneficiary.state';
export * from './rule-set';

export * from './beneficiary.events';

export * from './beneficiary.commands';
export * from './beneficiary.requests';
export * from './beneficiary.write.module';
export * from './registration.commands';

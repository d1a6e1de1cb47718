export * from './donation.commands';
export * from './donation.policy';
export * from './donation.requests';
export * from './donation.write.module';
export * from './receipt.commands';

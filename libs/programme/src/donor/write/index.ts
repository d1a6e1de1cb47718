export * from './donor.commands';
export * from './donor.requests';
export * from './donor.write.module';

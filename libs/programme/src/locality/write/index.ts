export * from './locality.commands';
export * from './locality.requests';
export * from './locality.write.module';

export * from './organisation.commands';
export * from './organisation.requests';
export * from './organisation.write.module';

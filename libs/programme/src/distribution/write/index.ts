export * from './assignment.commands';
export * from './distribution.policy';
export * from './distribution.requests';
export * from './distribution.write.module';
export * from './handover.commands';
export * from './handover.import';

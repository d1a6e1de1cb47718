export * from './custody.commands';
export * from './device.commands';
export * from './device.import';
export * from './device.policy';
export * from './device.requests';
export * from './device.write.module';
export * from './receiving.commands';

export * from './device.events';

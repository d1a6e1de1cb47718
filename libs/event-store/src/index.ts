export * from './event-store';
export * from './journal';
export * from './codec';
export * from './canonical-json';
export * from './ids';

export * from './locality.decider';
export { LocalityMeasureDeclared, LocalityMeasureEnded, localityEvents, type LocalityEvent } from './locality.events';
export * from './measures';
export * from './units';

export * from './declarations';
export * from './leasing';
export * from './progress';
export * from './projection-orders';
export * from './projection-sizes';
export * from './projection';
export * from './read-tables';
export * from './running';
export { ValueRefused } from './values';

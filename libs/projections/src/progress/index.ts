export * from './checkpoint';
export * from './projection-store';

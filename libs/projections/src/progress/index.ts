export * from './checkpoint';
export * from './projection-store';
export * from './order-book';
export * from './scratch-store';

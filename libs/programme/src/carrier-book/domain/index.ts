export * from './carrier-book.decider';
export * from './carrier-book.events';
export * from './carrier-day.decider';
export * from './reconciliation';

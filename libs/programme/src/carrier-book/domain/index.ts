export * from './carrier-book.events';

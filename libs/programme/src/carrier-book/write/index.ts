export * from './carrier-book.file';
export * from './carrier-book.import';
export * from './carrier-book.write.module';
export * from './carrier-day.commands';
export * from './carrier-day.requests';

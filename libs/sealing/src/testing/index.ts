export * from './log-of-journal';
export * from './witness-server';

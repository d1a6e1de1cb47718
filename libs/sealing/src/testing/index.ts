export * from './log-of-journal';

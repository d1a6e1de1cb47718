export * from './claiming';

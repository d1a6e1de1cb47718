export * from './open-api';

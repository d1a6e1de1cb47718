export type { OrderRecord } from './obeying';
export * from './projection-runner';
export * from './scratch-runner';

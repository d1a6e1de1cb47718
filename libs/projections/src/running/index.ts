export type { OrderRecord } from './obeying';
export * from './projection-runner';
export { WRITERS } from './rounds';
export * from './scratch-runner';
export { serveThread } from './serve-thread';
export type { Threads } from './threads';

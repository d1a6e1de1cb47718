export * from './appends';
export * from './event-store.contract';
export { followConcurrentWriters } from './concurrency.contract';
export * from './follow';
export type { ContractCapabilities, LedgerUnderTest, OpenedStore } from './ledger-under-test';
export * from './workload';

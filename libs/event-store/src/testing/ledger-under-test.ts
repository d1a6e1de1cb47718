import type { EventStore } from '../event-store';
import type { Journal } from '../journal';
import type { Workload, WorkloadReport } from './workload';

/** One instance over a ledger, with connections of its own, as a process has it. */
export interface OpenedStore {
  readonly store: EventStore;
  readonly journal: Journal;
  close(): Promise<void>;
}

/**
 * An empty ledger, and what can be done to it. What an adapter can't be put through is absent, and its tests are not
 * made.
 */
export interface LedgerUnderTest {
  open(): Promise<OpenedStore>;
  drop(): Promise<void>;
}

export interface ContractCapabilities {
  /** Runs the workload in a process of its own, and answers with what that process saw. */
  readonly inAnotherProcess?: (ledger: LedgerUnderTest, workload: Workload) => Promise<WorkloadReport>;
  /** Another connection that has read, and keeps its snapshot until released. */
  readonly holdSnapshot?: (ledger: LedgerUnderTest) => Promise<{ release(): Promise<void> }>;
  /** An instance whose connection breaks, once asked, after the store has committed and before the answer arrives. */
  readonly openLosingAnswers?: (ledger: LedgerUnderTest) => Promise<OpenedStore & { loseNextAnswer(): void }>;
}

/** What each group of promises gets. Instances that are opened here are closed after the test. */
export interface Given {
  readonly open: () => Promise<OpenedStore>;
  readonly ledger: () => LedgerUnderTest;
}

/**
 * The right to run projections: one process holds it for each projection, and holds it as long as its connection lives. The checkpoint's
 * compare-and-set is the guard behind it: should two processes ever believe that they hold the lease, one of them writes nothing.
 */
export interface Lease {
  /** Those of the names that this process may run from now on. Never waits. */
  take(names: readonly string[]): Promise<readonly string[]>;
  /** Aborts when the connection is gone, and the right with it. */
  readonly lost: AbortSignal;
  release(): void;
}

export type OpenLease = () => Promise<Lease>;

import type { StoredEvent } from './event-store';

/**
 * The journal: the contiguous order itself, read only. Projections, policies, sealing and the auditors' event list read
 * nothing else. With postgres the journal is the events table; with kurrentdb one worker writes it from `$all`.
 */
export abstract class Journal {
  /** Number of events in the ledger; the position of the next one. */
  abstract size(): Promise<number>;
  /** Up to `limit` events with position ≥ `from`, in order. Shorter than `limit` only at the head. */
  abstract page(from: number, limit: number): Promise<readonly StoredEvent[]>;
  abstract byIds(ids: readonly string[]): Promise<readonly StoredEvent[]>;
  abstract byPositions(positions: readonly number[]): Promise<readonly StoredEvent[]>;
  /** The first `size` events of the ledger that stand in this stream, in order. */
  abstract stream(stream: string, size?: number): Promise<readonly StoredEvent[]>;
  /**
   * Batches from `from` (inclusive) on: first what is there, then what comes, without a hole. Ends when `signal`
   * aborts.
   */
  abstract subscribe(
    from: number,
    options: { readonly signal: AbortSignal; readonly batchSize?: number },
  ): AsyncIterable<readonly StoredEvent[]>;
}

import type { CompactRange } from '@transparency-log';
import type { Fault } from './progress';
import type { Comparison } from './projection-orders';

/**
 * LIVE: at the head, or within a batch of it. REBUILDING: built for the first time, and not to be asked (`target`), or built anew beside the
 * tables that go on serving (`build`). FAULTED: stopped at an event. PAUSED: by order.
 * STALLED: events wait, and for a minute nothing of it was written: no process runs it.
 */
export type ProjectionState = 'LIVE' | 'CATCHING_UP' | 'REBUILDING' | 'FAULTED' | 'PAUSED' | 'STALLED';

/** How far one projection is. */
export interface ProjectionSize {
  /** The number of events that its tables are made of. */
  readonly size: number;
  /** Where it stopped, if it did; its tables are right up to `size`. */
  readonly fault: { readonly position: number } | null;
  /** It is being built until it has this size, and not to be asked before. Absent: it serves. */
  readonly target?: number;
}

export interface ProjectionStatus extends ProjectionSize {
  readonly name: string;
  readonly version: number;
  readonly state: ProjectionState;
  /** Number of events in the ledger. */
  readonly head: number;
  readonly lagEvents: number;
  /** Since when the next event waits for it; null where none does. */
  readonly lagSeconds: number | null;
  /** Events a second over its last batch; null where there was none. */
  readonly rate: number | null;
  /** Events to go by its rate; null where there are none, or it stands still. */
  readonly secondsToGo: number | null;
  readonly fault: Fault | null;
  /** Compact range of the leaves of exactly the events that it applied: its root is the log's at this size. */
  readonly range: CompactRange;
  /** What the last rebuild proved; null where there was none. Taking a digest reads the tables whole, so it is not taken for a question. */
  readonly digest: { readonly size: number; readonly sha256: string } | null;
  readonly build: BuildStatus | null;
}

/** The tables that are built beside those that serve. */
export interface BuildStatus {
  readonly version: number;
  readonly size: number;
  /** It is compared when it has this size, and is as far as the serving tables. */
  readonly target: number;
  readonly rate: number | null;
  readonly fault: Fault | null;
  /** Where it differs from the serving tables, and therefore waits. */
  readonly comparison: Comparison | null;
}

/** The projections that were asked for are not as far as the reader must see. */
export class SizeNotReached extends Error {
  readonly code = 'PROJECTION_STALE';
}

/** How long a reader waits for its own write (contract 3). */
export const WAIT_MILLISECONDS = 5_000;

/** How far the projections are: asked once a request, and while somebody waits (a DI token). */
export abstract class ProjectionSizes {
  /** Head of the ledger, and the size of each projection. */
  abstract read(): Promise<{ readonly head: number; readonly projections: ReadonlyMap<string, ProjectionSize> }>;
  abstract status(): Promise<readonly ProjectionStatus[]>;
  /** Until each of the projections has this size; throws `SizeNotReached` (`Ledger-Min-Position: p` is the size p + 1). */
  abstract waitForSize(names: readonly string[], size: number, timeoutMilliseconds?: number): Promise<void>;
  /** The same for an event by stream and revision (`Ledger-Min-Revision`). */
  abstract waitForRevision(
    names: readonly string[],
    stream: string,
    revision: number,
    timeoutMilliseconds?: number,
  ): Promise<void>;
}

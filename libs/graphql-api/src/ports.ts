import type { Viewer } from './viewer';

/** How far one projection is. */
export interface ProjectionSize {
  /** The number of events that its tables are made of. */
  readonly size: number;
  /** Where it stopped, if it did; its tables are right up to `size`. */
  readonly fault: { readonly position: number } | null;
  /** It is being built until it has this size: nobody is answered from the little it has before. Absent: it serves. */
  readonly target?: number;
}

export interface LedgerSizes {
  /** Number of events in the ledger. */
  readonly head: number;
  readonly projections: ReadonlyMap<string, ProjectionSize>;
}

/** How far everything is, asked once a request and while waiting for a projection (a DI token). */
export abstract class ReadSizes {
  abstract read(): Promise<LedgerSizes>;
}

/** Turns a time into a size (a DI token; the ledger's own read room answers it). */
export abstract class RecordedSizes {
  /** The projection it reads from: its size bounds the answer. */
  abstract readonly projection: string;
  /** The first position whose `recordedAt` is later than the instant, among the first `size` events; null where there is none. */
  abstract firstAfter(recordedAt: string, size: number): Promise<number | null>;
}

/** Who sent the request (a DI token). */
export abstract class Viewers {
  /** `ANONYMOUS` without a header; null where the token doesn't hold. */
  abstract of(authorization: string | null): Promise<Viewer | null>;
}

/** What an operator sees of a projection. */
export interface ProjectionStatus {
  readonly name: string;
  readonly version: number;
  readonly state: 'BUILDING' | 'LIVE' | 'STOPPED';
  /** Number of events applied. */
  readonly size: number;
  /** Seconds since the oldest event that isn't applied was recorded; null where none is missing. */
  readonly lagSeconds: number | null;
  /** Events a second, of late; null where none was applied. */
  readonly rate: number | null;
  readonly digest: string | null;
  readonly fault: { readonly position: number; readonly code: string; readonly message: string } | null;
}

/** What an operator sees of all projections (a DI token). */
export abstract class ProjectionStatuses {
  abstract all(): Promise<readonly ProjectionStatus[]>;
}

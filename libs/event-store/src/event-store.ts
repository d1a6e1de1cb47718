/**
 * The port of the event store, and its promises. One contract suite (`testing/event-store.contract.ts`) holds every
 * adapter to them.
 *
 *  1. An append is atomic: all of its events or none.
 *  2. The global order is contiguous: positions are 0, 1, 2, … with no gap, and an event never moves.
 *  3. A reader that follows never skips an event that commits late, never sees one twice, never sees them out of order.
 *  4. The bytes given are the bytes returned.
 *  5. The same append again (same event ids) answers as the first time and stores nothing.
 *  6. One command id means one command: events under a known command id with another `commandSha256` are refused,
 *     also in a race.
 *  7. Acknowledged means durable.
 */

/** An event ready to be stored: the body's canonical JSON, and the keys that the store needs of it. */
export interface EncodedEvent {
  readonly id: string;
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly commandId: string;
  readonly commandSha256: string;
  /** Canonical JSON (RFC 8785) of the body, at most `MAX_EVENT_BYTES` in UTF-8. */
  readonly body: string;
}

/** A stored event. `position` is its place in the ledger, from 0. */
export interface StoredEvent {
  readonly position: number;
  readonly id: string;
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly body: string;
}

/** An event as its stream shows it: the store may not know (or not know yet) its place in the ledger. */
export interface StreamEvent extends Omit<StoredEvent, 'position'> {
  readonly position: number | null;
}

/** The expected revision of a stream that must not exist yet. */
export const NO_STREAM = -1;

/** One atomic append. `events[i].revision` is `expectedRevision + 1 + i`. */
export interface Append {
  readonly stream: string;
  /** Revision of the stream's last event as the decider saw it, or `NO_STREAM`. */
  readonly expectedRevision: number;
  readonly events: readonly EncodedEvent[];
}

export type AppendResult =
  | {
      readonly kind: 'appended';
      readonly firstRevision: number;
      readonly lastRevision: number;
      /** Position of the last event; null where the store doesn't know it at once. */
      readonly position: number | null;
      /** True when these events were already there. */
      readonly repeated: boolean;
    }
  | { readonly kind: 'wrong-expected-revision'; readonly actual: number }
  | { readonly kind: 'command-reused'; readonly commandId: string };

export abstract class EventStore {
  /** Throws `EventTooLarge`, `AppendTooLarge`, or `StoreUnavailable`; every other outcome is a value. */
  abstract append(append: Append): Promise<AppendResult>;
  /**
   * Many appends, each atomic by itself; answers stand in the order of the appends. Made for files: as few round trips
   * as the store allows.
   */
  abstract appendMany(appends: readonly Append[]): Promise<readonly AppendResult[]>;
  /** All events of a stream in order, `from` inclusive; empty where the stream doesn't exist. */
  abstract readStream(stream: string, from?: number): Promise<readonly StreamEvent[]>;
  /** Several streams in as few round trips as the store allows; a stream without events is absent from the map. */
  abstract readStreams(streams: readonly string[]): Promise<ReadonlyMap<string, readonly StreamEvent[]>>;
}

/** The leaf of the log is at most a uint16 length (C2SP tlog-tiles entry bundles). */
export const MAX_EVENT_BYTES = 65_535;
/** Both stores take an append of this size; KurrentDB's own limit is about 1 MiB. */
export const MAX_APPEND_EVENTS = 1_000;
export const MAX_APPEND_BYTES = 900_000;

export class EventTooLarge extends Error {
  readonly code = 'EVENT_TOO_LARGE';
}
export class AppendTooLarge extends Error {
  readonly code = 'APPEND_TOO_LARGE';
}
/** The store can't be reached or is shutting down; nothing is known of the append. Trying again is safe (promise 5). */
export class StoreUnavailable extends Error {
  readonly code = 'STORE_UNAVAILABLE';
}

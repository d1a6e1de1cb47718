/**
 * What a store needs beside itself when it has no contiguous order of its own (kurrentdb): somebody who writes the
 * journal, and somebody who knows which command ids are taken.
 */

/** Where an event stands in `$all`. */
export interface AllPosition {
  readonly commit: bigint;
  readonly prepare: bigint;
}

export const isAfter = (one: AllPosition, other: AllPosition): boolean =>
  one.commit === other.commit ? one.prepare > other.prepare : one.commit > other.commit;

/** An event to be written into the journal. Its position in the ledger is the next one. */
export interface ArrivedEvent {
  readonly id: string;
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly commandId: string;
  readonly body: string;
  readonly at: AllPosition;
}

/** Somebody deleted or cut a stream of ours on the server. The journal still has its events. */
export interface Tampering {
  readonly stream: string;
  readonly kind: 'DELETED' | 'TRUNCATED';
  readonly at: AllPosition;
}

export interface JournalHead {
  /** Whoever writes must name it; a later writer has a higher one. */
  readonly epoch: number;
  /** Number of events in the journal. */
  readonly size: number;
  /** Everything up to here is in the journal; null before the first event. */
  readonly readTo: AllPosition | null;
  /** The journal's last event, and where it was found. */
  readonly last: { readonly id: string; readonly stream: string; readonly at: AllPosition } | null;
}

/** Another writer has begun since: this one writes nothing any more. */
export class StaleJournalWriter extends Error {
  readonly code = 'STALE_JOURNAL_WRITER';
}

/** What arrived can't be the continuation of the journal. */
export class JournalBroken extends Error {
  readonly code = 'JOURNAL_BROKEN';
}

export abstract class JournalWriter {
  /** Waits until no other process writes, then begins a new epoch. Null where the signal aborted first. */
  abstract begin(signal: AbortSignal): Promise<JournalHead | null>;
  /** The head as it is now, in the epoch that `begin` gave. Throws `StaleJournalWriter`. */
  abstract head(epoch: number): Promise<JournalHead>;
  /**
   * Rows and checkpoint in one transaction, which compares and sets (epoch, size): all of it or nothing. Throws
   * `StaleJournalWriter`, `JournalBroken`, `StoreUnavailable`.
   */
  abstract write(batch: JournalBatch): Promise<void>;
  /** Every tampering that was reported, oldest first. */
  abstract tampering(): Promise<readonly Tampering[]>;
  /** Lets another process begin. */
  abstract end(): Promise<void>;
}

export interface JournalBatch {
  readonly epoch: number;
  /** Size of the journal that this batch continues. */
  readonly size: number;
  readonly events: readonly ArrivedEvent[];
  readonly tampering: readonly Tampering[];
  readonly readTo: AllPosition;
}

export interface CommandClaim {
  readonly commandId: string;
  readonly commandSha256: string;
}

/**
 * - `new`: nobody ever came with this command id, so none of its events are anywhere.
 * - `own`: the same claimant did before.
 * - `other`: another claimant did, or the journal has the command.
 * - `reused`: the id belongs to another command (promise 6).
 */
export type ClaimVerdict = 'new' | 'own' | 'other' | 'reused';

/** Which command an id means, decided before its events are appended, once and for all processes. */
export abstract class CommandClaims {
  /** Answers in the order of the claims; no id twice. Durable when it answers. Throws `StoreUnavailable`. */
  abstract claim(claimant: string, claims: readonly CommandClaim[]): Promise<readonly ClaimVerdict[]>;
}

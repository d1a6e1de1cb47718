import type { FullTile, Growth } from '@transparency-log';
import type { Signed } from './last-signed';

/** Another worker seals now: this one has written nothing, and must not sign. */
export class EpochLost extends Error {
  readonly code = 'EPOCH_LOST';
}

/** What the database says about the log when a worker begins to seal. */
export interface SealState {
  readonly origin: string;
  readonly epoch: number;
  readonly growth: Growth;
  /** Null before the first checkpoint. */
  readonly signed: Signed | null;
}

export interface SignedCheckpoint extends Signed {
  readonly note: string;
}

/** Where the sealer keeps what it makes. Every change compares the epoch, under the row's lock, with the one that `begin` gave. */
export interface SealStore {
  /** A new epoch, and where the log stands; the row is made where there is none, with this origin. */
  begin(origin: string, verifierKeys: readonly string[]): Promise<SealState>;
  /** The tree grew from `from` leaves to those of `growth`; these tiles became full. */
  extend(epoch: number, from: number, growth: Growth, full: readonly FullTile[]): Promise<void>;
  /** Durable when it returns, and not yet to be seen. */
  sign(epoch: number, checkpoint: SignedCheckpoint): Promise<void>;
  /** Checkpoints that were signed and are not published, the largest last. */
  unpublished(origin: string): Promise<readonly SignedCheckpoint[]>;
  publish(origin: string, size: number, cosignatures: readonly string[]): Promise<void>;
  /** Whether one process holds the right to seal; held as long as its connection lives. */
  lease(): Promise<SealLease>;
}

export interface SealLease {
  /** Never waits. */
  take(): Promise<boolean>;
  readonly lost: AbortSignal;
  release(): void;
}

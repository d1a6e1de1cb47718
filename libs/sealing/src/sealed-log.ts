import type { TileSource } from '@transparency-log';

/** A signed checkpoint that the world may see. */
export interface PublishedCheckpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  /** The C2SP signed note as it is served, cosignatures of witnesses included. */
  readonly note: string;
  /** Instant. */
  readonly signedAt: string;
}

/** The size that was asked for is beyond the tree. */
export class SizeBeyondTree extends Error {
  readonly code = 'SIZE_BEYOND_TREE';
  constructor(
    readonly size: number,
    readonly treeSize: number,
  ) {
    super(`size ${size} is beyond the tree, which has ${treeSize} leaves`);
  }
}

/** The transparency log as its readers know it (a DI token): what is sealed, and nothing that could sign. */
export abstract class SealedLog {
  /** Number of leaves whose tiles are kept; at least the size of the latest checkpoint, at most that of the ledger. */
  abstract treeSize(): Promise<number>;
  /** The published checkpoint with the largest size; null before the first. */
  abstract latest(): Promise<PublishedCheckpoint | null>;
  /** Tree hash of the first `size` leaves. Throws `SizeBeyondTree`. */
  abstract root(size: number): Promise<Uint8Array>;
  /** Verifier keys of the log, as the note of a checkpoint is signed by them; during a rotation there are several. */
  abstract verifierKeys(): Promise<readonly string[]>;
  /** Hash tiles; one that isn't there is a `SizeBeyondTree`. */
  abstract readonly tiles: TileSource;
}

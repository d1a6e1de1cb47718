import type { Projection } from '../projection';
import type { Scratch } from '../scratches';
import type { Checkpoint } from './checkpoint';

/** The scratches as the process sees them that has to act. */
export interface ScratchStore {
  /** What there is to do, the oldest first: those that wait, are being built, or are to go. None that has a projection of another name. */
  open(names: readonly string[]): Promise<readonly Scratch[]>;
  /** Whether it is still to be built. */
  isWanted(id: string): Promise<boolean>;
  /** Its tables: as far as they are, or new. Those of another declaration begin again. */
  prepare(
    scratch: Scratch,
    projections: readonly Projection[],
    hash: (projection: Projection) => string,
  ): Promise<readonly Checkpoint[]>;
  /** Takes the digest, and that of the live tables at the same size where they are as far and of the same columns. */
  compare(projection: Projection, built: Checkpoint): Promise<void>;
  /** Puts the tables behind views in its schema: it can be read. */
  publish(
    scratch: Scratch,
    built: readonly { readonly projection: Projection; readonly checkpoint: Checkpoint }[],
  ): Promise<void>;
  fail(scratch: Scratch): Promise<void>;
  /** Leaves nothing of its tables. */
  drop(scratch: Scratch): Promise<void>;
}

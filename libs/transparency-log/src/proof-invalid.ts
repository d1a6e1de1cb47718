import type { SizeFault } from './sizes';
import type { TileId } from './tiles';

/**
 * What does not hold.
 * HASH_LENGTH         a hash is not 32 bytes long
 * PATH_LENGTH         a proof of this index and these sizes has another number of hashes
 * ROOT_MISMATCH       the proof leads to another root
 * FROM_ROOT_MISMATCH  the proof starts from another earlier root
 * TILE_LENGTH         a tile has not the number of hashes of its width
 * TILE_MISMATCH       the hashes of a tile don't lead to the hash above it
 * SIGNATURE_INVALID   a signature by a key that we know is not of this text
 * SIGNATURE_MISSING   no key that we know has signed
 * KEY_AMBIGUOUS       two keys that we know have the same name and the same key hash
 * LOG_UNKNOWN         the log that is named is none of those that the policy trusts, or has not signed itself
 * QUORUM_MISSING      fewer witnesses have cosigned than the policy demands
 */
export type ProofFault =
  | SizeFault
  | 'HASH_LENGTH'
  | 'PATH_LENGTH'
  | 'ROOT_MISMATCH'
  | 'FROM_ROOT_MISMATCH'
  | 'TILE_LENGTH'
  | 'TILE_MISMATCH'
  | 'SIGNATURE_INVALID'
  | 'SIGNATURE_MISSING'
  | 'KEY_AMBIGUOUS'
  | 'LOG_UNKNOWN'
  | 'QUORUM_MISSING';

/** Where in the check it was found. */
export type ProofStep = 'signatures' | 'log' | 'witnesses' | 'inclusion' | 'consistency' | 'tiles';

/** Evidence that is well formed and does not prove what it is said to prove. */
export class ProofInvalid extends Error {
  constructor(
    readonly code: ProofFault,
    readonly step: ProofStep,
    message: string,
    /** Of these tiles at least one is wrong; where it is one, it is that one. */
    readonly tiles: readonly TileId[] = [],
  ) {
    super(message);
    this.name = 'ProofInvalid';
  }
}

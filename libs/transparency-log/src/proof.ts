/** These bytes are permanent: how a root follows from the hashes of a proof (RFC 6962, 2.1). */
import { equalBytes } from './bytes';
import { HASH_BYTES, nodeHash, type Hash } from './hashing';
import { consistencyPath, inclusionPath } from './paths';
import { ProofInvalid, type ProofStep } from './proof-invalid';
import { consistencyFault, inclusionFault } from './sizes';

export interface InclusionProof {
  readonly index: number;
  readonly size: number;
  readonly leafHash: Uint8Array;
  readonly path: readonly Uint8Array[];
}

/** The root to which a proof leads. Trusted it may be only when it comes from somewhere else as well. */
export const rootFromInclusion = (hash: Hash, { index, size, leafHash, path }: InclusionProof): Uint8Array => {
  const fault = inclusionFault(index, size);
  if (fault !== undefined) throw new ProofInvalid(fault, 'inclusion', `leaf ${index} of a tree of size ${size}`);
  const siblings = inclusionPath(index, size);
  checkHashes('inclusion', [leafHash]);
  checkPath('inclusion', path, siblings.length);
  return path.reduce(
    (root, sibling, step) =>
      siblings[step]!.from > index ? nodeHash(hash, root, sibling) : nodeHash(hash, sibling, root),
    leafHash,
  );
};

/** Returns when the leaf is at this index of the tree with this root, and throws ProofInvalid otherwise. */
export const verifyInclusion = (hash: Hash, proof: InclusionProof & { readonly root: Uint8Array }): void => {
  checkHashes('inclusion', [proof.root]);
  if (!equalBytes(rootFromInclusion(hash, proof), proof.root))
    throw new ProofInvalid(
      'ROOT_MISMATCH',
      'inclusion',
      `the proof of leaf ${proof.index} leads to another root than that of size ${proof.size}`,
    );
};

export interface ConsistencyProof {
  readonly from: number;
  readonly to: number;
  readonly path: readonly Uint8Array[];
  readonly fromRoot: Uint8Array;
  readonly toRoot: Uint8Array;
}

/** Returns when the earlier tree is the beginning of the later one, and throws ProofInvalid otherwise. */
export const verifyConsistency = (hash: Hash, { from, to, path, fromRoot, toRoot }: ConsistencyProof): void => {
  const fault = consistencyFault(from, to);
  if (fault !== undefined) throw new ProofInvalid(fault, 'consistency', `sizes ${from} and ${to}`);
  const subtrees = consistencyPath(from, to);
  checkHashes('consistency', [fromRoot, toRoot]);
  checkPath('consistency', path, subtrees.length);
  const isWhole = subtrees.length === 0 || subtrees[0]!.to !== from;
  let earlier = isWhole ? fromRoot : path[0]!;
  let later = earlier;
  for (let step = isWhole ? 0 : 1; step < path.length; step += 1) {
    const sibling = path[step]!;
    const isRight = subtrees[step]!.from >= from;
    if (!isRight) earlier = nodeHash(hash, sibling, earlier);
    later = isRight ? nodeHash(hash, later, sibling) : nodeHash(hash, sibling, later);
  }
  if (!equalBytes(earlier, fromRoot))
    throw new ProofInvalid('FROM_ROOT_MISMATCH', 'consistency', `the proof does not contain the root of size ${from}`);
  if (!equalBytes(later, toRoot))
    throw new ProofInvalid('ROOT_MISMATCH', 'consistency', `size ${to} is not a continuation of size ${from}`);
};

const checkPath = (step: ProofStep, path: readonly Uint8Array[], length: number): void => {
  if (path.length !== length)
    throw new ProofInvalid('PATH_LENGTH', step, `the proof has ${path.length} hashes instead of ${length}`);
  checkHashes(step, path);
};

const checkHashes = (step: ProofStep, hashes: readonly Uint8Array[]): void => {
  const wrong = hashes.find((bytes) => bytes.length !== HASH_BYTES);
  if (wrong !== undefined) throw new ProofInvalid('HASH_LENGTH', step, `a hash of ${wrong.length} bytes`);
};

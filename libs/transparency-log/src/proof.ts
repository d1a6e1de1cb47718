/** These bytes are permanent: which hashes a proof has, in which order, and how a root follows from them (RFC 6962, 2.1). */
import { equalBytes } from './bytes';
import { HASH_BYTES, nodeHash, type Hash } from './hashing';
import { ProofInvalid, type ProofStep } from './proof-invalid';
import { SizeOutOfRange, consistencyFault, inclusionFault } from './sizes';

/** The leaves from `from` to before `to`, whose Merkle tree hash is one element of a proof. */
export interface Subtree {
  readonly from: number;
  readonly to: number;
}

/** A perfect subtree: 2^level leaves, the first of them index × 2^level. */
export interface NodeId {
  readonly level: number;
  readonly index: number;
}

/** The largest power of two below a size: there RFC 6962 splits the tree. */
const splitOf = (size: number): number => {
  let half = 1;
  while (half * 2 < size) half *= 2;
  return half;
};

/** What an inclusion proof is made of, from the leaf's sibling up: PATH(index, D[size]) of the RFC. */
export const inclusionPath = (index: number, size: number): readonly Subtree[] => {
  const fault = inclusionFault(index, size);
  if (fault !== undefined) throw new SizeOutOfRange(fault, `leaf ${index} of a tree of size ${size}`);
  const path: Subtree[] = [];
  let from = 0;
  let to = size;
  let half = splitOf(size);
  while (to - from > 1) {
    while (half >= to - from) half /= 2;
    const split = from + half;
    path.push(index < split ? { from: split, to } : { from, to: split });
    if (index < split) to = split;
    else from = split;
  }
  return path.reverse();
};

/**
 * What a consistency proof is made of: PROOF(from, D[to]) of the RFC. The first is the last perfect part of the earlier tree, unless that tree is
 * itself a subtree of the later one: then whoever checks has its root already.
 */
export const consistencyPath = (earlier: number, later: number): readonly Subtree[] => {
  const fault = consistencyFault(earlier, later);
  if (fault !== undefined) throw new SizeOutOfRange(fault, `sizes ${earlier} and ${later}`);
  const path: Subtree[] = [];
  let from = 0;
  let to = later;
  let half = splitOf(later);
  while (to !== earlier) {
    while (half >= to - from) half /= 2;
    const split = from + half;
    path.push(earlier <= split ? { from: split, to } : { from, to: split });
    if (earlier <= split) to = split;
    else from = split;
  }
  if (from > 0) path.push({ from, to });
  return path.reverse();
};

/** The perfect subtrees that make up a subtree, the largest first. It starts where the trees of RFC 6962 are split, or at 0. */
export const perfectNodes = ({ from, to }: Subtree): readonly NodeId[] => {
  const nodes: NodeId[] = [];
  let at = from;
  let level = 0;
  let leaves = 1;
  while (leaves * 2 <= to - from) [level, leaves] = [level + 1, leaves * 2];
  while (at < to) {
    while (leaves > to - at) [level, leaves] = [level - 1, leaves / 2];
    nodes.push({ level, index: at / leaves });
    at += leaves;
  }
  return nodes;
};

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

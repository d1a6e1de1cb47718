/** These bytes are permanent: which hashes a proof has, and in which order (RFC 6962, 2.1). */
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

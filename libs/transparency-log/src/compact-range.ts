/** These bytes are permanent: the compact range of a prefix of the log, from which its root and every later range follow. */
import { HASH_BYTES, emptyRoot, nodeHash, type Hash } from './hashing';

/** What can't be a compact range: bytes that were damaged, or a number of leaves beyond 2^53. */
export class NotACompactRange extends Error {
  readonly code = 'NOT_A_COMPACT_RANGE';
}

const SIZE_BYTES = 8;
const TWO_TO_THE_32 = 2 ** 32;

/**
 * The roots of the perfect subtrees of the first `size` leaves, the largest first: one for each binary digit 1 of the size. A value:
 * appending gives another range. Sizes are counted with division, since bitwise operators of JavaScript end at 32 bits.
 */
export interface CompactRange {
  readonly size: number;
  readonly nodes: readonly Uint8Array[];
}

export const EMPTY_RANGE: CompactRange = { size: 0, nodes: [] };

export const appendLeaves = (hash: Hash, range: CompactRange, leafHashes: readonly Uint8Array[]): CompactRange => {
  const size = range.size + leafHashes.length;
  if (!Number.isSafeInteger(size)) throw new NotACompactRange('more leaves than 2^53');
  const nodes = [...range.nodes];
  leafHashes.forEach((leaf, index) => {
    let node = leaf;
    // As many trailing 1 digits as the size has, so many perfect subtrees are completed by this leaf.
    for (let rest = range.size + index; rest % 2 === 1; rest = Math.floor(rest / 2))
      node = nodeHash(hash, nodes.pop()!, node);
    nodes.push(node);
  });
  return { size, nodes };
};

/** The Merkle tree hash of the leaves (RFC 6962, 2.1). */
export const rootOf = (hash: Hash, { nodes }: CompactRange): Uint8Array =>
  nodes.length === 0
    ? emptyRoot(hash)
    : nodes.slice(0, -1).reduceRight((right, left) => nodeHash(hash, left, right), nodes[nodes.length - 1]!);

/** Eight bytes of size, big-endian, and the nodes. */
export const serialiseRange = ({ size, nodes }: CompactRange): Uint8Array => {
  const bytes = new Uint8Array(SIZE_BYTES + nodes.length * HASH_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, Math.floor(size / TWO_TO_THE_32));
  view.setUint32(4, size % TWO_TO_THE_32);
  nodes.forEach((node, index) => bytes.set(node, SIZE_BYTES + index * HASH_BYTES));
  return bytes;
};

export const parseRange = (bytes: Uint8Array): CompactRange => {
  if (bytes.length < SIZE_BYTES) throw new NotACompactRange('too short');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const size = view.getUint32(0) * TWO_TO_THE_32 + view.getUint32(4);
  if (!Number.isSafeInteger(size)) throw new NotACompactRange('more leaves than 2^53');
  if (bytes.length !== SIZE_BYTES + digitsOne(size) * HASH_BYTES)
    throw new NotACompactRange(`${bytes.length} bytes are not a range of ${size} leaves`);
  const nodes = Array.from({ length: digitsOne(size) }, (_, index) =>
    bytes.slice(SIZE_BYTES + index * HASH_BYTES, SIZE_BYTES + (index + 1) * HASH_BYTES),
  );
  return { size, nodes };
};

const digitsOne = (size: number): number => {
  let ones = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) ones += rest % 2;
  return ones;
};

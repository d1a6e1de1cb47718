/** These bytes are permanent: RFC 6962 hashing. A change of one byte here makes every root, proof and checkpoint wrong. */

/**
 * SHA-256. A parameter, because whoever checks the ledger brings their own, and the browser has another than Node. It may not keep its input,
 * which is used again, and gives bytes of its own.
 */
export type Hash = (bytes: Uint8Array) => Uint8Array;

export const HASH_BYTES = 32;
const LEAF_PREFIX = 0x00;
const NODE_PREFIX = 0x01;

/** SHA-256(0x00 ‖ entry). The entry is the event's stored body, as it is. */
export const leafHash = (hash: Hash, entry: Uint8Array): Uint8Array => {
  const input = new Uint8Array(1 + entry.length);
  input[0] = LEAF_PREFIX;
  input.set(entry, 1);
  return hash(input);
};

/** Where the input of a node's hash is put together: one for all, because there are as many nodes as leaves. */
const nodeInput = new Uint8Array(1 + 2 * HASH_BYTES);
nodeInput[0] = NODE_PREFIX;

/** SHA-256(0x01 ‖ left ‖ right). */
export const nodeHash = (hash: Hash, left: Uint8Array, right: Uint8Array): Uint8Array => {
  const isUsual = left.length === HASH_BYTES && right.length === HASH_BYTES;
  const input = isUsual ? nodeInput : new Uint8Array(1 + left.length + right.length);
  input[0] = NODE_PREFIX;
  input.set(left, 1);
  input.set(right, 1 + left.length);
  return hash(input);
};

/** The root of a tree without leaves: the hash of nothing. */
export const emptyRoot = (hash: Hash): Uint8Array => hash(new Uint8Array(0));

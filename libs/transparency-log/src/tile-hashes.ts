import { HASH_BYTES, nodeHash, type Hash } from './hashing';
import { TILE_HEIGHT } from './tiles';

/** The level above a row of hashes: one for each pair. A last one without a partner has no perfect parent. */
const parentsOf = (hash: Hash, row: Uint8Array): Uint8Array => {
  const parents = new Uint8Array(Math.floor(row.length / (2 * HASH_BYTES)) * HASH_BYTES);
  for (let at = 0; at < parents.length; at += HASH_BYTES) {
    const pair = 2 * at;
    const left = row.subarray(pair, pair + HASH_BYTES);
    parents.set(nodeHash(hash, left, row.subarray(pair + HASH_BYTES, pair + 2 * HASH_BYTES)), at);
  }
  return parents;
};

/** The rows of a tile: its own hashes, and the seven levels above them that it stands for. */
export const rowsOf = (hash: Hash, hashes: Uint8Array): readonly Uint8Array[] => {
  const rows = [hashes];
  while (rows.length < TILE_HEIGHT) rows.push(parentsOf(hash, rows[rows.length - 1]!));
  return rows;
};

/** The hash of a full tile, as the level above holds it. */
export const rootOfTile = (hash: Hash, hashes: Uint8Array): Uint8Array => {
  let row = hashes;
  for (let height = 0; height < TILE_HEIGHT; height += 1) row = parentsOf(hash, row);
  return row;
};

export const hashAt = (row: Uint8Array, offset: number): Uint8Array =>
  row.slice(offset * HASH_BYTES, (offset + 1) * HASH_BYTES);

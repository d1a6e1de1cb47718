/** These bytes are permanent: which tiles a growing tree has. */
import type { CompactRange } from './compact-range';
import { HASH_BYTES, type Hash } from './hashing';
import { perfectNodes } from './paths';
import { SizeOutOfRange, isSize } from './sizes';
import { hashAt, rootOfTile, rowsOf } from './tile-hashes';
import { TILE_HEIGHT, TILE_WIDTH, placeOf, tileBytes, tilesOfSize, type TileId } from './tiles';

/**
 * What must be kept of a tree so that it can grow: the hashes of the rightmost tile of each level, those that are not full. `partials[level]`
 * is empty where the last tile of that level is full.
 */
export interface Growth {
  readonly size: number;
  readonly partials: readonly Uint8Array[];
}

export interface FullTile {
  readonly level: number;
  readonly index: number;
  readonly hashes: Uint8Array;
}

/** What is no growth: partial tiles of other widths than the size says, or a leaf hash that is not 32 bytes long. */
export class GrowthMalformed extends Error {
  readonly code = 'GROWTH_MALFORMED';
}

export const EMPTY_GROWTH: Growth = { size: 0, partials: [] };

/** A tile that is being filled. */
interface Filling {
  width: number;
  hashes: Uint8Array;
}

/**
 * The tree with these leaves appended, and the tiles that they have filled, lower levels first where one fills another. Each node inside a tile is
 * hashed once, when the tile is full: so a million leaves cost a million hashes, and little else.
 */
export const grow = (
  hash: Hash,
  growth: Growth,
  leafHashes: readonly Uint8Array[],
): { readonly growth: Growth; readonly full: readonly FullTile[] } => {
  checkGrowth(growth);
  const size = growth.size + leafHashes.length;
  if (!isSize(size)) throw new SizeOutOfRange('NOT_A_SIZE', `${size} leaves are more than 2^53`);
  const levels = growth.partials.map(fillingOf);
  const full: FullTile[] = [];
  leafHashes.forEach((leaf, at) => {
    if (leaf.length !== HASH_BYTES) throw new GrowthMalformed(`a leaf hash of ${leaf.length} bytes`);
    let node = leaf;
    // Goes up one level each time that this leaf makes the rightmost tile full.
    for (let level = 0; ; level += 1) {
      const filling = (levels[level] ??= fillingOf(new Uint8Array(0)));
      filling.hashes.set(node, filling.width * HASH_BYTES);
      filling.width += 1;
      if (filling.width < TILE_WIDTH) return;
      const index = (growth.size + at + 1) / TILE_WIDTH ** (level + 1) - 1;
      full.push({ level, index, hashes: filling.hashes });
      node = rootOfTile(hash, filling.hashes);
      levels[level] = fillingOf(new Uint8Array(0));
    }
  });
  return { growth: { size, partials: levels.map(({ width, hashes }) => hashes.slice(0, tileBytes(width))) }, full };
};

const fillingOf = (partial: Uint8Array): Filling => {
  const hashes = new Uint8Array(tileBytes(TILE_WIDTH));
  hashes.set(partial);
  return { width: partial.length / HASH_BYTES, hashes };
};

/** The partial tiles of a growth, as they are published with a checkpoint of its size. */
export const partialTilesOf = ({ size, partials }: Growth): readonly (TileId & { readonly hashes: Uint8Array })[] =>
  tilesOfSize(size).map((tile) => ({ ...tile, hashes: partials[tile.level]! }));

/** The same tree as a compact range, and from that its root: `rootOf(hash, rangeOfGrowth(hash, growth))`. */
export const rangeOfGrowth = (hash: Hash, growth: Growth): CompactRange => {
  checkGrowth(growth);
  const rows = growth.partials.map((partial) => rowsOf(hash, partial));
  const nodes = perfectNodes({ from: 0, to: growth.size }).map((node) => {
    const { height, offset } = placeOf(node, growth.size);
    return hashAt(rows[Math.floor(node.level / TILE_HEIGHT)]![height]!, offset);
  });
  return { size: growth.size, nodes };
};

/** A growth that comes from a database is checked before a tree is continued from it. */
const checkGrowth = ({ size, partials }: Growth): void => {
  const widths = new Map(tilesOfSize(size).map(({ level, width }) => [level, width]));
  const levels = Math.max(-1, ...widths.keys()) + 1;
  const isWhole =
    partials.length === levels &&
    partials.every((partial, level) => partial.length === tileBytes(widths.get(level) ?? 0));
  if (!isWhole) throw new GrowthMalformed(`the partial tiles are not those of a tree of size ${size}`);
};

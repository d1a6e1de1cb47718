import { equalBytes } from './bytes';
import { rootOf } from './compact-range';
import { HASH_BYTES, type Hash } from './hashing';
import { perfectNodes } from './paths';
import { ProofInvalid } from './proof-invalid';
import { SizeOutOfRange, isSize } from './sizes';
import { hashAt, rootOfTile, rowsOf } from './tile-hashes';
import { fetchTiles, type TileSource } from './tile-source';
import { TILE_WIDTH, placeOf, tileAt, tileBytes, tilePath, tilesOfSize, type TileId } from './tiles';

export interface TreeHead {
  readonly size: number;
  readonly root: Uint8Array;
}

/** Authentic tiles above the leaves that are kept, the oldest goes first: 8 MiB. One of level 1 vouches for 256 tiles of leaves. */
const KEPT_TILES = 1_024;

/**
 * A source that hands out a tile only when its hashes lead to the root of this tree head. The partial tiles are checked together: they are the right
 * border, and the root is made of them and of nothing else. A full tile is checked against the one hash that stands for it in the tile above, which
 * was checked before. Every tile, not the first of those that lie on a path: a client that left one out took a changed bit in a lower tile for valid.
 */
export const authenticatedSource = (hash: Hash, source: TileSource, head: TreeHead): TileSource => {
  if (!isSize(head.size)) throw new SizeOutOfRange('NOT_A_SIZE', `${head.size} is not the size of a tree`);
  if (head.root.length !== HASH_BYTES)
    throw new ProofInvalid('HASH_LENGTH', 'tiles', `a root of ${head.root.length} bytes`);
  const border = tilesOfSize(head.size);
  const kept = new Map<string, Uint8Array>();

  const tiles = async (asked: readonly TileId[]): Promise<readonly Uint8Array[]> => {
    const chains = asked.map((tile) => chainOf(tile, head.size));
    const needed = new Map([...border, ...chains.flat()].map((tile) => [tilePath(tile), tile]));
    const authentic = new Map<string, Uint8Array>();
    for (const path of needed.keys()) {
      const hashes = kept.get(path);
      if (hashes) authentic.set(path, hashes);
    }
    const unknown = [...needed.values()].filter((tile) => !authentic.has(tilePath(tile)));
    const fetched = await fetchTiles(source, unknown);
    const bytesOf = (tile: TileId): Uint8Array => (authentic.get(tilePath(tile)) ?? fetched.get(tilePath(tile)))!;

    if (unknown.some(isPartial)) checkBorder(hash, head, border, bytesOf);
    // The highest first, so that what a tile is checked against is authentic already.
    for (const tile of unknown.toSorted((one, other) => other.level - one.level))
      if (!isPartial(tile)) checkFullTile(hash, tile, bytesOf(tile), bytesOf(parentOf(tile, head.size)));

    for (const tile of unknown) if (tile.level > 0 || isPartial(tile)) keep(kept, tilePath(tile), bytesOf(tile));
    return asked.map(({ width }, at) => bytesOf(chains[at]![0]!).subarray(0, tileBytes(width)));
  };
  return { tiles };
};

const isPartial = ({ width }: TileId): boolean => width < TILE_WIDTH;

/** The tile as this tree has it, and those above it up to the right border: each vouches for the one before. */
const chainOf = (asked: TileId, size: number): readonly TileId[] => {
  const chain = [tileAt(asked.level, asked.index, size)];
  if (chain[0]!.width < asked.width)
    throw new SizeOutOfRange('TILE_OUT_OF_RANGE', `a tree of size ${size} has no ${tilePath(asked)}`);
  while (!isPartial(chain[chain.length - 1]!)) chain.push(parentOf(chain[chain.length - 1]!, size));
  return chain;
};

const parentOf = ({ level, index }: TileId, size: number): TileId =>
  tileAt(level + 1, Math.floor(index / TILE_WIDTH), size);

/** The root again from the partial tiles. Their hashes are all under it, each once. */
const checkBorder = (
  hash: Hash,
  { size, root }: TreeHead,
  border: readonly TileId[],
  bytesOf: (tile: TileId) => Uint8Array,
): void => {
  const rows = new Map(border.map((tile) => [tilePath(tile), rowsOf(hash, bytesOf(tile))]));
  const nodes = perfectNodes({ from: 0, to: size }).map((node) => {
    const { tile, height, offset } = placeOf(node, size);
    return hashAt(rows.get(tilePath(tile))![height]!, offset);
  });
  if (!equalBytes(rootOf(hash, { size, nodes }), root))
    throw new ProofInvalid(
      'TILE_MISMATCH',
      'tiles',
      `${border.map(tilePath).join(', ') || 'a tree without tiles'} leads to another root than that of size ${size}`,
      border,
    );
};

const checkFullTile = (hash: Hash, tile: TileId, hashes: Uint8Array, parent: Uint8Array): void => {
  if (!equalBytes(rootOfTile(hash, hashes), hashAt(parent, tile.index % TILE_WIDTH)))
    throw new ProofInvalid('TILE_MISMATCH', 'tiles', `${tilePath(tile)} is not what the tile above it stands for`, [
      tile,
    ]);
};

const keep = (kept: Map<string, Uint8Array>, path: string, hashes: Uint8Array): void => {
  kept.set(path, hashes);
  for (const oldest of kept.keys()) {
    if (kept.size <= KEPT_TILES) return;
    kept.delete(oldest);
  }
};

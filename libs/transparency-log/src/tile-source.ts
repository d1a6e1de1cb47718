import { emptyRoot, type Hash } from './hashing';
import { rootOf, type CompactRange } from './compact-range';
import { consistencyPath, inclusionPath, perfectNodes, type NodeId, type Subtree } from './paths';
import { ProofInvalid } from './proof-invalid';
import { SizeOutOfRange, isSize } from './sizes';
import { hashAt, rowsOf } from './tile-hashes';
import { placeOf, tileBytes, tilePath, type TileId } from './tiles';

/**
 * Where tiles come from: a database, a folder, a server. It answers in the order of the question, `width` hashes each. A tile that is wider
 * by now is cut: a partial tile is the beginning of every later one.
 */
export interface TileSource {
  tiles(ids: readonly TileId[]): Promise<readonly Uint8Array[]>;
}

/** Tiles by path, each once, in one question. Their lengths are checked and nothing else. */
export const fetchTiles = async (
  source: TileSource,
  tiles: readonly TileId[],
): Promise<ReadonlyMap<string, Uint8Array>> => {
  const wanted = [...new Map(tiles.map((tile) => [tilePath(tile), tile]))];
  if (wanted.length === 0) return new Map();
  const answers = await source.tiles(wanted.map(([, tile]) => tile));
  return new Map(
    wanted.map(([path, tile], at) => {
      const bytes = answers[at];
      if (bytes?.length !== tileBytes(tile.width))
        throw new ProofInvalid('TILE_LENGTH', 'tiles', `${path} has ${bytes?.length ?? 'no'} bytes`, [tile]);
      return [path, bytes];
    }),
  );
};

/** The hashes of subtrees, each from its perfect parts, with one question to the source. */
const hashesOf = async (
  hash: Hash,
  source: TileSource,
  subtrees: readonly Subtree[],
  size: number,
): Promise<readonly Uint8Array[]> => {
  const ranges = subtrees.map(perfectNodes);
  const tiles = await fetchTiles(
    source,
    ranges.flat().map((node) => placeOf(node, size).tile),
  );
  const rows = new Map([...tiles].map(([path, bytes]) => [path, rowsOf(hash, bytes)]));
  const nodeOf = (node: NodeId): Uint8Array => {
    const { tile, height, offset } = placeOf(node, size);
    return hashAt(rows.get(tilePath(tile))![height]!, offset);
  };
  return ranges.map((nodes, at) =>
    rootOf(hash, { size: subtrees[at]!.to - subtrees[at]!.from, nodes: nodes.map(nodeOf) }),
  );
};

/** The proof that leaf `index` is in the tree of this size. For whoever holds the log: the tiles are believed. */
export const proveInclusion = async (
  hash: Hash,
  source: TileSource,
  index: number,
  size: number,
): Promise<Uint8Array[]> => (await proveInclusions(hash, source, [index], size))[0]!;

/** One proof per index, with one question to the source for all of them. */
export const proveInclusions = async (
  hash: Hash,
  source: TileSource,
  indexes: readonly number[],
  size: number,
): Promise<Uint8Array[][]> => {
  const paths = indexes.map((index) => inclusionPath(index, size));
  const hashes = await hashesOf(hash, source, paths.flat(), size);
  let at = 0;
  return paths.map((path) => hashes.slice(at, (at += path.length)));
};

/** The proof that the tree of size `from` is the beginning of that of size `to`. */
export const proveConsistency = async (
  hash: Hash,
  source: TileSource,
  from: number,
  to: number,
): Promise<Uint8Array[]> => [...(await hashesOf(hash, source, consistencyPath(from, to), to))];

/** The compact range of the first `size` leaves, from the tree's right border. */
export const rangeFromTiles = async (hash: Hash, source: TileSource, size: number): Promise<CompactRange> => {
  if (!isSize(size)) throw new SizeOutOfRange('NOT_A_SIZE', `${size} is not the size of a tree`);
  const parts = perfectNodes({ from: 0, to: size });
  const subtrees = parts.map(({ level, index }) => ({ from: index * 2 ** level, to: (index + 1) * 2 ** level }));
  return { size, nodes: await hashesOf(hash, source, subtrees, size) };
};

export const rootFromTiles = async (hash: Hash, source: TileSource, size: number): Promise<Uint8Array> =>
  size === 0 ? emptyRoot(hash) : rootOf(hash, await rangeFromTiles(hash, source, size));

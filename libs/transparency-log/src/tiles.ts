/** These bytes are permanent: the names of tiles, and what is in a tile and in an entry bundle (C2SP tlog-tiles). */
import { HASH_BYTES } from './hashing';
import type { NodeId } from './paths';
import { SizeOutOfRange, isSize } from './sizes';

/** A tile holds eight levels of the tree, so at most 2^8 hashes: those of its lowest level. */
export const TILE_HEIGHT = 8;
export const TILE_WIDTH = 2 ** TILE_HEIGHT;
/** What two bytes of length can say. */
export const MAX_ENTRY_BYTES = 65_535;
const MAX_TILE_LEVEL = 63;
const LENGTH_BYTES = 2;

/** Hashes `index * 256` up to `index * 256 + width` of the tree's level `8 * level`. A width of 256 is a full tile, less a partial one. */
export interface TileId {
  readonly level: number;
  readonly index: number;
  readonly width: number;
}

export interface EntriesId {
  readonly index: number;
  readonly width: number;
}

/**
 * TILE_ID       no tile has this level, index or width
 * TILE_PATH     a text that names no tile, or names it in another way than the one
 * ENTRY_LENGTH  an entry is longer than 65,535 bytes
 * BUNDLE_LENGTH a bundle that ends within an entry, or holds another number of them
 */
export type TileFault = 'TILE_ID' | 'TILE_PATH' | 'ENTRY_LENGTH' | 'BUNDLE_LENGTH';

export class TileMalformed extends Error {
  constructor(
    readonly code: TileFault,
    message: string,
  ) {
    super(message);
    this.name = 'TileMalformed';
  }
}

/** `tile/0/x001/067.p/12`: the twelve hashes that are there of tile 1067. */
export const tilePath = ({ level, index, width }: TileId): string => {
  if (!Number.isInteger(level) || level < 0 || level > MAX_TILE_LEVEL)
    throw new TileMalformed('TILE_ID', `no tile is of level ${level}`);
  return `tile/${level}/${indexPath(index, width)}`;
};

/** `tile/entries/x001/067.p/12`. */
export const entriesPath = ({ index, width }: EntriesId): string => `tile/entries/${indexPath(index, width)}`;

const indexPath = (index: number, width: number): string => {
  if (!isSize(index)) throw new TileMalformed('TILE_ID', `no tile has index ${index}`);
  if (!Number.isInteger(width) || width < 1 || width > TILE_WIDTH)
    throw new TileMalformed('TILE_ID', `no tile is ${width} wide`);
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/.{3}/g)!;
  const path = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/');
  return width === TILE_WIDTH ? path : `${path}.p/${width}`;
};

const TILE = /^tile\/([0-9]{1,2})\/(.{1,40})$/;
const ENTRIES = /^tile\/entries\/(.{1,40})$/;
const INDEX = /^((?:x[0-9]{3}\/)*[0-9]{3})(?:\.p\/([0-9]{1,3}))?$/;

export const parseTilePath = (path: string): TileId => {
  const [, level, rest] = TILE.exec(path) ?? notATile(path);
  const tile = { level: Number(level), ...parseIndexPath(rest!, path) };
  return tile.level <= MAX_TILE_LEVEL && tilePath(tile) === path ? tile : notATile(path);
};

export const parseEntriesPath = (path: string): EntriesId => {
  const [, rest] = ENTRIES.exec(path) ?? notATile(path);
  const entries = parseIndexPath(rest!, path);
  return entriesPath(entries) === path ? entries : notATile(path);
};

const parseIndexPath = (rest: string, path: string): EntriesId => {
  const [, groups, partial] = INDEX.exec(rest) ?? notATile(path);
  const index = Number(groups!.replace(/[x/]/g, ''));
  const width = partial === undefined ? TILE_WIDTH : Number(partial);
  // What is left, leading zeroes or the full width as a partial one, the caller finds: it writes the path again and compares.
  return isSize(index) && width >= 1 && width <= TILE_WIDTH ? { index, width } : notATile(path);
};

const notATile = (path: string): never => {
  throw new TileMalformed('TILE_PATH', `${JSON.stringify(path.slice(0, 80))} is not the path of a tile`);
};

/** How many hashes tiles of this level hold together, in a tree of this size. */
const hashesAt = (level: number, size: number): number => Math.floor(size / TILE_WIDTH ** level);

/** The tile as wide as a tree of this size has it; refused when that tree has nothing there. */
export const tileAt = (level: number, index: number, size: number): TileId => {
  const width = Math.min(TILE_WIDTH, hashesAt(level, size) - index * TILE_WIDTH);
  if (!isSize(size) || !(width >= 1))
    throw new SizeOutOfRange('TILE_OUT_OF_RANGE', `a tree of size ${size} has no tile ${index} of level ${level}`);
  return { level, index, width };
};

/** Where the hash of a perfect subtree is found: so many levels above the hashes of a tile, so many places from its left. */
export const placeOf = ({ level, index }: NodeId, size: number): { tile: TileId; height: number; offset: number } => {
  const height = level % TILE_HEIGHT;
  const perTile = TILE_WIDTH / 2 ** height;
  return {
    tile: tileAt((level - height) / TILE_HEIGHT, Math.floor(index / perTile), size),
    height,
    offset: index % perTile,
  };
};

/** The partial tiles of a tree, which are its right border: from them follow its root and everything that is appended. */
export const tilesOfSize = (size: number): readonly TileId[] => {
  if (!isSize(size)) throw new SizeOutOfRange('NOT_A_SIZE', `${size} is not the size of a tree`);
  const tiles: TileId[] = [];
  for (let level = 0; hashesAt(level, size) > 0; level += 1) {
    const width = hashesAt(level, size) % TILE_WIDTH;
    if (width > 0) tiles.push({ level, index: Math.floor(hashesAt(level, size) / TILE_WIDTH), width });
  }
  return tiles;
};

/** Each entry after two bytes of its length. The entry is the event's stored body. */
export const encodeEntryBundle = (bodies: readonly Uint8Array[]): Uint8Array => {
  const bytes = new Uint8Array(bodies.reduce((length, body) => length + LENGTH_BYTES + body.length, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const body of bodies) {
    if (body.length > MAX_ENTRY_BYTES)
      throw new TileMalformed('ENTRY_LENGTH', `an entry of ${body.length} bytes is longer than ${MAX_ENTRY_BYTES}`);
    view.setUint16(at, body.length);
    bytes.set(body, at + LENGTH_BYTES);
    at += LENGTH_BYTES + body.length;
  }
  return bytes;
};

/** The entries of a bundle, as views into it; refused unless there are as many as its width says. */
export const parseEntryBundle = (bytes: Uint8Array, width: number): readonly Uint8Array[] => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const bodies: Uint8Array[] = [];
  let at = 0;
  while (at < bytes.length) {
    const start = at + LENGTH_BYTES;
    const end = start <= bytes.length ? start + view.getUint16(at) : start;
    if (end > bytes.length) throw new TileMalformed('BUNDLE_LENGTH', `the bundle ends within entry ${bodies.length}`);
    bodies.push(bytes.subarray(start, end));
    at = end;
  }
  if (bodies.length !== width)
    throw new TileMalformed('BUNDLE_LENGTH', `a bundle of ${bodies.length} entries instead of ${width}`);
  return bodies;
};

/** The bytes of a tile of this width. */
export const tileBytes = (width: number): number => width * HASH_BYTES;

import {
  EMPTY_GROWTH,
  type FullTile,
  type Growth,
  HASH_BYTES,
  type Hash,
  TILE_WIDTH,
  type TileId,
  authenticatedSource,
  grow,
  leafHash,
  partialTilesOf,
  rangeOfGrowth,
  rootOf,
  tilePath,
} from '@transparency-log';
import type { LedgerSource } from './ledger-source';

/** Size and root, from somewhere that is trusted: a signed checkpoint. */
export interface TreeHead {
  readonly size: number;
  readonly root: Uint8Array;
}

/**
 * EVENT_CHANGED  the event at this position is not the one that was sealed there
 * EVENT_MISSING  the ledger ends before this position, and the checkpoint doesn't
 * TILE_CHANGED   the events are the sealed ones, and a tile over them is not
 * TREE_CHANGED   events and tiles agree with each other, and not with what was signed; the position is the first that can be wrong
 * FORKED         the signed head does not continue an earlier one that was trusted; up to the position they can agree
 */
export type LogFault = 'EVENT_CHANGED' | 'EVENT_MISSING' | 'TILE_CHANGED' | 'TREE_CHANGED' | 'FORKED';

export interface LogFinding {
  readonly fault: LogFault;
  readonly position: number;
  /** A tile's path, where it is one. */
  readonly tile?: string;
  /** The tiles that named the position were changed too: the first wrong event is here at the earliest. */
  readonly from?: number;
}

/** How far a walk came: the tree over the events that it has seen. Plain data. */
export interface WalkState {
  readonly growth: Growth;
  /** What differed from the tiles that are shown, so far. */
  readonly differences: readonly Difference[];
  /** The largest head at which the events still were the sealed ones, and the first at which they weren't. */
  readonly agreed: number;
  readonly disagreed: number | null;
}

interface Difference {
  readonly tile: TileId;
  readonly position: number;
}

export const WALK_START: WalkState = { growth: EMPTY_GROWTH, differences: [], agreed: 0, disagreed: null };

export interface Walk {
  readonly hash: Hash;
  readonly source: LedgerSource;
  readonly head: TreeHead;
  /** Earlier heads that are trusted too: they tell in which part something was changed. Ascending. */
  readonly anchors?: readonly TreeHead[];
  readonly from?: WalkState;
  /** Up to 256 events, in order. */
  readonly onEvents?: (bodies: readonly Uint8Array[], position: number) => void | Promise<void>;
  readonly onTile?: (tile: TileId, hashes: Uint8Array) => void | Promise<void>;
  readonly onProgress?: (state: WalkState) => void;
  readonly signal?: AbortSignal;
}

export interface Walked {
  readonly state: WalkState;
  readonly interrupted: boolean;
  /** The first thing that is wrong with the bytes; null where they are what was signed. */
  readonly finding: LogFinding | null;
}

/** Tiles are asked for so many at a time. */
const TILES_AT_ONCE = 32;
/** So many differences say that everything after the first is another ledger. */
const KEPT_DIFFERENCES = 100;

/**
 * Every event once, in order: its leaf hash, the tree over all of them beside the tiles that are shown, and at the end the root beside the one that
 * was signed. Tiles are compared and not believed, so the root costs one hash a leaf; a tile that differs tells where to look.
 */
export const walkLedger = async (walk: Walk): Promise<Walked> => {
  const { hash, source, head, onEvents, onTile, onProgress, signal } = walk;
  let state = walk.from ?? WALK_START;
  let pending: readonly FullTile[] = [];
  const settle = async (): Promise<void> => {
    const differences = await differencesOf(source, pending);
    state = { ...state, differences: [...state.differences, ...differences].slice(0, KEPT_DIFFERENCES) };
    for (const { level, index, hashes } of pending) await onTile?.({ level, index, width: TILE_WIDTH }, hashes);
    pending = [];
  };
  if (state.growth.size < head.size) {
    for await (const bodies of source.bundles(state.growth.size / TILE_WIDTH, head.size)) {
      const { size } = state.growth;
      const shown = bodies.slice(0, Math.min(TILE_WIDTH, head.size - size));
      const leaves = shown.map((body) => leafHash(hash, body));
      const { growth, full } = grow(hash, state.growth, leaves);
      state = { ...state, growth, ...compareAnchors(walk, state, leaves) };
      await onEvents?.(shown, size);
      pending = [...pending, ...full];
      if (pending.length >= TILES_AT_ONCE) await settle();
      // A walk is put down between tiles only.
      if (growth.size % TILE_WIDTH !== 0 || growth.size >= head.size) break;
      onProgress?.(state);
      if (signal?.aborted) {
        await settle();
        return { state, interrupted: true, finding: null };
      }
    }
  }
  await settle();
  return { state, interrupted: false, finding: await verdict(walk, state) };
};

/** Where the events pass an earlier head, their root is compared with it. */
const compareAnchors = (
  { hash, anchors = [] }: Walk,
  { growth, agreed, disagreed }: WalkState,
  leaves: readonly Uint8Array[],
): Pick<WalkState, 'agreed' | 'disagreed'> => {
  let now = { agreed, disagreed };
  for (const { size, root } of anchors) {
    if (size <= growth.size || size > growth.size + leaves.length || now.disagreed !== null) continue;
    const there = grow(hash, growth, leaves.slice(0, size - growth.size)).growth;
    now = isSame(rootOfGrowth(hash, there), root) ? { ...now, agreed: size } : { ...now, disagreed: size };
  }
  return now;
};

export const rootOfGrowth = (hash: Hash, growth: Growth): Uint8Array => rootOf(hash, rangeOfGrowth(hash, growth));

const isSame = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((byte, index) => byte === other[index]);

const differencesOf = async (
  { tiles }: LedgerSource,
  ours: readonly (FullTile & { readonly width?: number })[],
): Promise<readonly Difference[]> => {
  if (ours.length === 0) return [];
  const ids = ours.map(({ level, index, width = TILE_WIDTH }) => ({ level, index, width }));
  const shown = await tiles.tiles(ids);
  return ours.flatMap(({ hashes, level }, at) => {
    const place = firstDifference(hashes, shown[at] ?? new Uint8Array(0));
    const tile = ids[at]!;
    return place === null ? [] : [{ tile, position: (tile.index * TILE_WIDTH + place) * TILE_WIDTH ** level }];
  });
};

/** The first hash that differs; null where none does. */
const firstDifference = (ours: Uint8Array, theirs: Uint8Array): number | null => {
  for (let at = 0; at < ours.length; at += 1) if (ours[at] !== theirs[at]) return Math.floor(at / HASH_BYTES);
  return null;
};

const verdict = async (
  walk: Walk,
  { growth, differences, agreed, disagreed }: WalkState,
): Promise<LogFinding | null> => {
  const { hash, head, source, onTile } = walk;
  const partial = partialTilesOf(growth);
  // Of a ledger that ends early no tile of this size is shown, and none has to be.
  const isWhole = growth.size === head.size;
  const all = isWhole ? [...differences, ...(await differencesOf(source, partial))] : differences;
  if (isWhole) for (const { hashes, ...tile } of partial) await onTile?.(tile, hashes);
  const first = firstOf(all.filter(({ tile }) => tile.level === 0));
  if (isWhole && isSame(rootOfGrowth(hash, growth), head.root)) {
    if (disagreed !== null) return { fault: 'FORKED', position: agreed };
    const wrong = firstOf(all);
    return wrong && { fault: 'TILE_CHANGED', position: wrong.position, tile: tilePath(wrong.tile) };
  }
  if (first) {
    const isCertain = await isAuthentic(walk, first.tile);
    return { fault: 'EVENT_CHANGED', position: first.position, ...(isCertain ? {} : { from: agreed }) };
  }
  if (!isWhole) return { fault: 'EVENT_MISSING', position: growth.size };
  return { fault: 'TREE_CHANGED', position: agreed };
};

const firstOf = (differences: readonly Difference[]): Difference | null =>
  differences.reduce<Difference | null>((first, one) => (first && first.position <= one.position ? first : one), null);

/** The tiles that are shown say where, and are believed where they lead to the signed root. Where they don't, tiles were changed with the events. */
const isAuthentic = async ({ hash, source, head }: Walk, tile: TileId): Promise<boolean> => {
  try {
    await authenticatedSource(hash, source.tiles, head).tiles([tile]);
    return true;
  } catch {
    return false;
  }
};

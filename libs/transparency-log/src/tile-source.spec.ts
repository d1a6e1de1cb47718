import { hash as hashOnce } from 'node:crypto';
import fc from 'fast-check';
import {
  EMPTY_GROWTH,
  EMPTY_RANGE,
  ProofInvalid,
  SizeOutOfRange,
  appendLeaves,
  authenticatedSource,
  emptyRoot,
  grow,
  partialTilesOf,
  proveConsistency,
  proveInclusion,
  proveInclusions,
  rangeFromTiles,
  rootFromTiles,
  rootOf,
  tilePath,
  tilesOfSize,
  verifyConsistency,
  verifyInclusion,
  type CompactRange,
  type TileId,
  type TileSource,
} from '.';

const sha256 = (bytes: Uint8Array): Uint8Array => hashOnce('sha256', bytes, 'buffer');
/** 273 full tiles and a partial one of leaves, one and one above, one of width 1: the example of tlog-tiles. */
const SIZE = 70_000;
const leaves = Array.from({ length: SIZE }, (_, at) => sha256(new TextEncoder().encode(`leaf ${at}`)));
const { growth, full } = grow(sha256, EMPTY_GROWTH, leaves);
const stored = new Map([
  ...full.map((tile) => [`${tile.level} ${tile.index}`, tile.hashes] as const),
  ...partialTilesOf(growth).map((tile) => [`${tile.level} ${tile.index}`, tile.hashes] as const),
]);
const allTiles: readonly TileId[] = [...full.map((tile) => ({ ...tile, width: 256 })), ...tilesOfSize(SIZE)];
/** Ranges at each 256 leaves, so that the root of any size costs little: by the compact range, which knows no tiles. */
const ranges = [EMPTY_RANGE];
for (let to = 256; to <= SIZE; to += 256)
  ranges.push(appendLeaves(sha256, ranges[ranges.length - 1]!, leaves.slice(to - 256, to)));
const rangeAt = (size: number): CompactRange => {
  const range = ranges[Math.floor(size / 256)]!;
  return appendLeaves(sha256, range, leaves.slice(range.size, size));
};
const rootAt = (size: number): Uint8Array => rootOf(sha256, rangeAt(size));
const root = rootAt(SIZE);

interface Asked extends TileSource {
  readonly questions: (readonly TileId[])[];
}
/** The tiles as they are stored, but for what one of them is replaced by. */
const sourceOf = (replaced?: TileId, change: (hashes: Uint8Array) => Uint8Array = (hashes) => hashes): Asked => {
  const questions: (readonly TileId[])[] = [];
  return {
    questions,
    tiles: (ids) => {
      questions.push(ids);
      return Promise.resolve(
        ids.map(({ level, index, width }) => {
          const hashes = stored.get(`${level} ${index}`)!.subarray(0, width * 32);
          return replaced?.level === level && replaced.index === index ? change(hashes) : hashes;
        }),
      );
    },
  };
};
const flippedAt = (bit: number) => (hashes: Uint8Array) => {
  const changed = Uint8Array.from(hashes);
  changed[Math.floor(bit / 8) % changed.length]! ^= 1 << (bit % 8);
  return changed;
};
const same = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0;
const head = { size: SIZE, root };

describe('from the tiles of a tree', () => {
  const sizes = fc.oneof(fc.integer({ min: 1, max: SIZE }), fc.integer({ min: 1, max: 600 }));

  it.each([0, 1, 255, 256, 257, 65_535, 65_536, 65_537, SIZE])('its root at size %d follows', async (size) => {
    expect(await rootFromTiles(sha256, sourceOf(), size)).toEqual(size === 0 ? emptyRoot(sha256) : rootAt(size));
    expect(await rangeFromTiles(sha256, sourceOf(), size)).toEqual(rangeAt(size));
  });

  it('each leaf is proved at each size, with one question', () =>
    fc.assert(
      fc.asyncProperty(sizes, fc.nat(), async (size, any) => {
        const index = any % size;
        const source = sourceOf();
        const path = await proveInclusion(sha256, source, index, size);
        expect(source.questions.length).toBeLessThanOrEqual(1);
        verifyInclusion(sha256, { index, size, leafHash: leaves[index]!, path, root: rootAt(size) });
      }),
      { numRuns: 40 },
    ));

  it('many leaves are proved with one question, in which each tile is once', async () => {
    const indexes = [69_999, 0, 1, 300, 69_999, 65_536];
    const source = sourceOf();
    const paths = await proveInclusions(sha256, source, indexes, SIZE);
    indexes.forEach((index, at) =>
      verifyInclusion(sha256, { index, size: SIZE, leafHash: leaves[index]!, path: paths[at]!, root }),
    );
    expect(source.questions).toHaveLength(1);
    const paths0 = source.questions[0]!.map(tilePath);
    expect(new Set(paths0).size).toBe(paths0.length);
    expect(await proveInclusions(sha256, source, [], SIZE)).toEqual([]);
  });

  it('each earlier size is proved to be the beginning, with one question', () =>
    fc.assert(
      fc.asyncProperty(sizes, sizes, async (one, two) => {
        const [from, to] = [Math.min(one, two), Math.max(one, two)];
        const source = sourceOf();
        const path = await proveConsistency(sha256, source, from, to);
        expect(source.questions.length).toBeLessThanOrEqual(1);
        verifyConsistency(sha256, { from, to, path, fromRoot: rootAt(from), toRoot: rootAt(to) });
      }),
      { numRuns: 30 },
    ));

  it('nothing is proved that no tree has', async () => {
    await expect(proveInclusion(sha256, sourceOf(), 0, 0)).rejects.toThrow(SizeOutOfRange);
    await expect(proveInclusion(sha256, sourceOf(), SIZE, SIZE)).rejects.toThrow(SizeOutOfRange);
    await expect(proveConsistency(sha256, sourceOf(), 0, SIZE)).rejects.toThrow(SizeOutOfRange);
    await expect(proveConsistency(sha256, sourceOf(), 2, 1)).rejects.toThrow(SizeOutOfRange);
    await expect(rootFromTiles(sha256, sourceOf(), -1)).rejects.toThrow(SizeOutOfRange);
  });

  it('a tile of another length is named', () =>
    expect(
      proveInclusion(
        sha256,
        sourceOf({ level: 0, index: 1, width: 256 }, (it) => it.subarray(32)),
        300,
        SIZE,
      ),
    ).rejects.toThrow(expect.objectContaining({ code: 'TILE_LENGTH', tiles: [{ level: 0, index: 1, width: 256 }] })));
});

describe('an authenticated source', () => {
  it('hands out every tile of the tree', async () => {
    const source = authenticatedSource(sha256, sourceOf(), head);
    const answers = await source.tiles(allTiles);
    const wrong = allTiles.filter(({ level, index }, at) => !same(answers[at]!, stored.get(`${level} ${index}`)!));
    expect(answers).toHaveLength(allTiles.length);
    expect(wrong).toEqual([]);
  });

  it('refuses each tile in which one bit is changed, and names it', async () => {
    expect(allTiles).toHaveLength(277);
    for (const [at, tile] of allTiles.entries()) {
      const source = authenticatedSource(sha256, sourceOf(tile, flippedAt(at * 97)), head);
      const refusal = await source.tiles([tile]).catch((error: unknown) => error);
      if (!(refusal instanceof ProofInvalid) || refusal.code !== 'TILE_MISMATCH') throw new Error(tilePath(tile));
      expect(refusal.tiles.map(tilePath)).toContain(tilePath(tile));
      // A partial tile is one of those of the right border, of which it can't be told which is wrong.
      expect(refusal.tiles).toHaveLength(tile.width === 256 ? 1 : 3);
    }
  });

  it('refuses each of several changed tiles on one path, the lower ones too', async () => {
    for (const tile of [
      { level: 0, index: 7, width: 256 },
      { level: 1, index: 0, width: 256 },
      { level: 2, index: 0, width: 1 },
    ])
      for (let bit = 0; bit < tile.width * 256; bit += 4_001) {
        const source = authenticatedSource(sha256, sourceOf(tile, flippedAt(bit)), head);
        await expect(proveInclusion(sha256, source, 7 * 256 + 3, SIZE)).rejects.toThrow(ProofInvalid);
      }
  });

  it('does not hand out a tile together with one that is changed', async () => {
    const source = authenticatedSource(sha256, sourceOf({ level: 0, index: 9, width: 256 }, flippedAt(0)), head);
    const sound = { level: 0, index: 8, width: 256 };
    await expect(source.tiles([sound, { level: 0, index: 9, width: 256 }])).rejects.toThrow(ProofInvalid);
    expect(same((await source.tiles([sound]))[0]!, stored.get('0 8')!)).toBe(true);
  });

  it('asks once, and not again for what it knows to be authentic', async () => {
    const asked = sourceOf();
    const source = authenticatedSource(sha256, asked, head);
    await source.tiles([{ level: 0, index: 3, width: 256 }]);
    await source.tiles([{ level: 0, index: 4, width: 256 }]);
    expect(asked.questions.map((ids) => ids.length)).toEqual([5, 1]);
  });

  it('cuts a narrower tile from the one that it has checked', async () => {
    const source = authenticatedSource(sha256, sourceOf(), head);
    const [part] = await source.tiles([{ level: 0, index: 273, width: 5 }]);
    expect(part).toEqual(stored.get('0 273')!.subarray(0, 5 * 32));
  });

  it('serves proofs at an earlier size', async () => {
    const source = authenticatedSource(sha256, sourceOf(), head);
    const path = await proveInclusion(sha256, source, 12, 300);
    verifyInclusion(sha256, { index: 12, size: 300, leafHash: leaves[12]!, path, root: rootAt(300) });
  });

  it.each([1, 255, 256, 257, 65_536])('authenticates a tree of size %d', async (size) => {
    const source = authenticatedSource(sha256, sourceOf(), { size, root: rootAt(size) });
    expect(await rootFromTiles(sha256, source, size)).toEqual(rootAt(size));
    await proveInclusion(sha256, source, size - 1, size);
    const forged = authenticatedSource(sha256, sourceOf(), { size, root });
    await expect(rootFromTiles(sha256, forged, size)).rejects.toThrow(ProofInvalid);
  });

  it('has no tile that the tree has not', async () => {
    const source = authenticatedSource(sha256, sourceOf(), head);
    for (const tile of [
      { level: 0, index: 274, width: 1 },
      { level: 0, index: 273, width: 113 },
      { level: 3, index: 0, width: 1 },
    ])
      await expect(source.tiles([tile])).rejects.toThrow(expect.objectContaining({ code: 'TILE_OUT_OF_RANGE' }));
    const empty = authenticatedSource(sha256, sourceOf(), { size: 0, root: emptyRoot(sha256) });
    await expect(empty.tiles([{ level: 0, index: 0, width: 1 }])).rejects.toThrow(SizeOutOfRange);
    expect(() => authenticatedSource(sha256, sourceOf(), { size: 1, root: new Uint8Array(3) })).toThrow(ProofInvalid);
    expect(() => authenticatedSource(sha256, sourceOf(), { size: 2 ** 53, root })).toThrow(SizeOutOfRange);
  });
});

describe('a proof from these tiles', () => {
  const withOneBitFlipped = (path: readonly Uint8Array[]): readonly (readonly Uint8Array[])[] =>
    path.map((_, at) =>
      path.map((node, index) => {
        const bytes = Uint8Array.from(node);
        if (index === at) bytes[at % bytes.length]! ^= 0x10;
        return bytes;
      }),
    );

  it('of inclusion is refused with one bit of any of its elements flipped', async () => {
    for (const index of [0, 255, 256, 65_535, 65_536, SIZE - 1]) {
      const path = await proveInclusion(sha256, sourceOf(), index, SIZE);
      const question = { index, size: SIZE, leafHash: leaves[index]!, root };
      verifyInclusion(sha256, { ...question, path });
      for (const flipped of withOneBitFlipped(path))
        expect(() => verifyInclusion(sha256, { ...question, path: flipped })).toThrow(ProofInvalid);
    }
  });

  it('of consistency is refused with one bit of any of its elements flipped', async () => {
    for (const from of [1, 255, 257, 65_536, 69_999]) {
      const path = await proveConsistency(sha256, sourceOf(), from, SIZE);
      const question = { from, to: SIZE, fromRoot: rootAt(from), toRoot: root };
      verifyConsistency(sha256, { ...question, path });
      for (const flipped of withOneBitFlipped(path))
        expect(() => verifyConsistency(sha256, { ...question, path: flipped })).toThrow(ProofInvalid);
    }
  });
});

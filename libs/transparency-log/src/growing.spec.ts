import { hash as hashOnce } from 'node:crypto';
import fc from 'fast-check';
import {
  EMPTY_GROWTH,
  EMPTY_RANGE,
  GrowthMalformed,
  SizeOutOfRange,
  appendLeaves,
  grow,
  partialTilesOf,
  rangeOfGrowth,
  rootOf,
  tilePath,
  type FullTile,
  type Growth,
} from '.';

const sha256 = (bytes: Uint8Array): Uint8Array => hashOnce('sha256', bytes, 'buffer');
const leavesOf = (from: number, to: number): readonly Uint8Array[] =>
  Array.from({ length: to - from }, (_, at) => sha256(new TextEncoder().encode(`leaf ${from + at}`)));

interface Tree {
  readonly growth: Growth;
  readonly tiles: ReadonlyMap<string, string>;
}
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const named = ({ level, index, hashes }: FullTile): [string, string] => [
  tilePath({ level, index, width: 256 }),
  hex(hashes),
];
const grownIn = (cuts: readonly number[]): Tree => {
  let growth = EMPTY_GROWTH;
  const tiles = new Map<string, string>();
  for (const to of cuts) {
    const grown = grow(sha256, growth, leavesOf(growth.size, to));
    for (const tile of grown.full) {
      const [path, hashes] = named(tile);
      expect(tiles.has(path)).toBe(false);
      tiles.set(path, hashes);
    }
    growth = grown.growth;
  }
  return { growth, tiles };
};

describe('a growing tree', () => {
  const sizes = fc.oneof(fc.nat(1_000), fc.constantFrom(255, 256, 257, 511, 512, 513));

  it('has the range and the root of its leaves', () =>
    fc.assert(
      fc.property(sizes, (size) => {
        const { growth } = grownIn([size]);
        const range = appendLeaves(sha256, EMPTY_RANGE, leavesOf(0, size));
        expect(rangeOfGrowth(sha256, growth).size).toBe(size);
        expect(rangeOfGrowth(sha256, growth).nodes.map(hex)).toEqual(range.nodes.map(hex));
      }),
      { numRuns: 40 },
    ));

  it('has the same tiles in whatever batches it grew', () =>
    fc.assert(
      fc.property(fc.array(sizes, { minLength: 1, maxLength: 8 }), (any) => {
        const cuts = any.toSorted((one, other) => one - other);
        const size = cuts[cuts.length - 1]!;
        const [inBatches, atOnce] = [grownIn(cuts), grownIn([size])];
        expect(inBatches.tiles).toEqual(atOnce.tiles);
        expect(inBatches.growth.size).toBe(size);
        expect(inBatches.growth.partials.map(hex)).toEqual(atOnce.growth.partials.map(hex));
        expect(atOnce.tiles.size).toBe(Math.floor(size / 256));
      }),
      { numRuns: 30 },
    ));

  it('has partial tiles that are the beginning of the full ones', () => {
    const { growth } = grownIn([300]);
    const { full } = grow(sha256, growth, leavesOf(300, 600));
    const [partial] = partialTilesOf(growth);
    expect(partial).toEqual(expect.objectContaining({ level: 0, index: 1, width: 44 }));
    expect(hex(full[0]!.hashes).startsWith(hex(partial!.hashes))).toBe(true);
    expect(full[0]).toEqual(expect.objectContaining({ level: 0, index: 1 }));
  });

  it('of 65,536 leaves has filled a tile of level 1', () => {
    const { growth, full } = grow(sha256, EMPTY_GROWTH, leavesOf(0, 65_536));
    expect(full.slice(-2).map(({ level, index }) => [level, index])).toEqual([
      [0, 255],
      [1, 0],
    ]);
    expect(growth.partials.map(({ length }) => length)).toEqual([0, 0, 32]);
    const range = appendLeaves(sha256, EMPTY_RANGE, leavesOf(0, 65_536));
    expect(hex(growth.partials[2]!)).toBe(hex(rootOf(sha256, range)));
  });

  it('costs one hash for each leaf, and no more', () => {
    const leaves = leavesOf(0, 2_560);
    let hashes = 0;
    const counting = (bytes: Uint8Array): Uint8Array => {
      hashes += 1;
      return sha256(bytes);
    };
    grow(counting, EMPTY_GROWTH, leaves);
    expect(hashes).toBe(10 * 255);
  });

  it('leaves the one before as it was', () => {
    const { growth } = grownIn([255]);
    const before = hex(growth.partials[0]!);
    grow(sha256, growth, leavesOf(255, 257));
    expect(hex(growth.partials[0]!)).toBe(before);
    expect(growth.size).toBe(255);
  });

  it('counts beyond 2^32', () => {
    const hash = sha256(new Uint8Array(0));
    const row = (width: number): Uint8Array => Buffer.concat(Array.from({ length: width }, () => hash));
    const at = { size: 2 ** 40 + 255, partials: [row(255), ...[1, 2, 3, 4].map(() => row(0)), row(1)] };
    const { growth, full } = grow(sha256, at, [hash]);
    expect(full.map(({ level, index }) => [level, index])).toEqual([[0, 2 ** 32]]);
    expect(growth.size).toBe(2 ** 40 + 256);
    expect(growth.partials.map(({ length }) => length / 32)).toEqual([0, 1, 0, 0, 0, 1]);
  });

  it('is refused when its partial tiles are not those of its size', () => {
    const { growth } = grownIn([300]);
    for (const wrong of [
      { ...growth, size: 301 },
      { ...growth, size: 300 + 2 ** 40 },
      { ...growth, partials: growth.partials.slice(1) },
      { ...growth, partials: [...growth.partials, new Uint8Array(0)] },
      { ...growth, partials: [growth.partials[0]!.slice(1), growth.partials[1]!] },
    ]) {
      expect(() => grow(sha256, wrong, [])).toThrow(GrowthMalformed);
      expect(() => rangeOfGrowth(sha256, wrong)).toThrow(GrowthMalformed);
    }
    expect(() => grow(sha256, growth, [new Uint8Array(31)])).toThrow(GrowthMalformed);
    expect(() => grow(sha256, { size: -1, partials: [] }, [])).toThrow(SizeOutOfRange);
  });
});

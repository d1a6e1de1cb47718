import fc from 'fast-check';
import {
  MAX_ENTRY_BYTES,
  SizeOutOfRange,
  TileMalformed,
  encodeEntryBundle,
  entriesPath,
  parseEntriesPath,
  parseEntryBundle,
  parseTilePath,
  tilePath,
  tilesOfSize,
} from '.';
import { placeOf } from './tiles';
import { perfectNodes } from './paths';

describe('the path of a tile', () => {
  it.each([
    [{ level: 0, index: 0, width: 256 }, 'tile/0/000'],
    [{ level: 0, index: 1067, width: 12 }, 'tile/0/x001/067.p/12'],
    [{ level: 1, index: 1_234_067, width: 256 }, 'tile/1/x001/x234/067'],
    [{ level: 63, index: 7, width: 255 }, 'tile/63/007.p/255'],
    [{ level: 0, index: Number.MAX_SAFE_INTEGER, width: 1 }, 'tile/0/x009/x007/x199/x254/x740/991.p/1'],
  ])('of %j is %s', (tile, path) => {
    expect(tilePath(tile)).toBe(path);
    expect(parseTilePath(path)).toEqual(tile);
  });

  it('comes back from its text', () =>
    fc.assert(
      fc.property(fc.nat(63), fc.maxSafeNat(), fc.integer({ min: 1, max: 256 }), (level, index, width) => {
        expect(parseTilePath(tilePath({ level, index, width }))).toEqual({ level, index, width });
        expect(parseEntriesPath(entriesPath({ index, width }))).toEqual({ index, width });
      }),
    ));

  it.each([
    'tile/0/0',
    'tile/00/000',
    'tile/64/000',
    'tile/0/x000/001',
    'tile/0/001/002',
    'tile/0/x001/x002',
    'tile/0/000.p/0',
    'tile/0/000.p/256',
    'tile/0/000.p/012',
    'tile/0/000.p/',
    '/tile/0/000',
    'tile/0/000\n',
    'tile/-1/000',
    'tile/0/x009/x007/x199/x254/x740/992',
    'tile/entries/000',
    `tile/0/${'x001/'.repeat(1_000)}000`,
  ])('is not %j', (path) => expect(() => parseTilePath(path)).toThrow(TileMalformed));

  it.each(['tile/entries/0', 'tile/entries/x000/000', 'tile/entries/000.p/256', 'tile/0/000'])(
    'of entries is not %j',
    (path) => expect(() => parseEntriesPath(path)).toThrow(TileMalformed),
  );

  it.each([
    { level: 64, index: 0, width: 1 },
    { level: 0, index: -1, width: 1 },
    { level: 0, index: 2 ** 53, width: 1 },
    { level: 0, index: 0, width: 0 },
    { level: 0, index: 0, width: 257 },
  ])('is given to no tile %j', (tile) => expect(() => tilePath(tile)).toThrow(TileMalformed));
});

describe('the partial tiles of a tree', () => {
  it.each([
    [0, []],
    [1, ['tile/0/000.p/1']],
    [256, ['tile/1/000.p/1']],
    [70_000, ['tile/0/273.p/112', 'tile/1/001.p/17', 'tile/2/000.p/1']],
    [2 ** 40 + 3, ['tile/0/x004/x294/x967/296.p/3', 'tile/5/000.p/1']],
  ])('of size %d are %j', (size, paths) => expect(tilesOfSize(size).map(tilePath)).toEqual(paths));

  it('hold all its perfect subtrees, also beyond 2^32', () =>
    fc.assert(
      fc.property(fc.oneof(fc.maxSafeNat(), fc.nat(70_000)), (size) => {
        const paths = tilesOfSize(size).map(tilePath);
        const places = perfectNodes({ from: 0, to: size }).map((node) => placeOf(node, size));
        expect(new Set(places.map(({ tile }) => tilePath(tile)))).toEqual(new Set(paths));
        for (const { tile, height, offset } of places)
          expect((offset + 1) * 2 ** height).toBeLessThanOrEqual(tile.width);
      }),
    ));

  it('are not those of a number that is no size', () => {
    for (const size of [-1, 0.5, 2 ** 53]) expect(() => tilesOfSize(size)).toThrow(SizeOutOfRange);
  });
});

describe('an entry bundle', () => {
  it('gives back the bodies that went in', () =>
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 20 }), (bodies) =>
        expect(parseEntryBundle(encodeEntryBundle(bodies), bodies.length)).toEqual(bodies),
      ),
    ));

  it('puts two bytes of length, the high one first, before each', () =>
    expect([...encodeEntryBundle([new Uint8Array(258).fill(7), new Uint8Array(0)])]).toEqual([
      1,
      2,
      ...Array.from({ length: 258 }, () => 7),
      0,
      0,
    ]));

  it('takes an entry as long as two bytes can say, and no longer one', () => {
    expect(parseEntryBundle(encodeEntryBundle([new Uint8Array(MAX_ENTRY_BYTES)]), 1)[0]).toHaveLength(65_535);
    expect(() => encodeEntryBundle([new Uint8Array(MAX_ENTRY_BYTES + 1)])).toThrow(
      expect.objectContaining({ code: 'ENTRY_LENGTH' }),
    );
  });

  it('is refused when it is cut, or has another number of entries', () => {
    const bundle = encodeEntryBundle([new Uint8Array(3), new Uint8Array(3)]);
    const isRefused = expect.objectContaining({ code: 'BUNDLE_LENGTH' });
    for (let length = 0; length < bundle.length; length += 1)
      expect(() => parseEntryBundle(bundle.subarray(0, length), 2)).toThrow(isRefused);
    expect(() => parseEntryBundle(bundle, 3)).toThrow(isRefused);
    expect(() => parseEntryBundle(bundle, 1)).toThrow(isRefused);
  });
});

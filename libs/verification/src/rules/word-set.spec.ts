import fc from 'fast-check';
import { addWords, createWordSet, hasWords } from './word-set';

describe('a set of words', () => {
  it('is a set, whatever its keys', () =>
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(5), fc.nat(5))), (keys) => {
        const set = createWordSet(2);
        const known = new Set<string>();
        for (const key of keys) {
          expect(addWords(set, Uint32Array.from(key))).toBe(!known.has(key.join()));
          known.add(key.join());
        }
        expect(set.size).toBe(known.size);
      }),
    ));

  it('keeps what it has when it grows', () => {
    const set = createWordSet(3);
    const keyOf = (index: number) => Uint32Array.from([index, Math.imul(index, 0x9e3779b1), 7]);
    for (let index = 0; index < 20_000; index += 1) addWords(set, keyOf(index));
    const range = Array.from({ length: 20_000 }, (_, index) => index);
    expect(range.filter((index) => !hasWords(set, keyOf(index)))).toEqual([]);
    expect(range.filter((index) => hasWords(set, keyOf(index + 20_000)))).toEqual([]);
  });
});

import { compositeKey, type ColumnType } from './projection';
import { ValueRefused, checked, instantNumber, keyReader, rowMaker, sameContent } from './values';

describe('a column', () => {
  it.each<[ColumnType, readonly unknown[], readonly unknown[]]>([
    ['text', ['', 'đ', '\n'], [1, {}, 'a\0b', '\ud800']],
    ['int', [0, -2_147_483_648, 2_147_483_647], [1.5, -2_147_483_649, 2_147_483_648, '1', NaN]],
    ['bigint', [0, -1, 2 ** 53 - 1], [2 ** 53, 0.1, '5', 5n]],
    ['boolean', [true, false], [0, 'true']],
    [
      'day',
      ['2021-11-30', '2024-02-29'],
      ['2021-02-29', '2021-11-31', '2021-1-3', '2021-11-30T00:00:00.000Z', 20211130],
    ],
    [
      'instant',
      ['2021-11-30T03:00:00.000Z'],
      ['2021-11-30T03:00:00Z', '2021-11-30', '2021-13-30T03:00:00.000Z', '2021-11-30T24:00:00.000Z', new Date(0)],
    ],
    ['uuid', ['00000000-0000-4000-8000-00000000000a'], ['00000000-0000-4000-8000-00000000000A', 'x', '']],
    ['json', [{ a: [1, null, 'x'] }, 'x', 5], [{ a: 0.5 }, { a: 'b\0c' }, new Date(0), () => 1]],
  ])(
    'of type %s takes what it can give back unchanged, and refuses the rest without telling the value',
    (type, good, bad) => {
      for (const value of [...good, null, undefined]) expect(checked('x', type, value)).toBe(value ?? null);
      for (const value of bad) {
        expect(() => checked('x', type, value)).toThrow(ValueRefused);
        expect(() => checked('x', type, value)).toThrow(`column x takes ${type}`);
      }
    },
  );
});

describe('an instant', () => {
  it.each([
    '1970-01-01T00:00:00.000Z',
    '2021-11-30T23:59:59.999Z',
    '1969-12-31T17:00:00.001Z',
    '2024-02-29T03:04:05.006Z',
  ])('is the number of milliseconds that %s says', (instant) =>
    expect(instantNumber(instant)).toBe(Date.parse(instant)),
  );
});

describe('a row', () => {
  it('has every declared column and its key, and nothing else', () => {
    const make = rowMaker({ hall: 'text', weight: 'int' });
    expect(make({ weight: 1, shade: 'red' }, { box: 'a' })).toEqual({ box: 'a', hall: null, weight: 1 });
  });

  it('says the same where no declared column differs', () => {
    const same = sameContent({ hall: 'text', notes: 'json' });
    expect(same({ hall: null, notes: { a: 1, b: 2 } }, { notes: { b: 2, a: 1 }, other: 5 })).toBe(true);
    expect(same({ hall: null, notes: null }, { hall: 'x' })).toBe(false);
    expect(same({ hall: 'x', notes: { a: 1 } }, { hall: 'x' })).toBe(false);
  });

  it('has its key from the text of the key', () => {
    expect(keyReader({ box: 'text' })('a')).toEqual({ box: 'a' });
    expect(keyReader({ grant: 'text', n: 'int' })(compositeKey('g', 12))).toEqual({ grant: 'g', n: 12 });
    expect(() => keyReader({ grant: 'text', n: 'int' })('g')).toThrow(ValueRefused);
    expect(() => keyReader({ day: 'day' })('2021-02-30')).toThrow(ValueRefused);
  });
});

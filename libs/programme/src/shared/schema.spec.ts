import { Compile } from 'typebox/compile';
import { type TSchema, Type } from 'typebox';
import { BytesSum, Code, Day, Instant, QUOTA_BYTES_PER_DAY, Quantity, Tag, UnitCode, Vnd, defineFact, oneOf } from '.';
import { assetTagOf } from './asset-tag';

const accepts = (schema: TSchema, values: readonly unknown[]): readonly boolean[] => {
  const compiled = Compile(schema);
  return values.map((value) => compiled.Check(value));
};

describe('a value of an event', () => {
  it.each([
    ['a day', Day, ['2021-11-30'], ['2021-11-30T00:00:00.000Z', '30/11/2021', 20211130]],
    [
      'an instant',
      Instant,
      ['2021-11-30T03:00:00.000Z'],
      ['2021-11-30T03:00:00Z', '2021-11-30', '2021-11-30T03:00:00.000+07:00'],
    ],
    ['a code', Code, ['31-TEST-001', 'DN'], ['31_TEST', 'abc', '-A', 'A']],
    ['a unit code', UnitCode, ['31', '303', '11407'], ['1', '1234', '3A']],
    ['a tag', Tag, [assetTagOf('00000001')], ['SMT-0000000UY', 'smt-00000001y']],
    ['money', Vnd, [0, 3_200_000_000, Number.MAX_SAFE_INTEGER], [-1, 1.5, '1', Number.MAX_SAFE_INTEGER + 1]],
    ['a quantity', Quantity, [1, 10_000_000], [0, -5, 1.5, 10_000_001]],
    ['a sum of bytes', BytesSum, ['0', '387000000000000000'], ['00', '-1', '1.5', 1]],
  ] as const)('%s', (_, schema, right, wrong) => {
    expect(accepts(schema, right)).toEqual(right.map(() => true));
    expect(accepts(schema, wrong)).toEqual(wrong.map(() => false));
  });
  it('is one of a list', () =>
    expect(accepts(oneOf('GIFT', 'LOAN'), ['GIFT', 'gift', null])).toEqual([true, false, false]));
  it('a pupil is promised 4 GiB a day', () => expect(QUOTA_BYTES_PER_DAY).toBe(4_294_967_296));
});

describe('a fact', () => {
  const { schema } = defineFact('Example', 1, { day: Day, note: Type.Optional(Code) }, 'An example.');
  it('may say where it came from', () =>
    expect(
      accepts(schema, [
        { day: '2021-11-30' },
        { day: '2021-11-30', channel: 'IMPORT', import: { batchId: '88888888-8888-5888-8888-888888888881', line: 7 } },
        { day: '2021-11-30', flags: ['LATE'] },
      ]),
    ).toEqual([true, true, true]));
  it('says nothing that is not in its schema, and no null', () =>
    expect(
      accepts(schema, [
        { day: '2021-11-30', other: 1 },
        { day: '2021-11-30', note: null },
        { day: '2021-11-30', flags: [] },
        { day: '2021-11-30', channel: 'FAX' },
      ]),
    ).toEqual([false, false, false, false]));
});

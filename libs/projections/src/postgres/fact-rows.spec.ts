import * as fc from 'fast-check';
import type { ColumnType } from '../projection';
import { checked, ValueRefused } from '../values';
import { factRows } from './fact-rows';

const TYPES: readonly ColumnType[] = ['text', 'int', 'bigint', 'boolean', 'day', 'instant', 'uuid', 'json'];
/** Values of every type, near misses among them: upper case, a digit too many, what is no ASCII. */
const value = fc.oneof(
  fc.uuid(),
  fc.uuid().map((uuid) => uuid.toUpperCase()),
  fc.uuid().map((uuid) => `${uuid.slice(0, -1)}g`),
  fc.uuid().map((uuid) => `${uuid}0`),
  fc.uuid().map((uuid) => uuid.replace('-', '0')),
  fc.uuid().map((uuid) => `ổ${uuid.slice(1)}`),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('a\0b', '\ud800', '2021-11-30', '2021-02-31', '2021-11-30T03:00:00.000Z', '2021-11-30T24:00:00.000Z'),
  fc.anything(),
);
const isRefused = (work: () => unknown): boolean => {
  try {
    work();
    return false;
  } catch (error) {
    expect(error).toBeInstanceOf(ValueRefused);
    return true;
  }
};

it('refuses the values of facts that are refused everywhere, as it writes them', () =>
  fc.assert(
    fc.property(fc.constantFrom(...TYPES), value, (type, given) => {
      const rows = factRows([
        { name: 'position', type: 'bigint' },
        { name: 'column', type },
      ]);
      expect(isRefused(() => rows.add(0, 0, { column: given }))).toBe(isRefused(() => checked('column', type, given)));
    }),
  ));

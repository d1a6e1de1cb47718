import fc from 'fast-check';
import { isImei, isPlaceholder, isPriceOutlier, normalisedSerial, readImei } from './identity';

describe('an IMEI', () => {
  it('has fifteen digits of which the last is by Luhn', () =>
    expect(readImei('490154203237518')).toEqual({ kind: 'imei', value: '490154203237518', trimmed: false }));
  it.each(['490154203237519', '49015420323751', '4901542032375180123', '000000000000000', '', '49015420323751X'])(
    '%p is none',
    (cell) => expect(readImei(cell)).toEqual({ kind: 'refused', code: 'IMEI' }),
  );
  it('is read from an IMEISV by its first fourteen digits', () =>
    expect(readImei('4901542032375199')).toEqual({ kind: 'imei', value: '490154203237518', trimmed: true }));
  it.each(['3.5E+14', '3,54891E+14', '4E14'])('%p was damaged by a spreadsheet', (cell) =>
    expect(readImei(cell)).toEqual({ kind: 'refused', code: 'EXCEL_DAMAGED' }),
  );
  it('with one changed digit is none', () =>
    fc.assert(
      fc.property(fc.nat(14), fc.integer({ min: 1, max: 9 }), (place, step) => {
        const digits = [...'490154203237518'];
        digits[place] = String((Number(digits[place]) + step) % 10);
        expect(isImei(digits.join(''))).toBe(false);
      }),
    ));
});

describe('a serial number', () => {
  it.each(['N/A', 'không có', '0000', 'xxxx', '-', ' ', 'To be filled by O.E.M.'])('%p is a placeholder', (serial) =>
    expect(isPlaceholder(serial)).toBe(true),
  );
  it.each(['MT10-0001', '00001', 'R58N70A1B2C'])('%p is one', (serial) => expect(isPlaceholder(serial)).toBe(false));
  it('is compared in upper case and without spaces around it', () =>
    expect(normalisedSerial('  mt10   0001 ')).toBe('MT10 0001'));
});

it('a price is likely from half a million to fifty million đồng', () =>
  expect([499_999, 500_000, 50_000_000, 50_000_001].map(isPriceOutlier)).toEqual([true, false, false, true]));

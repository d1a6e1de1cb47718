/** What identifies a device besides our tag, as its maker wrote it, and what it is worth (domain 4.E; 7, rows 31–36). */
import { NORM_VND } from '../../shared';

/** Outside of this a price is queued: the norm is 2.5 million đồng, and tablets of half a million were once billed as three (row 36). */
const LOWEST_LIKELY_PRICE_VND = 500_000;
const HIGHEST_LIKELY_PRICE_VND = 50_000_000;

export const isPriceOutlier = (unitVnd: number): boolean =>
  unitVnd < LOWEST_LIKELY_PRICE_VND || unitVnd > HIGHEST_LIKELY_PRICE_VND;

/** Taken all the same, with a warning (4.E). */
export const isBelowNorm = (unitVnd: number): boolean => unitVnd < NORM_VND;

/** What people write where they have no serial number (row 33). */
const PLACEHOLDERS: ReadonlySet<string> = new Set([
  'N/A',
  'NA',
  'NONE',
  'NULL',
  'UNKNOWN',
  'KHÔNG',
  'KHÔNG CÓ',
  'KHONG CO',
  'TO BE FILLED BY O.E.M.',
  'DEFAULT STRING',
  'SYSTEM SERIAL NUMBER',
]);

/** Upper case, without spaces around it and with single ones inside; NFC. */
export const normalisedSerial = (serial: string): string =>
  serial.normalize('NFC').trim().replace(/\s+/g, ' ').toUpperCase();

/** A word for «none», or one character over and over: `0000`, `XXXX`, `-`. */
export const isPlaceholder = (serial: string): boolean => {
  const text = normalisedSerial(serial);
  return text === '' || PLACEHOLDERS.has(text) || /^(.)\1*$/u.test(text) || /^[\W_]+$/u.test(text);
};

/** Luhn over decimal digits: from the right, every second digit doubled, digits summed; a multiple of ten. */
const luhnSum = (digits: string): number =>
  [...digits].reverse().reduce((sum, character, index) => {
    const doubled = Number(character) * (index % 2 === 0 ? 1 : 2);
    return sum + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);

const checkDigit = (fourteen: string): string => String((10 - (luhnSum(`${fourteen}0`) % 10)) % 10);

export type ImeiReading =
  | { readonly kind: 'imei'; readonly value: string; readonly trimmed: boolean }
  | { readonly kind: 'refused'; readonly code: 'IMEI' | 'EXCEL_DAMAGED' };

/**
 * An IMEI has 15 digits, the last by Luhn, and is not all zeros. Of an IMEISV (16 digits) the first 14 count, with a check digit of their
 * own (`trimmed`, a warning). `3.5E+14` is what a spreadsheet made of a number: the digits are gone.
 */
export const readImei = (cell: string): ImeiReading => {
  const text = cell.trim().replace(/[\s-]/g, '');
  if (/^\d([.,]\d+)?E\+?\d+$/i.test(text)) return { kind: 'refused', code: 'EXCEL_DAMAGED' };
  if (!/^\d{15,16}$/.test(text) || /^0+$/.test(text)) return { kind: 'refused', code: 'IMEI' };
  const trimmed = text.length === 16;
  const value = trimmed ? text.slice(0, 14) + checkDigit(text.slice(0, 14)) : text;
  return luhnSum(value) % 10 === 0 ? { kind: 'imei', value, trimmed } : { kind: 'refused', code: 'IMEI' };
};

export const isImei = (text: string): boolean => {
  const reading = readImei(text);
  return reading.kind === 'imei' && reading.value === text;
};

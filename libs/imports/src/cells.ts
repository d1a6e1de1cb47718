import { FIRST_DAY, isDay, isFractionOfDong, isOtherCurrency, isSpelledMoney, suggestedVnd } from '@programme/shared';
import type { FileOptions, RowIssue, Severity } from './import-kind';

/** A cell's value, or why there is none. `issue` beside a value is a warning. */
export interface Cell<T> {
  readonly value: T | null;
  readonly issue?: RowIssue;
}

const issue = (severity: Severity, code: string, field: string, value: string, suggestion?: string): RowIssue => ({
  severity,
  code,
  field,
  value,
  ...(suggestion === undefined ? {} : { suggestion }),
});

export const rejected = (code: string, field: string, value: string, suggestion?: string): RowIssue =>
  issue('REJECTED', code, field, value, suggestion);
export const queued = (code: string, field: string, value: string): RowIssue => issue('QUEUED', code, field, value);
export const warning = (code: string, field: string, value: string, suggestion?: string): RowIssue =>
  issue('WARNING', code, field, value, suggestion);

/** No cell of ours is longer; what is longer is a shifted column or an attack. */
export const MAX_CELL_LENGTH = 500;

/** Text of a cell: NFC, no control characters, at most `max` characters (domain 7, rows 3, 6, 84, 85). */
export const textCell = (field: string, raw: string, max = MAX_CELL_LENGTH): Cell<string> => {
  const value = raw.trim();
  if (value === '') return { value: null };
  if (/[\u0000-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/.test(value))
    return { value: null, issue: rejected('TEXT', field, value.replace(/[^\p{L}\p{N} ]/gu, '·')) };
  if (value.length > max) return { value: null, issue: rejected('TEXT', field, value.slice(0, 40)) };
  const normalised = value.normalize('NFC');
  if (normalised !== value) return { value: normalised, issue: warning('NORMALISED', field, normalised) };
  if (/^[=+\-@\t]/.test(value)) return { value, issue: warning('FORMULA', field, value) };
  return { value };
};

/** A whole number from `min` to `max` (rows 7, 8). Separators only as declared for the file. */
export const integerCell = (
  field: string,
  raw: string,
  { min, max, thousands }: { readonly min: number; readonly max: number; readonly thousands?: '.' | ',' },
): Cell<number> => {
  const value = raw.trim();
  if (value === '') return { value: null };
  const plain = thousands ? withoutSeparators(value, thousands) : value;
  if (/^\d{1,3}([.,]\d{3})+$/.test(plain)) return { value: null, issue: rejected('AMBIGUOUS_NUMBER', field, value) };
  if (!/^-?\d+$/.test(plain)) return { value: null, issue: rejected('INTEGER_RANGE', field, value) };
  const number = Number(plain);
  if (!Number.isSafeInteger(number) || number < min || number > max)
    return { value: null, issue: rejected('INTEGER_RANGE', field, value, `${min}…${max}`) };
  return { value: number };
};

const withoutSeparators = (value: string, separator: '.' | ','): string =>
  new RegExp(`^\\d{1,3}(\\${separator}\\d{3})+$`).test(value) ? value.replaceAll(separator, '') : value;

/** Whole đồng (rows 7, 9, 10). Words and decimals are refused with what they seem to say. */
export const moneyCell = (field: string, raw: string, options: FileOptions): Cell<number> => {
  const value = raw.trim().replace(/\s*(đ|vnd|đồng)$/i, '');
  if (value === '') return { value: null };
  if (isOtherCurrency(value)) return { value: null, issue: rejected('CURRENCY', field, raw.trim()) };
  if (isSpelledMoney(value) || isFractionOfDong(value))
    return { value: null, issue: rejected('MONEY_FORMAT', field, raw.trim(), suggestedVnd(value)) };
  return integerCell(field, value, { min: 0, max: Number.MAX_SAFE_INTEGER, thousands: options.thousands });
};

/** Days from Excel's epoch; a serial of 5 digits stands for a day between 1927 and 2173. */
const EXCEL_EPOCH = Date.UTC(1899, 11, 30);
const MILLISECONDS_PER_DAY = 86_400_000;

/** A day (rows 11–13). With slashes only as the file's declared order says; without one the whole file is refused as `DATE_ORDER`. */
export const dayCell = (field: string, raw: string, options: FileOptions, today: string): Cell<string> => {
  const value = raw.trim();
  if (value === '') return { value: null };
  if (/^\d{5}$/.test(value)) {
    const day = new Date(EXCEL_EPOCH + Number(value) * MILLISECONDS_PER_DAY).toISOString().slice(0, 10);
    return { value: null, issue: rejected('DATE', field, value, day) };
  }
  const slashed = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(value);
  if (slashed && options.dateOrder !== 'DMY') return { value: null, issue: rejected('DATE_ORDER', field, value) };
  const day = slashed ? `${slashed[3]}-${slashed[2]!.padStart(2, '0')}-${slashed[1]!.padStart(2, '0')}` : value;
  if (!isDay(day)) return { value: null, issue: rejected('DATE', field, value) };
  if (day > today) return { value: null, issue: rejected('FUTURE', field, value) };
  if (day < FIRST_DAY) return { value: day, issue: queued('HISTORICAL', field, value) };
  return { value: day };
};

/** An instant with its zone; without one Vietnam's is assumed, with a warning (row 14). Answers UTC with milliseconds. */
export const instantCell = (field: string, raw: string, now: string): Cell<string> => {
  const value = raw.trim();
  if (value === '') return { value: null };
  const parts = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:?\d{2})?$/.exec(value);
  if (!parts || !isDay(parts[1]!)) return { value: null, issue: rejected('DATE', field, value) };
  const time = Date.parse(`${parts[1]}T${parts[2]}${parts[3] ?? '+07:00'}`);
  if (Number.isNaN(time)) return { value: null, issue: rejected('DATE', field, value) };
  const instant = new Date(time).toISOString();
  if (instant > now) return { value: null, issue: rejected('FUTURE', field, value) };
  if (parts[3]) return { value: instant };
  return { value: instant, issue: warning('ZONE_ASSUMED', field, value, `${parts[1]}T${parts[2]}+07:00`) };
};

/** One of a closed list, in upper case. */
export const choiceCell = <const T extends readonly string[]>(
  field: string,
  raw: string,
  choices: T,
): Cell<T[number]> => {
  const value = raw.trim().toUpperCase().replaceAll(' ', '_');
  if (value === '') return { value: null };
  return choices.includes(value)
    ? { value }
    : { value: null, issue: rejected('CHOICE', field, raw.trim(), choices.join(' | ')) };
};

/** A code of ours. */
export const codeCell = (field: string, raw: string): Cell<string> => {
  const value = raw.trim().toUpperCase();
  if (value === '') return { value: null };
  return /^[A-Z0-9][A-Z0-9-]{1,39}$/.test(value)
    ? { value }
    : { value: null, issue: rejected('CODE_FORMAT', field, raw.trim()) };
};

/** Masked but for the last two characters, as personal values are shown (contract 4). */
export const masked = (value: string): string => {
  const characters = [...value];
  return `${'•'.repeat(Math.max(0, characters.length - 2))}${characters.slice(-2).join('')}`;
};

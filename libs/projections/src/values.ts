import { canonicalJson } from '@event-store';
import { keyParts, type ColumnType, type Columns, type Row } from './projection';

/** A value that its column can't hold: the projection's error, and never silently another value. */
export class ValueRefused extends Error {
  readonly code = 'VALUE_REFUSED';
  constructor(column: string, type: ColumnType) {
    // Column and type only: the value itself may be what should not be printed.
    super(`column ${column} takes ${type}`);
  }
}

/** PostgreSQL's integer: four bytes, two's complement. */
const MIN_INT = -2_147_483_648;
const MAX_INT = 2_147_483_647;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT_LENGTH = '2021-11-30T03:00:00.000Z'.length;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
/** Of `YYYY-MM-DDTHH:MM:SS.sssZ`. */
const [DAY_END, HOURS, MINUTES, SECONDS, THOUSANDTHS] = [10, 11, 14, 17, 20];
const MILLISECONDS_PER_DAY = 86_400_000;

/** Days are few and come again: each is computed once. Emptied when it is full. */
const knownDays = new Map<string, number>();
const MAX_KNOWN_DAYS = 10_000;

/** Days since 1970-01-01; NaN where it isn't a day of the calendar. */
export const dayNumber = (day: string): number => {
  const known = knownDays.get(day);
  if (known !== undefined) return known;
  const milliseconds = DAY.test(day) ? Date.parse(day) : NaN;
  // Date.parse may take 31 February for a day of March.
  const real = !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString().startsWith(day);
  const days = real ? milliseconds / MILLISECONDS_PER_DAY : NaN;
  if (knownDays.size >= MAX_KNOWN_DAYS) knownDays.clear();
  knownDays.set(day, days);
  return days;
};

/** Milliseconds since 1970; NaN where it isn't an instant as events have them. By its digits, since the day is known already. */
export const instantNumber = (value: string): number => {
  if (value.length !== INSTANT_LENGTH || !INSTANT.test(value)) return NaN;
  const digits = (at: number): number => (value.charCodeAt(at) - ZERO) * 10 + value.charCodeAt(at + 1) - ZERO;
  const [hours, minutes, seconds] = [digits(HOURS), digits(MINUTES), digits(SECONDS)];
  if (hours > 23 || minutes > 59 || seconds > 59) return NaN;
  const milliseconds = digits(THOUSANDTHS) * 10 + value.charCodeAt(THOUSANDTHS + 2) - ZERO;
  return (
    dayNumber(value.slice(0, DAY_END)) * MILLISECONDS_PER_DAY +
    ((hours * 60 + minutes) * 60 + seconds) * 1_000 +
    milliseconds
  );
};
const ZERO = '0'.charCodeAt(0);

/** PostgreSQL's text holds no zero byte, and UTF-8 no lone surrogate. */
const isText = (value: string): boolean => !value.includes('\0') && value.isWellFormed();

const isJson = (value: unknown): boolean => {
  try {
    // jsonb holds no \u0000 either, and canonical JSON writes it as this escape.
    return !canonicalJson(value).includes('\\u0000');
  } catch {
    // It refuses by throwing, with the value in its message.
    return false;
  }
};

/** Whether a column can hold the value. */
export const fits = (type: ColumnType, value: unknown): boolean => {
  switch (type) {
    case 'text':
      return typeof value === 'string' && isText(value);
    case 'int':
      return Number.isInteger(value) && (value as number) >= MIN_INT && (value as number) <= MAX_INT;
    case 'bigint':
      return Number.isSafeInteger(value);
    case 'boolean':
      return typeof value === 'boolean';
    case 'day':
      return typeof value === 'string' && !Number.isNaN(dayNumber(value));
    case 'instant':
      return typeof value === 'string' && !Number.isNaN(instantNumber(value));
    case 'uuid':
      return typeof value === 'string' && UUID.test(value);
    case 'json':
      return isJson(value);
  }
};

type Entry = readonly [name: string, type: ColumnType];

/**
 * A row with every declared column, checked, and the columns of its key; what was not declared is left out. What the row before says too was
 * checked then.
 */
export const rowMaker = (columns: Columns): ((given: object, key: Row, before?: Row) => Row) => {
  const entries: readonly Entry[] = Object.entries(columns);
  return (given, key, before) => {
    const row: Record<string, unknown> = { ...key };
    for (const [name, type] of entries) {
      const value = (given as Row)[name];
      row[name] = before && value === before[name] ? value : checked(name, type, value);
    }
    return row;
  };
};

/** The value, or null; throws `ValueRefused`. */
export const checked = (name: string, type: ColumnType, value: unknown): unknown => {
  if (value === undefined || value === null) return null;
  if (!fits(type, value)) throw new ValueRefused(name, type);
  return value;
};

/** Values of the key columns out of the key's text. */
export const keyReader = (columns: Columns): ((key: string) => Row) => {
  const entries: readonly Entry[] = Object.entries(columns);
  return (key) => {
    const parts = entries.length === 1 ? [key] : keyParts(key);
    const values: Record<string, unknown> = {};
    entries.forEach(([name, type], index) => {
      const part = parts[index];
      const value = part !== undefined && (type === 'int' || type === 'bigint') ? Number(part) : part;
      if (value === undefined || parts.length !== entries.length) throw new ValueRefused(name, type);
      values[name] = checked(name, type, value);
    });
    return values;
  };
};

/** Whether what is given says the same as the row, in these columns. */
export const sameContent = (columns: Columns): ((row: Row, given: object) => boolean) => {
  const entries: readonly Entry[] = Object.entries(columns);
  return (row, given) => {
    for (const [name, type] of entries) {
      const value = (given as Row)[name] ?? null;
      if (row[name] === value) continue;
      if (type !== 'json' || value === null || row[name] === null) return false;
      if (canonicalJson(row[name]) !== canonicalJson(value)) return false;
    }
    return true;
  };
};

/** The columns of the key, out of a row. */
export const keyOfRow = (columns: Columns): ((row: Row) => Row) => {
  const names = Object.keys(columns);
  return (row) => {
    const key: Record<string, unknown> = {};
    for (const name of names) key[name] = row[name];
    return key;
  };
};

const VIETNAM_OFFSET_MILLISECONDS = 7 * 3_600_000;
const DAY_LENGTH = 10;

/** Days of the ledger are Vietnam's (UTC+7, no daylight saving); a day is its own day. */
export const vietnamDay = (instantOrDay: string): string =>
  instantOrDay.length === DAY_LENGTH
    ? instantOrDay
    : new Date(Date.parse(instantOrDay) + VIETNAM_OFFSET_MILLISECONDS).toISOString().slice(0, DAY_LENGTH);

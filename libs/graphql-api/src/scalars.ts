import { GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { isDay, parseAssetTag } from '@programme/shared';
import { badInput } from './errors';

/** Inputs are read from the literal alone: a variable and a literal take the same path. */
const literal = (node: ValueNode): unknown => {
  if (node.kind === Kind.STRING) return node.value;
  if (node.kind === Kind.INT) {
    const value = Number(node.value);
    // An integer beyond 2^53 loses digits the moment it is a number, so it is kept apart and refused.
    return Number.isSafeInteger(value) ? value : BigInt(node.value);
  }
  return undefined;
};

const scalar = <T, O>(
  name: string,
  description: string,
  read: (value: unknown) => T,
  write: (value: unknown) => O,
): GraphQLScalarType<T, O> =>
  new GraphQLScalarType<T, O>({
    name,
    description,
    serialize: write,
    parseValue: read,
    parseLiteral: (node) => read(literal(node)),
  });

const DECIMAL = /^(0|[1-9]\d{0,29})$/;

const decimalText =
  (name: string) =>
  (value: unknown): string => {
    if (typeof value === 'bigint') {
      if (value > BigInt(Number.MAX_SAFE_INTEGER))
        throw badInput(`${name}: an integer beyond 2^53 is given as a string`, 'USE_STRING');
      return value.toString();
    }
    if (typeof value === 'number') {
      if (!Number.isInteger(value) || value < 0) throw badInput(`${name} is a whole number, zero or more`);
      if (!Number.isSafeInteger(value))
        throw badInput(`${name}: an integer beyond 2^53 is given as a string`, 'USE_STRING');
      return String(value);
    }
    if (typeof value === 'string' && DECIMAL.test(value)) return value;
    throw badInput(`${name} is a decimal string, or an integer within 2^53`);
  };

const writeDecimal =
  (name: string) =>
  (value: unknown): string => {
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return String(value);
    if (typeof value === 'bigint') return value.toString();
    if (typeof value === 'string' && DECIMAL.test(value)) return value;
    throw new TypeError(`not a value of ${name}`);
  };

const positionOf = (value: unknown): number => {
  const position = Number(decimalText('Position')(value));
  if (!Number.isSafeInteger(position)) throw badInput('Position is beyond any ledger');
  return position;
};

/** A position or a size; within the code a number (safe to 2^53). */
export const Position = scalar(
  'Position',
  'A place in the ledger (from 0) or a number of events. A decimal string in answers; inputs take a string, or an integer within 2^53.',
  positionOf,
  writeDecimal('Position'),
);

/** Sums may pass 2^53: inputs reach the resolver as decimal strings. */
export const Vnd = scalar(
  'Vnd',
  'Integer đồng. A decimal string in answers; inputs take a string, or an integer within 2^53.',
  decimalText('Vnd'),
  writeDecimal('Vnd'),
);

export const Bytes = scalar(
  'Bytes',
  'A number of bytes; 4 GB a day is 4294967296. A decimal string in answers; inputs take a string, or an integer within 2^53.',
  decimalText('Bytes'),
  writeDecimal('Bytes'),
);

const textOf = (value: unknown): string => {
  if (typeof value !== 'string') throw new TypeError('not a text');
  return value;
};

export const Day = scalar(
  'Day',
  'A Vietnam local day (UTC+7), YYYY-MM-DD.',
  (value): string => {
    if (typeof value === 'string' && isDay(value)) return value;
    throw badInput('Day is a day of the calendar, YYYY-MM-DD', 'NOT_A_DAY');
  },
  textOf,
);

const INSTANT = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;

/** An input with an offset or without milliseconds is brought to the one form that events hold, so that it compares as text. */
export const Instant = scalar(
  'Instant',
  'A UTC instant, YYYY-MM-DDTHH:MM:SS.sssZ. Inputs may have an offset and leave out the fraction.',
  (value): string => {
    const parts = typeof value === 'string' ? INSTANT.exec(value) : null;
    const time = parts && isDay(parts[1]!) ? Date.parse(value as string) : Number.NaN;
    if (Number.isNaN(time))
      throw badInput('Instant is a time with its zone, as 2021-11-15T03:00:00.000Z', 'NOT_AN_INSTANT');
    return new Date(time).toISOString();
  },
  textOf,
);

export const AssetTag = scalar(
  'AssetTag',
  'The tag on a device: SMT-, 8 characters, a check character. Inputs may be in lower case, with I or L for 1 and O for 0.',
  (value): string => {
    const tag = typeof value === 'string' ? parseAssetTag(value) : null;
    if (tag === null) throw badInput('the check character of the tag is wrong, or it is not a tag', 'TAG_CHECK');
    return tag;
  },
  textOf,
);

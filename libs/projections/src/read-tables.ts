import { THING } from './projection';

/**
 * What is read: the ledger of its first `size` events; where `occurredOn` is given, of these the ones that happened on that Vietnam day or
 * before, folded in ledger order (contract 3).
 */
export interface Moment {
  readonly size: number;
  readonly occurredOn: string | null;
}

/** Everything that was known at a size. */
export const atSize = (size: number): Moment => ({ size, occurredOn: null });

/** Of what is asked as of a size only, whatever day it happened on. */
export const ANY_DAY: Pick<Moment, 'occurredOn'> = { occurredOn: null };

/** What `read` rooms get to ask their tables with (a DI token). SQL text uses the views of the tables named in projections, and `at`. */
export abstract class ReadTables {
  abstract query<R extends Readonly<Record<string, unknown>>>(
    sql: string,
    values: readonly unknown[],
  ): Promise<readonly R[]>;
  /**
   * Sums by (key, measure) of one cut. At size S: the stored row at the boundary ≤ S plus the movements up to S. With a day: the movements
   * up to S that events of that day or before made.
   */
  abstract totalsAt(
    projection: string,
    cut: string,
    moment: Moment,
  ): Promise<readonly { readonly key: string; readonly measure: string; readonly n: number }[]>;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/**
 * A sub-select of the versions of a state table that are visible at the moment: `from ${at('device', read)} d`. The size is the SQL parameter
 * `$1`. Only a table that is `bitemporal` has rows by days. A list in the order of the key column says its name, so that a page as of a day
 * comes from the key's index too.
 */
export const at = (table: string, { occurredOn }: Pick<Moment, 'occurredOn'>, key = THING): string =>
  occurredOn === null
    ? `(select v.* from ${versions(table)} v where v.from_position < $1)`
    : visibleOn(`${table}_by_day`, occurredOn, key);

/**
 * What has not ended at the size. No condition stands beside the rows of now, and the ended ones are few: so PostgreSQL takes a page of them
 * in the order of an index, and sorts only the few.
 */
const versions = (table: string): string =>
  `(select n.*, null::bigint as to_position from ${table}_now n
    union all select h.* from ${table}_history h where h.to_position >= $1)`;

/**
 * Of each thing the row of the last day that is not later. Rows by days don't end: one that began before the size is there at it. The day is in
 * the text, so that a statement's parameters are what they were.
 */
const visibleOn = (table: string, day: string, key: string): string => {
  if (!DAY.test(day)) throw new RangeError('not a day');
  return `(select v.* from ${versions(table)} v where v.from_position < $1 and v.from_day <= '${day}' and not exists (
    select from (select ${key}, from_day, from_position from ${table}_now
      union all select ${key}, from_day, from_position from ${table}_history) l
    where l.${key} = v.${key} and l.from_day > v.from_day and l.from_day <= '${day}' and l.from_position < $1))`;
};

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
 * `$1`. Only a table that is `bitemporal` has rows by days.
 */
export const at = (table: string, { occurredOn }: Pick<Moment, 'occurredOn'>): string =>
  occurredOn === null ? visible(table) : visibleOn(table, occurredOn);

const visible = (table: string): string =>
  `(select n.*, null::bigint as to_position from ${table}_now n where n.from_position < $1
    union all select h.* from ${table}_history h where h.from_position < $1 and h.to_position >= $1)`;

/** Of each thing the row of the last day that is not later. The day is in the text, so that a statement's parameters are what they were. */
const visibleOn = (table: string, day: string): string => {
  if (!DAY.test(day)) throw new RangeError('not a day');
  const [now, history] = [`${table}_by_day_now`, `${table}_by_day_history`];
  const later = (row: string): string =>
    `not exists (select from ${now} l where l.thing = ${row}.thing and l.from_day > ${row}.from_day
       and l.from_day <= '${day}' and l.from_position < $1)
     and not exists (select from ${history} l where l.thing = ${row}.thing and l.from_day > ${row}.from_day
       and l.from_day <= '${day}' and l.from_position < $1 and l.to_position >= $1)`;
  return `(select n.*, null::bigint as to_position from ${now} n
      where n.from_position < $1 and n.from_day <= '${day}' and ${later('n')}
    union all select h.* from ${history} h
      where h.from_position < $1 and h.to_position >= $1 and h.from_day <= '${day}' and ${later('h')})`;
};

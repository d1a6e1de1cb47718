import { at } from '@projections';
import type { ReadContext } from '../read-context';
import type { Viewer } from '../viewer';

/**
 * How the versions of a noun are read, as its loader declares it beside `loadNodes`. SQL text has the row under `alias`, and the size of the
 * context in `$1`.
 */
export interface Versions {
  /** Of a projection of state: `<table>_now` and `<table>_history`. */
  readonly table: string;
  /** Its one key column, whose text is the thing's natural id. */
  readonly key: string;
  readonly keyType: 'text' | 'uuid';
  readonly alias: string;
  /** The rows under the alias with what `scope` needs beside them, where it needs something. */
  from?(read: ReadContext, rows: string): string;
  /** The condition that keeps what the viewer may see. Pushes its values to `values`. */
  scope(read: ReadContext, values: unknown[]): string;
  /** What the viewer is shown of a row: an object whose properties are named as the fields of the type. */
  shown(row: never, viewer: Viewer): object;
}

export type VersionRow = Readonly<Record<string, unknown>> & {
  /** The thing. */
  readonly version_of: string;
  readonly from_position: number;
  readonly to_position: number | null;
  /** Of rows by days. */
  readonly from_day?: string;
};

export interface Statement {
  readonly sql: string;
  readonly values: readonly unknown[];
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
export const isKeyOf = ({ keyType }: Versions, key: string): boolean => keyType === 'text' || UUID.test(key);

/** All versions of a table, whatever the size. */
const all = (table: string): string =>
  `(select n.*, null::bigint as to_position from ${table}_now n union all select h.* from ${table}_history h)`;

const fromOf = ({ alias, from }: Versions, read: ReadContext, rows: string): string =>
  from?.(read, rows) ?? `${rows} ${alias}`;

/**
 * The versions of these things in order, from the one at the earlier size (where two are compared) to the one at the later: those that the
 * viewer may see, each by what it says itself.
 */
export const versionsSql = (versions: Versions, keys: readonly string[], read: ReadContext): Statement => {
  const { table, key, keyType, alias: v, scope } = versions;
  const values: unknown[] = [read.size, read.since?.size ?? 0, keys];
  const rows = all(read.occurredOn === null ? table : `${table}_by_day`);
  const sql = `select ${v}.*, ${v}.${key}::text as version_of from ${fromOf(versions, read, rows)}
   where ${v}.${key} = any ($3::${keyType}[]) and ${v}.from_position < $1
     and (${v}.to_position is null or ${v}.to_position >= $2) and ${scope(read, values)}
   order by ${v}.from_position`;
  return { sql, values };
};

/** What a thing was as of a day, version by version: a row by days holds until one of a later day, that is not too late, begins. */
export const versionsOn = <R extends Pick<VersionRow, 'from_day' | 'from_position' | 'to_position'>>(
  day: string,
  rows: readonly R[],
): readonly R[] => {
  const known = rows.filter((row) => row.from_day! <= day);
  return known.flatMap((row) => {
    const ends = known.filter((other) => other.from_day! > row.from_day!).map(({ from_position: from }) => from);
    const to = Math.min(row.to_position ?? Infinity, ...ends);
    return row.from_position < to ? [{ ...row, to_position: to === Infinity ? null : to }] : [];
  });
};

const CONTENT = `- 'from_position' - 'to_position'`;

/**
 * Things that the viewer sees at `read`, and whose row there is not the one of `other`: it began since then, or ended by then, and is not
 * the same again. Of two sizes the thing is looked for at both, since it may have come into sight or gone out of it.
 */
const changedAt = (versions: Versions, read: ReadContext, other: ReadContext): Statement => {
  const { table, key, alias, scope } = versions;
  const values: unknown[] = [read.size, other.size];
  const moved = read.size > other.size ? `${alias}.from_position >= $2` : `${alias}.to_position < $2`;
  const where = [
    moved,
    `not exists (select from ${all(table)} o where o.${key} = ${alias}.${key} and o.from_position < $2
       and (o.to_position is null or o.to_position >= $2)
       and to_jsonb(o) ${CONTENT} = to_jsonb(${alias}) ${CONTENT})`,
    scope(read, values),
  ];
  const sql = `select ${alias}.${key}::text collate "C" as key from ${fromOf(versions, read, at(table, read))} where ${where.join(' and ')}`;
  return { sql, values };
};

/** The second statement's parameters come behind those of the first. */
const joined = (one: Statement, other: Statement): Statement => ({
  sql: `${one.sql} union ${other.sql.replace(/\$(\d+)/g, (_, index: string) => `$${Number(index) + one.values.length}`)}`,
  values: [...one.values, ...other.values],
});

/** Rows never end, so whoever sees everything sees at the later size all that changed. */
export const changedKeys = (versions: Versions, read: ReadContext, since: ReadContext, seesAll: boolean): Statement => {
  const later = changedAt(versions, read, since);
  return seesAll ? later : joined(later, changedAt(versions, since, read));
};

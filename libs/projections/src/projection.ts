import type { AnyEvent, EventDefinition, EventOf, Recorded } from '@kernel';

/** An event with its place in the ledger. */
export type Positioned<E extends AnyEvent = AnyEvent> = { readonly position: number } & Recorded<E>;

/** PostgreSQL types that a read table may hold. `json` columns hold canonical JSON (jsonb); `bigint` values are numbers within 2^53 in rows. */
export type ColumnType = 'text' | 'int' | 'bigint' | 'boolean' | 'day' | 'instant' | 'uuid' | 'json';
export type Columns = Readonly<Record<string, ColumnType>>;

/** A row as `evolve` sees it: one value a column; null where nothing is known. */
export type Row = Readonly<Record<string, unknown>>;

/**
 * State of a thing: two tables, `<name>_now` (one row a key) and `<name>_history` (closed versions, insert only), both with
 * `from_position`, and history with `to_position`. A version exists only where content changed. Visible at size S iff
 * from_position < S and (to_position is null or ≥ S).
 */
export interface StateTable {
  readonly kind: 'state';
  readonly name: string;
  /** Of type text, uuid, day, int or bigint. */
  readonly key: Columns;
  readonly columns: Columns;
  /** Column lists, on both tables; `from_position` is added behind each in the history. */
  readonly indexes?: readonly (readonly string[])[];
  /**
   * Kept by the day of occurrence too, in `<name>_by_day_now` and `<name>_by_day_history`: `asOf { occurredOn }` reads these (ADR 16). The
   * table has one key column then, and its rows don't end.
   */
  readonly bitemporal?: true;
}

/** Facts that never change: a row written once, with `position` and `ordinal` (from 0, where an event gives several). */
export interface FactsTable {
  readonly kind: 'facts';
  readonly name: string;
  readonly columns: Columns;
  /** Columns that lead the primary key, before `position` (none: one row an event); then there is no `ordinal`. Absent: (position, ordinal). */
  readonly key?: readonly string[];
  /** Column lists; `position` is added behind each. */
  readonly indexes?: readonly (readonly string[])[];
}

/**
 * One contribution of a row to a total: `n` of `measure` in the cut `cut` = `key`. A total at size S is the sum over the rows at S. The
 * engine writes the *differences* between a row's measures before and after each event as movements, and cumulative rows every
 * `TOTALS_EVERY` events: so every `asOf` is exact and no row depends on the size of a batch.
 */
export interface Measure {
  readonly cut: string;
  readonly key: string;
  readonly measure: string;
  readonly n: number;
}

/** Cumulative rows of totals stand at sizes that are multiples of this, whatever the batches were. Permanent: it is in stored rows. */
export const TOTALS_EVERY = 4_096;

/** A projection of things: rows by key, folded. */
export interface StateProjection<
  Es extends readonly EventDefinition[] = readonly EventDefinition[],
  R extends object = Row,
> {
  readonly kind: 'state';
  readonly name: string;
  readonly version: number;
  readonly events: Es;
  readonly table: StateTable;
  /** Which rows this event touches: the value of the one key column, or `compositeKey(…)` in the order of `table.key`. Empty: none. */
  keys(event: Positioned<EventOf<Es[number]>>): readonly string[];
  /**
   * Pure and total: the next row, or the same; undefined: there is no such thing (any more). Called once for each touched key. The engine
   * gives every declared column and the key columns, null where nothing is known, so a row looks the same fresh and loaded.
   */
  evolve(row: R | undefined, event: Positioned<EventOf<Es[number]>>, key: string): R | undefined;
  /** Where the projection keeps totals: what one row contributes. Table `<name>_movement` and `<name>_total`. */
  measures?(row: R): readonly Measure[];
}

/** A projection of facts: rows written once, none of them read back. */
export interface FactsProjection<Es extends readonly EventDefinition[] = readonly EventDefinition[]> {
  readonly kind: 'facts';
  readonly name: string;
  readonly version: number;
  readonly events: Es;
  readonly tables: readonly FactsTable[];
  /** Its rows say on which Vietnam day the event happened, and its queries leave out what happened after `asOf { occurredOn }`. */
  readonly bitemporal?: true;
  /** Pure and total: the rows of each table that this event gives. */
  facts(event: Positioned<EventOf<Es[number]>>): Readonly<Record<string, readonly object[]>>;
}

/** Any projection. The functions are declared as methods, so that one of few events and of known rows is a `Projection` too. */
export type Projection = StateProjection | FactsProjection;

/** Parts the columns of a key; in no value, because PostgreSQL's text can't hold it. */
const KEY_SEPARATOR = '\0';

/** The key of a row with several key columns, in the order of `table.key`. */
export const compositeKey = (...values: readonly (string | number)[]): string => values.join(KEY_SEPARATOR);
export const keyParts = (key: string): readonly string[] => key.split(KEY_SEPARATOR);

export const defineState = <const Es extends readonly EventDefinition[], R extends object>(
  projection: Omit<StateProjection<Es, R>, 'kind'>,
): StateProjection<Es, R> => ({ kind: 'state', ...projection });

/** The day from which on a row of a table by days holds; until the next such day of the same thing. */
export const FROM_DAY = 'from_day';
/** What views by days call the key column, whatever its name is: a reader knows a table by its name alone. */
export const THING = 'thing';

/**
 * The rows of a bitemporal table by days: the row of (thing, day) is the fold, in ledger order, of the thing's events that happened by then.
 * There is one for each day on which something changed, with versions by position like any other row.
 */
export const byDayOf = ({ name, key, columns, indexes }: StateTable): StateTable => ({
  kind: 'state',
  name: `${name}_by_day`,
  key: { ...key, [FROM_DAY]: 'day' },
  columns,
  ...(indexes ? { indexes } : {}),
});

/** The tables of state that a declaration makes. */
export const stateTablesOf = ({ table }: Pick<StateProjection, 'table'>): readonly StateTable[] =>
  table.bitemporal ? [table, byDayOf(table)] : [table];

/** Whether `asOf { occurredOn }` can be answered from it. */
export const isBitemporal = (projection: Projection): boolean =>
  (projection.kind === 'state' ? projection.table : projection).bitemporal === true;

export const defineFacts = <const Es extends readonly EventDefinition[]>(
  projection: Omit<FactsProjection<Es>, 'kind'>,
): FactsProjection<Es> => ({ kind: 'facts', ...projection });

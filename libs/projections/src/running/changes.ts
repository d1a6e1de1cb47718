import type { Row } from '../projection';

/** A version of a row: what it says from this position on. */
export interface Version {
  readonly row: Row;
  readonly from: number;
}

/** Rows of now by key, as far as they are known. */
export type Rows = ReadonlyMap<string, Version>;

/** A version that another one followed, or nothing. */
export interface ClosedVersion extends Version {
  readonly to: number;
}

/** The difference that one event made to a total. */
export interface Movement {
  readonly position: number;
  readonly cut: string;
  readonly key: string;
  readonly measure: string;
  readonly occurredOn: string;
  readonly n: number;
}

/** Rows by days of one thing, the first day first, as far as they are known. */
export interface DayVersion extends Version {
  readonly day: string;
}
export type DayRows = ReadonlyMap<string, readonly DayVersion[]>;

/** What a batch does to the rows of now and to the history of one table. */
export interface TableChanges {
  readonly inserted: readonly Version[];
  readonly updated: readonly Version[];
  /** Rows that are no more; the key columns of each. */
  readonly deleted: readonly Row[];
  readonly closed: readonly ClosedVersion[];
}

/** What a batch does to the tables of a projection of things. */
export interface StateChanges extends TableChanges {
  readonly kind: 'state';
  /** To the rows by days, where the table is bitemporal. */
  readonly byDay: TableChanges | null;
  readonly movements: readonly Movement[];
}

/**
 * Rows of a table of facts in the form in which the database takes them, made one by one as events give them: nothing of a row is kept but its
 * bytes. Throws `ValueRefused` where a column can't hold a value.
 */
export interface FactRows {
  add(position: number, ordinal: number, row: Row): void;
  readonly count: number;
  /** Takes back the rows after the first `count`. */
  keep(count: number): void;
  /** All of them; nothing can be added after that. */
  input(): Uint8Array;
}

/** The rows that a batch gives, by table. */
export interface FactsChanges {
  readonly kind: 'facts';
  readonly rows: ReadonlyMap<string, FactRows>;
}

export type Changes = StateChanges | FactsChanges;

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

/** What a batch does to the tables of a projection of things. */
export interface StateChanges {
  readonly kind: 'state';
  readonly inserted: readonly Version[];
  readonly updated: readonly Version[];
  /** Rows that are no more; the key columns of each. */
  readonly deleted: readonly Row[];
  readonly closed: readonly ClosedVersion[];
  readonly movements: readonly Movement[];
}

export interface Fact {
  readonly position: number;
  readonly ordinal: number;
  readonly row: Row;
}

/** The rows that a batch gives, by table. */
export interface FactsChanges {
  readonly kind: 'facts';
  readonly rows: ReadonlyMap<string, readonly Fact[]>;
}

export type Changes = StateChanges | FactsChanges;

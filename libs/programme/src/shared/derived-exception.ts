/**
 * Something wrong that no single fact says: it follows from facts of many streams as of a size of the ledger (contract 2 and 4). It has no
 * event of its own, so a later fact makes it another, or none. What it is about is closed by facts: a day by its closing, a cap by terms.
 */
export interface DerivedException {
  /** The day that it is about: what exceptions are sorted by. */
  readonly day: string;
  /** The same thing has the same key at every size: `viettel-20211115/SHORT`. */
  readonly key: string;
  readonly code: string;
  readonly stream: string;
  /** ACCEPTED: another person closed what it is about, with these figures. */
  readonly state: 'OPEN' | 'ACCEPTED';
  readonly acceptedAt: string | null;
  /** Actor id. */
  readonly acceptedBy: string | null;
  /** Lines, grants or devices. */
  readonly count: number | null;
  readonly bytes: bigint | null;
  readonly amountVnd: bigint | null;
}

/** What a list of exceptions can be narrowed by. */
export interface ExceptionQuery {
  readonly state?: string | null;
  readonly code?: string | null;
  readonly stream?: string | null;
}

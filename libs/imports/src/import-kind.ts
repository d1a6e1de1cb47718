import type { DecideRequest } from '@command-handling';

/** A row's trouble, as `/errors.csv` shows it. Refused rows give no event; queued rows are recorded with a flag; warned rows are as others. */
export interface RowIssue {
  readonly severity: 'REJECTED' | 'QUEUED' | 'WARNING';
  readonly code: string;
  readonly field: string;
  /** The cell. A personal field's value is masked by the engine but for its last two characters. */
  readonly value: string;
  readonly suggestion?: string;
}

/** A row, read and checked by itself: what it asks for, or why not. */
export type ParsedRow<T> =
  | { readonly kind: 'row'; readonly row: T; readonly issues: readonly RowIssue[] }
  | { readonly kind: 'rejected'; readonly issues: readonly RowIssue[] };

/** What a row became after look-ups: commands for the ledger, or a refusal. */
export interface ResolvedRow {
  readonly line: number;
  readonly requests: readonly DecideRequest[];
  readonly issues: readonly RowIssue[];
}

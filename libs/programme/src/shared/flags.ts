/** Flags that only mark a fact. Every other flag withholds its effect until a second person resolves it (contract 4, Q). */
const MARKS: ReadonlySet<string> = new Set([
  'LATE',
  'LATE_FILE',
  'ACTIVATED_EARLY',
  'PORTED_OR_WRONG_CARRIER',
  'OVER_RECEIPT',
  'PLEDGE_OVERDUE',
  'ACCEPTANCE_OVERDUE',
  'CUSTODY_GAP',
  'FRAUD_SUSPECTED',
  'SIM_NOT_ACTIVATED',
  'ACTIVATION_OVERDUE',
]);

/** The flags of a fact that withhold its effect. */
export const withholding = (data: { readonly flags?: readonly string[] }): readonly string[] =>
  (data.flags ?? []).filter((flag) => !MARKS.has(flag));

/** The flags that somebody should look at. LATE only says when a fact came, and most facts of a migration bear it. */
export const exceptional = (data: { readonly flags?: readonly string[] }): readonly string[] =>
  (data.flags ?? []).filter((flag) => flag !== 'LATE');

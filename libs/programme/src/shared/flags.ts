/** Flags that only mark a fact. Every other flag withholds its effect until a second person resolves it (contract 4, Q). */
const MARKS: ReadonlySet<string> = new Set(['LATE', 'LATE_FILE', 'ACTIVATED_EARLY', 'PORTED_OR_WRONG_CARRIER']);

/** The flags of a fact that withhold its effect. */
export const withholding = (data: { readonly flags?: readonly string[] }): readonly string[] =>
  (data.flags ?? []).filter((flag) => !MARKS.has(flag));

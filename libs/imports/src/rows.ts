import type { CommandContext, Outcome } from '@command-handling';
import { rowCommandId } from '@event-store';
import { withholding } from '@programme/shared';
import { queued, rejected, warning } from './cells';
import type { ImportRun, ReadRow, RowIssue, RowResult } from './import-kind';

/** The context of a row's command on one stream: its id derives from the import, the line and the stream, so a row that comes again repeats. */
export const rowContext = (
  { context: { importId, uploader } }: ImportRun<unknown>,
  line: number,
  stream: string,
  occurredAt?: string,
): CommandContext => ({
  commandId: rowCommandId(importId, line, stream),
  actor: uploader,
  ...(occurredAt === undefined ? {} : { occurredAt }),
  provenance: { channel: 'IMPORT', import: { batchId: importId, line } },
});

export const refusedRow = (line: number, code: string, field: string, value: string): RowResult => ({
  line,
  state: 'REJECTED',
  issues: [rejected(code, field, value)],
  events: 0,
});

/** One for all rows without trouble: nearly all of a large file. */
const NO_ISSUES: readonly RowIssue[] = [];

/** What became of a row whose one command had this outcome; a refusal is shown at the given field. */
export const resultOf = (line: number, outcome: Outcome, field: string, value: string): RowResult => {
  if (outcome.kind === 'refused') return refusedRow(line, outcome.code, field, value);
  const events = outcome.repeated ? 0 : outcome.eventIds.length;
  const flagged = events > 0 && outcome.warnings.length > 0;
  const issues = flagged ? outcome.warnings.map(({ code }) => issueOf(code, field, value)) : NO_ISSUES;
  return { line, state: events > 0 ? 'RECORDED' : 'REPEATED', issues, events };
};

/** These take their effect, and are put before somebody all the same (row 54). */
const LOOKED_AT: ReadonlySet<string> = new Set(['ACTIVATED_EARLY']);

const issueOf = (code: string, field: string, value: string): RowIssue =>
  LOOKED_AT.has(code) || withholding({ flags: [code] }).length > 0
    ? queued(code, field, value)
    : warning(code, field, value);

/** What the file's reading found already is not said again by the fact that bears its flag. */
export const newIn = (results: readonly RowResult[], rows: readonly ReadRow<unknown>[]): readonly RowResult[] => {
  const found = new Set(rows.flatMap(({ line, issues }) => issues.map(({ code }) => `${line}/${code}`)));
  if (found.size === 0) return results;
  return results.map((result) => ({
    ...result,
    issues: result.issues.filter(({ code }) => !found.has(`${result.line}/${code}`)),
  }));
};

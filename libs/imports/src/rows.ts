import type { CommandContext, Outcome } from '@command-handling';
import { rowCommandId } from '@event-store';
import { rejected } from './cells';
import type { ImportRun, RowResult } from './import-kind';

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

/** What became of a row whose one command had this outcome; a refusal is shown at the given field. */
export const resultOf = (line: number, outcome: Outcome, field: string, value: string): RowResult => {
  if (outcome.kind === 'refused') return refusedRow(line, outcome.code, field, value);
  const events = outcome.repeated ? 0 : outcome.eventIds.length;
  return { line, state: events > 0 ? 'RECORDED' : 'REPEATED', issues: [], events };
};

import { hash } from 'node:crypto';
import type { CommandContext, DecideRequest } from '@command-handling';
import { rowCommandId, uuidV5 } from '@event-store';
import {
  defineImport,
  resultOf,
  type FileRefusal,
  type ImportContext,
  type ImportRun,
  type ImportTools,
  type ReadRow,
  type RowResult,
} from '@imports';
import type { Carrier } from '../../shared';
import { type CarrierDay, book, bookId, carrierDay, carrierDayId, shardOf } from '../domain';
import { readCreditFile, type CreditFileHeader, type CreditLine } from './carrier-book.file';

/** Domain 6: a national file of one day. */
const MAX_ROWS = 2_000_000;
/** Each book of the day is loaded once for so many lines, and what is held of them in memory stays below 100 MB. */
const ROWS_AT_ONCE = 100_000;
/** Lines decided and appended together, whole books at a time: as many as the store writes at once. */
const LINES_TOGETHER = 1_000;
/** While some lines are being written, the next are decided. */
const AT_WORK = 3;

type Run = ImportRun<CreditFileHeader>;

/** F8: what a carrier states that it credited on one service day. Every line that can name a grant becomes an event, right or wrong. */
export const creditImport = defineImport<CreditLine, CreditFileHeader>({
  kind: 'F8',
  description:
    "A carrier's credits of one service day: H, details, T, parted by |. File name credit_{CARRIER}_{yyyymmdd}.csv.",
  personalFields: [],
  maxRows: MAX_ROWS,
  rowsAtOnce: ROWS_AT_ONCE,
  read: readCreditFile,

  begin: async (run, { ledger }) => {
    const header = run.header!;
    const { uploader, importId, sha256 } = run.context;
    if (uploader.role === 'CARRIER_AGENT' && uploader.unit !== header.carrier)
      return refusedFile('OUT_OF_SCOPE', { carrier: header.carrier });
    await openDay(run, header.serviceDate, run.rows, ledger);
    const { fileNo, unitBase, periodMode } = header;
    const outcome = await ledger.decide(
      carrierDay,
      carrierDayId(header.carrier, header.serviceDate),
      {
        type: 'ReceiveCarrierFile',
        data: { fileId: importId, fileNo, sha256, lines: run.rows, bytes: header.bytes, unitBase, periodMode },
      },
      contextOf(run.context, 'receive'),
    );
    return outcome.kind === 'refused' ? refusedFile(outcome.code, { fileNo }) : null;
  },

  apply: async (rows, run, tools) => {
    const shards = await shardsOfDays(rows, run, tools);
    const results = new Map<number, RowResult>();
    const waiting = wholeBooks(rows, run, shards).values();
    const work = async (): Promise<void> => {
      for (const together of waiting) {
        const outcomes = await tools.ledger.decideMany(together.map(({ row, id }) => requestOf(row, run, id)));
        for (const [index, { row }] of together.entries())
          results.set(row.line, resultOf(row.line, outcomes[index]!, 'grantId', row.row.grantId));
      }
    };
    // All have ended before a failure is told: none writes on behind its back.
    const ends = await Promise.allSettled(Array.from({ length: AT_WORK }, work));
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
    return rows.map(({ line }) => results.get(line)!);
  },

  finish: async (run, { ledger }, counts) => {
    const header = run.header!;
    const id = carrierDayId(header.carrier, header.serviceDate);
    const rejected = counts.rows - counts.recorded - counts.repeated;
    const data = { fileId: run.context.importId, recorded: counts.recorded, repeated: counts.repeated, rejected };
    await ledger.decide(carrierDay, id, { type: 'ApplyCarrierFile', data }, contextOf(run.context, 'apply'));
  },
});

const refusedFile = (code: string, facts: FileRefusal['facts']): FileRefusal => ({ kind: 'refused', code, facts });

/** Commands about the file itself: an id of their own, from the import and the step. */
const contextOf = ({ importId, uploader }: ImportContext, step: string): CommandContext => ({
  commandId: uuidV5(importId, step),
  actor: uploader,
  provenance: { channel: 'IMPORT' },
});

const openDay = async (run: Run, serviceDate: string, lines: number, ledger: ImportTools['ledger']): Promise<void> => {
  const { carrier } = run.header!;
  const context = contextOf(run.context, `open/${serviceDate}`);
  const data = { carrier, serviceDate, lines };
  await ledger.decide(carrierDay, carrierDayId(carrier, serviceDate), { type: 'OpenCarrierDay', data }, context);
};

/** Shards of each service day among the rows; a line of another day than the file's opens that day's books. */
const shardsOfDays = async (
  rows: readonly ReadRow<CreditLine>[],
  run: Run,
  { ledger }: ImportTools,
): Promise<ReadonlyMap<string, number>> => {
  const { carrier, serviceDate } = run.header!;
  const days = new Set(rows.map(({ row }) => row.serviceDate));
  const shards = new Map<string, number>();
  for (const day of days) {
    let { state }: { readonly state: CarrierDay } = await ledger.load(carrierDay, carrierDayId(carrier, day));
    if (state.carrier === null && run.context.mode === 'apply' && day !== serviceDate) {
      await openDay(run, day, 1, ledger);
      ({ state } = await ledger.load(carrierDay, carrierDayId(carrier, day)));
    }
    // In a dry run of the day's first file no book is open yet, and none has entries: any number of shards decides alike.
    shards.set(day, Math.max(1, state.shards));
  }
  return shards;
};

const sha256 = (text: string): Uint8Array => hash('sha256', text, 'buffer');

/** A row and the book that it belongs to. */
interface Entry {
  readonly row: ReadRow<CreditLine>;
  readonly id: string;
}

/** The rows by books, some books together; the rows of one book stay together, in their order. */
const wholeBooks = (
  rows: readonly ReadRow<CreditLine>[],
  run: Run,
  shards: ReadonlyMap<string, number>,
): readonly (readonly Entry[])[] => {
  const { carrier } = run.header!;
  const books = new Map<string, Entry[]>();
  for (const row of rows) {
    const { grantId, serviceDate } = row.row;
    const id = bookId(carrier, serviceDate, shardOf(grantId, shards.get(serviceDate)!, sha256));
    const known = books.get(id);
    if (known) known.push({ row, id });
    else books.set(id, [{ row, id }]);
  }
  const groups: Entry[][] = [];
  for (const entries of books.values()) {
    const last = groups.at(-1);
    if (last && last.length + entries.length <= LINES_TOGETHER) for (const entry of entries) last.push(entry);
    else groups.push(entries);
  }
  return groups;
};

const requestOf = ({ line, row }: ReadRow<CreditLine>, run: Run, id: string): DecideRequest => {
  const { importId, uploader } = run.context;
  const { grantId, serviceDate, carrierTxnId, bytes, outcome, code } = row;
  const stated = outcome === 'CREDITED' ? { bytes, outcome } : { code: code!, outcome };
  return {
    decider: book,
    id,
    // Members in the order of canonical JSON: a hundred thousand need not be sorted.
    command: { type: 'RecordCredit', data: { carrierTxnId, fileId: importId, grantId, line, serviceDate, stated } },
    // The line stands in the event's data: no second copy of it in `import`.
    context: { commandId: rowCommandId(importId, line, book.streamOf(id)), actor: uploader, occurredAt: serviceDate },
  };
};

/** The name that a carrier's file must bear. */
export const creditFileName = (carrier: Carrier, serviceDate: string): string =>
  `credit_${carrier}_${serviceDate.replaceAll('-', '')}.csv`;

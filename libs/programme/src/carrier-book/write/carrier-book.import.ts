import { createHash } from 'node:crypto';
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
} from '@imports';
import type { Carrier } from '../../shared';
import { type CarrierDay, book, bookId, carrierDay, carrierDayId, shardOf } from '../domain';
import { readCreditFile, type CreditFileHeader, type CreditLine } from './carrier-book.file';

/** Domain 6: a national file of one day. */
const MAX_ROWS = 2_000_000;
/** Lines decided together: each book of the day is loaded once for so many lines, and what is held in memory stays below 100 MB. */
const ROWS_AT_ONCE = 50_000;

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
    const requests = rows.map((row) => requestOf(row, run, shards));
    const outcomes = await tools.ledger.decideMany(requests);
    return rows.map(({ line, row }, index) => resultOf(line, outcomes[index]!, 'grantId', row.grantId));
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

const sha256 = (text: string): Uint8Array => createHash('sha256').update(text, 'utf8').digest();

const requestOf = (
  { line, row }: ReadRow<CreditLine>,
  run: Run,
  shards: ReadonlyMap<string, number>,
): DecideRequest => {
  const { carrier } = run.header!;
  const { importId, uploader } = run.context;
  const { grantId, serviceDate, carrierTxnId, bytes, outcome, code } = row;
  const id = bookId(carrier, serviceDate, shardOf(grantId, shards.get(serviceDate)!, sha256));
  const stated = outcome === 'CREDITED' ? { outcome, bytes } : { outcome, code: code! };
  return {
    decider: book,
    id,
    command: { type: 'RecordCredit', data: { grantId, serviceDate, carrierTxnId, fileId: importId, line, stated } },
    // The line stands in the event's data: no second copy of it in `import`.
    context: { commandId: rowCommandId(importId, line, book.streamOf(id)), actor: uploader, occurredAt: serviceDate },
  };
};

/** The name that a carrier's file must bear. */
export const creditFileName = (carrier: Carrier, serviceDate: string): string =>
  `credit_${carrier}_${serviceDate.replaceAll('-', '')}.csv`;

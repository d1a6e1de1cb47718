import type { Readable } from 'node:stream';
import {
  WrongEncoding,
  decodeUtf8,
  linesOf,
  queued,
  rejected,
  type FileRefusal,
  type ImportContext,
  type ReadItem,
  type RowIssue,
} from '@imports';
import { QUOTA_BYTES_PER_DAY, carriers, isDay, type Carrier } from '@programme/shared';

/**
 * F8, a carrier's credits of one service day (contract 4): UTF-8, `|`, no header names.
 *
 *   H|VIETTEL|2021-11-15|1|BINARY|CALENDAR_DAY
 *   grantId|msisdn|iccid|serviceDate|bytes|carrierTxnId|CREDITED or FAILED|code
 *   T|lines|sum of bytes
 */
export interface CreditFileHeader {
  readonly carrier: Carrier;
  readonly serviceDate: string;
  readonly fileNo: number;
  readonly unitBase: 'BINARY' | 'DECIMAL';
  readonly periodMode: 'CALENDAR_DAY' | 'ROLLING_24H';
  /** Sum of the lines' bytes as counted: known when the trailer was read. */
  readonly bytes: string;
}

export interface CreditLine {
  readonly grantId: string;
  readonly serviceDate: string;
  readonly bytes: number;
  readonly carrierTxnId: string;
  readonly outcome: 'CREDITED' | 'FAILED';
  /** The carrier's reason; of FAILED only. */
  readonly code: string | null;
}

const DETAIL_FIELDS = 8;
/** A carrier numbers a day's files from 1 (contract 4). */
const MAX_FILE_NO = 9_999;
/** Below one hundredth of the quota a line looks like megabytes in a column of bytes (domain 7, row 61). */
const SUSPECT_BELOW_BYTES = QUOTA_BYTES_PER_DAY / 100;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const TRANSACTION = /^[A-Za-z0-9._:-]{1,40}$/;
const REASON = /^[A-Z][A-Z0-9_]{1,63}$/;
const FILE_NAME = /^credit_([A-Z]+)_(\d{4})(\d{2})(\d{2})\.csv$/i;

const refused = (code: string, facts: FileRefusal['facts'] = {}): FileRefusal => ({ kind: 'refused', code, facts });

/** What is summed over the whole file and compared with its trailer. */
interface Control {
  /** Of the header, which was looked at: nearly all lines are of that day. */
  serviceDate: string;
  lines: number;
  bytes: bigint;
  suspect: number;
}

export async function* readCreditFile(
  bytes: Readable,
  context: ImportContext,
): AsyncGenerator<ReadItem<CreditLine, CreditFileHeader>> {
  const control: Control = { serviceDate: '', lines: 0, bytes: 0n, suspect: 0 };
  let header: CreditFileHeader | null = null;
  let trailer: string | null = null;
  let line = 0;
  try {
    for await (const lines of linesOf(decodeUtf8(bytes))) {
      for (const text of lines) {
        line += 1;
        if (text === '') continue;
        if (trailer !== null) return yield refused('CONTROL_TOTAL', { line, after: 'T' });
        if (header === null) {
          const found = headerOf(text, context);
          if ('kind' in found) return yield found;
          header = found;
          control.serviceDate = header.serviceDate;
          yield { kind: 'header', header };
        } else if (text.startsWith('T|')) trailer = text;
        else yield detailOf(text, line, context, control);
      }
    }
  } catch (error) {
    if (!(error instanceof WrongEncoding)) throw error;
    return yield refused('ENCODING', { guess: error.guess, byteOffset: error.byteOffset });
  }
  const refusal = wholeFile(header, trailer, control, context);
  if (refusal) yield refusal;
  else yield { kind: 'header', header: { ...header!, bytes: control.bytes.toString() } };
}

const wholeFile = (
  header: CreditFileHeader | null,
  trailer: string | null,
  control: Control,
  context: ImportContext,
): FileRefusal | null => {
  if (header === null) return refused('EMPTY_FILE');
  const stated = /^T\|(\d{1,9})\|(\d{1,30})$/.exec(trailer ?? '');
  if (!stated) return refused('CONTROL_TOTAL', { stated: 'T', lines: control.lines });
  if (Number(stated[1]) !== control.lines || BigInt(stated[2]!) !== control.bytes)
    return refused('CONTROL_TOTAL', {
      statedLines: stated[1]!,
      lines: control.lines,
      statedBytes: stated[2]!,
      bytes: control.bytes.toString(),
    });
  if (control.lines === 0) return refused('EMPTY_FILE');
  if (!context.released && control.suspect * 2 > control.lines)
    return { kind: 'held', code: 'UNIT_SUSPECT', facts: { lines: control.lines, suspect: control.suspect } };
  return null;
};

const headerOf = (text: string, { name, today }: ImportContext): CreditFileHeader | FileRefusal => {
  const [mark, carrierText, serviceDate, fileNoText, unitBase, periodMode, ...more] = text.split('|');
  const carrier = carriers.find((known) => known === carrierText);
  const fileNo = /^\d{1,4}$/.test(fileNoText ?? '') ? Number(fileNoText) : 0;
  if (mark !== 'H' || more.length > 0 || !carrier || fileNo < 1 || fileNo > MAX_FILE_NO)
    return refused('HEADER', { line: 1 });
  if (unitBase !== 'BINARY' && unitBase !== 'DECIMAL') return refused('HEADER', { line: 1, field: 'unitBase' });
  if (periodMode !== 'CALENDAR_DAY' && periodMode !== 'ROLLING_24H')
    return refused('HEADER', { line: 1, field: 'periodMode' });
  if (!serviceDate || !isDay(serviceDate)) return refused('HEADER', { line: 1, field: 'serviceDate' });
  const named = FILE_NAME.exec(name);
  if (!named || named[1]!.toUpperCase() !== carrier || `${named[2]}-${named[3]}-${named[4]}` !== serviceDate)
    return refused('HEADER_DATE', { name, serviceDate });
  if (serviceDate > today) return refused('FUTURE', { serviceDate });
  return { carrier, serviceDate, fileNo, unitBase, periodMode, bytes: '0' };
};

const detailOf = (text: string, line: number, context: ImportContext, control: Control): ReadItem<CreditLine> => {
  const fields = text.split('|');
  const [grantText = '', , , serviceDate = '', bytesText = '', carrierTxnId = '', outcome = '', code = ''] = fields;
  control.lines += 1;
  const isNumber = /^\d{1,16}$/.test(bytesText);
  if (/^\d{1,30}$/.test(bytesText)) control.bytes += BigInt(bytesText);
  if (outcome === 'CREDITED' && Number(bytesText) < SUSPECT_BELOW_BYTES) control.suspect += 1;
  const issues: RowIssue[] = [];
  if (fields.length !== DETAIL_FIELDS)
    issues.push(rejected('CSV_SHAPE', '', String(fields.length), String(DETAIL_FIELDS)));
  else {
    if (serviceDate !== control.serviceDate && !isDay(serviceDate))
      issues.push(rejected('DATE', 'serviceDate', serviceDate));
    else if (serviceDate > context.today) issues.push(rejected('FUTURE', 'serviceDate', serviceDate));
    if (!isNumber || !Number.isSafeInteger(Number(bytesText)))
      issues.push(rejected('INTEGER_RANGE', 'bytes', bytesText));
    if (!TRANSACTION.test(carrierTxnId)) issues.push(rejected('CARRIER_TXN', 'carrierTxnId', carrierTxnId));
    if (outcome !== 'CREDITED' && outcome !== 'FAILED')
      issues.push(rejected('CHOICE', 'outcome', outcome, 'CREDITED | FAILED'));
    if (outcome === 'FAILED' && bytesText !== '0') issues.push(rejected('INTEGER_RANGE', 'bytes', bytesText, '0'));
    if (outcome === 'FAILED' && !REASON.test(code)) issues.push(rejected('CODE_FORMAT', 'code', code));
    // Not an id of any grant: the row can't name its thing, and there is no event it could stand in (contract 4, Q).
    if (issues.length === 0 && !UUID.test(grantText))
      issues.push(queued('UNKNOWN_GRANT', 'grantId', grantText.slice(0, 40)));
  }
  if (issues.length > 0) return { kind: 'left-out', line, issues };
  const row: CreditLine = {
    grantId: grantText,
    serviceDate,
    bytes: Number(bytesText),
    carrierTxnId,
    outcome: outcome as CreditLine['outcome'],
    code: outcome === 'FAILED' ? code : null,
  };
  return { kind: 'row', row: { line, row, issues } };
};

import { holdersOf } from '@claims';
import type { DecideRequest } from '@command-handling';
import { rowCommandId } from '@event-store';
import {
  choiceCell,
  codeCell,
  dayCell,
  defineImport,
  readCsv,
  refusedRow,
  rejected,
  resultOf,
  rowContext,
  textCell,
  type Cell,
  type Cells,
  type ImportContext,
  type ImportRun,
  type ImportTools,
  type ReadRow,
  type RowIssue,
  type RowResult,
} from '@imports';
import type { Enrolled, PersonalKey } from '@vault';
import { serialKey } from '@programme/claim/domain';
import { type Device, device } from '@programme/device/domain';
import { parseAssetTag } from '@programme/shared';
import { boxOf, boxOfTag } from './handover.commands';

/** Domain 6: files other than those of carriers. */
const MAX_ROWS = 200_000;
/** Each row looks at its device and its SIM: so many at once keep the database's connections busy and no more. */
const ROWS_AT_ONCE = 100;

interface HandoverRow {
  /** Our tag, or maker and serial. */
  readonly tag?: string;
  readonly maker?: string;
  readonly serial?: string;
  readonly schoolCode: string;
  readonly studentCode: string;
  readonly handedOn: string;
  readonly relation: 'PUPIL' | 'GUARDIAN' | 'ALTERNATE';
  readonly signatureType: 'DRAWN' | 'PAPER_SCAN' | 'OTP';
  readonly termsVersion: string;
  readonly receivedByName?: string;
  readonly evidenceSha256?: string;
  readonly conditionCode?: string;
  readonly iccid?: string;
}

/** F6: handovers of approved assignments. It approves nothing. */
export const handoverImport = defineImport<HandoverRow>({
  kind: 'F6',
  description:
    'Handovers: assetTag or maker and serial, schoolCode, studentCode, handedOn, receivedByName, relation, signatureType, ' +
    'evidenceSha256, condition, iccid, termsVersion.',
  personalFields: ['studentCode', 'receivedByName', 'iccid'],
  maxRows: MAX_ROWS,
  rowsAtOnce: ROWS_AT_ONCE,
  read: (bytes, context) => readCsv(bytes, context, { columns, row: rowOf }),
  apply: async (rows, run, tools) => {
    const pupils = await tools.vault.find(rows.map(({ row }) => pupilKey(row)));
    const tags = await tagsOf(rows, tools);
    const names = await receivedBy(rows, tags, run, tools);
    const prepared = await Promise.all(
      rows.map((row, index) => prepare(row, [pupils[index]!, tags[index]!], names.get(row.line), run, tools)),
    );
    const outcomes = await tools.ledger.decideMany(prepared.flatMap((one) => ('request' in one ? [one.request] : [])));
    let next = 0;
    return prepared.map((one): RowResult => {
      if (!('request' in one)) return one;
      return resultOf(one.line, outcomes[next++]!, 'assetTag', one.request.id);
    });
  },
});

const columns = [
  { name: 'roundNo', aliases: ['Đợt'], required: false },
  { name: 'assetTag', aliases: ['Mã thiết bị'], required: false },
  { name: 'maker', aliases: ['Hãng', 'Hãng sản xuất'], required: false },
  { name: 'serial', aliases: ['Số sê-ri', 'Số máy'], required: false },
  { name: 'schoolCode', aliases: ['Mã trường'], required: true },
  { name: 'studentCode', aliases: ['Mã học sinh'], required: true },
  { name: 'handedOn', aliases: ['Ngày bàn giao'], required: true },
  { name: 'receivedByName', aliases: ['Người nhận'], required: false },
  { name: 'relation', aliases: ['Quan hệ'], required: false },
  { name: 'signatureType', aliases: ['Hình thức ký'], required: true },
  { name: 'evidenceSha256', aliases: ['SHA-256 bản quét'], required: false },
  { name: 'condition', aliases: ['Tình trạng'], required: false },
  { name: 'iccid', aliases: ['Số ICCID', 'Số sê-ri SIM'], required: false },
  { name: 'termsVersion', aliases: ['Phiên bản cam kết'], required: true },
] as const;

const MAX_NAME = 200;
const MAX_CODE = 40;

const rowOf = (cells: Cells, { options, today }: ImportContext) => {
  const issues: RowIssue[] = [];
  const take = <T>({ value, issue }: Cell<T>): T | null => {
    if (issue) issues.push(issue);
    return value;
  };
  const text = (name: string, max: number): string | null => take(textCell(name, cells[name]!, max));
  const tag = cells.assetTag!.trim() === '' ? null : parseAssetTag(cells.assetTag!);
  if (cells.assetTag!.trim() !== '' && tag === null)
    issues.push(rejected('TAG_CHECK', 'assetTag', cells.assetTag!.trim()));
  const [maker, serial] = [text('maker', MAX_CODE), text('serial', MAX_CODE)];
  if (cells.assetTag!.trim() === '' && (maker === null || serial === null))
    issues.push(rejected('DEVICE_ID', 'assetTag', ''));
  const evidence = cells.evidenceSha256!.trim().toLowerCase();
  if (evidence !== '' && !/^[0-9a-f]{64}$/.test(evidence))
    issues.push(rejected('EVIDENCE', 'evidenceSha256', evidence.slice(0, MAX_CODE)));
  const required = {
    schoolCode: take(codeCell('schoolCode', cells.schoolCode!)),
    studentCode: text('studentCode', MAX_CODE),
    handedOn: take(dayCell('handedOn', cells.handedOn!, options, today)),
    signatureType: take(choiceCell('signatureType', cells.signatureType!, ['DRAWN', 'PAPER_SCAN', 'OTP'] as const)),
    termsVersion: text('termsVersion', MAX_CODE),
    relation: take(choiceCell('relation', cells.relation! || 'PUPIL', ['PUPIL', 'GUARDIAN', 'ALTERNATE'] as const)),
  };
  const optional = {
    tag,
    maker,
    serial,
    receivedByName: text('receivedByName', MAX_NAME),
    conditionCode: take(codeCell('condition', cells.condition!))?.replaceAll('-', '_') ?? null,
    iccid: text('iccid', MAX_CODE),
    evidenceSha256: evidence || null,
  };
  if (issues.some(({ severity }) => severity === 'REJECTED') || Object.values(required).includes(null))
    return { row: null, issues };
  const given = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== null));
  return { row: { ...required, ...given } as HandoverRow, issues };
};

const pupilKey = ({ schoolCode, studentCode }: HandoverRow): PersonalKey => ({
  kind: 'SCHOOL_STUDENT',
  value: `${schoolCode}/${studentCode}`,
});

/** The devices that the rows name, in their order; null where nobody knows such a one. */
const tagsOf = async (
  rows: readonly ReadRow<HandoverRow>[],
  { ledger }: ImportTools,
): Promise<readonly (string | null)[]> => {
  const bySerial = rows.filter(({ row }) => !row.tag);
  const found = await holdersOf(
    ledger,
    bySerial.map(({ row }) => serialKey(row.maker!, row.serial!)),
  );
  const holders = new Map(bySerial.map(({ line }, index) => [line, found[index]!]));
  return rows.map(({ line, row }) => row.tag ?? holders.get(line) ?? null);
};

/** Commitments of the recipients' names, by line; the names go to the vault, under the command whose event will hold the commitment. */
const receivedBy = async (
  rows: readonly ReadRow<HandoverRow>[],
  tags: readonly (string | null)[],
  run: ImportRun,
  { vault }: ImportTools,
): Promise<ReadonlyMap<number, Enrolled>> => {
  const named = rows.flatMap(({ line, row }, index) => {
    const tag = tags[index]!;
    return row.receivedByName === undefined || tag === null ? [] : [{ line, row, tag }];
  });
  const enrolled = await vault.enrolMany(
    named.map(({ line, row, tag }) => ({
      commandId: rowCommandId(run.context.importId, line, device.streamOf(tag)),
      kind: 'HANDOVER' as const,
      fields: { receivedBy: row.receivedByName! },
      keys: [],
    })),
  );
  return new Map(named.map(({ line }, index) => [line, enrolled[index]!]));
};

type Prepared = RowResult | { readonly line: number; readonly request: DecideRequest };

/** The device's own state names the assignment; whether the pupil and the school are the right ones is the device's rule. */
const prepare = async (
  { line, row }: ReadRow<HandoverRow>,
  [subjectId, tag]: readonly [subjectId: string | null, tag: string | null],
  recipient: Enrolled | undefined,
  run: ImportRun,
  { ledger, vault }: ImportTools,
): Promise<Prepared> => {
  const { uploader } = run.context;
  if (uploader.role === 'SCHOOL_OFFICER' && uploader.unit !== row.schoolCode)
    return refusedRow(line, 'OUT_OF_SCOPE', 'schoolCode', row.schoolCode);
  if (subjectId === null) return refusedRow(line, 'PUPIL_UNKNOWN', 'studentCode', row.studentCode);
  if (!tag) return refusedRow(line, 'DEVICE_UNKNOWN', 'serial', row.serial!);
  const { state }: { readonly state: Device } = await ledger.load(device, tag);
  const assignmentId = state.assignment?.assignmentId;
  if (!state.received) return refusedRow(line, 'DEVICE_UNKNOWN', 'assetTag', tag);
  if (!assignmentId) return refusedRow(line, 'HANDOVER_STATE', 'assetTag', tag);
  const box =
    row.iccid === undefined
      ? await boxOfTag(ledger, tag, state, assignmentId)
      : await boxOf(ledger, vault, row.iccid, state, assignmentId);
  if ('kind' in box) return refusedRow(line, box.code, 'iccid', row.iccid!);
  if (recipient && recipient.kind !== 'enrolled')
    return refusedRow(line, 'IDEMPOTENCY_KEY_REUSED', 'receivedByName', row.receivedByName!);
  const { schoolCode, handedOn, relation, signatureType, termsVersion, evidenceSha256, conditionCode } = row;
  const data = {
    assignmentId,
    subjectId,
    schoolCode,
    handedOn,
    relation,
    signatureType,
    termsVersion,
    ...(evidenceSha256 ? { evidenceSha256 } : {}),
    ...(conditionCode ? { conditionCode } : {}),
    ...(recipient ? { commitments: { receivedBy: recipient.commitments.receivedBy! } } : {}),
    ...box,
  };
  const context = rowContext(run, line, device.streamOf(tag), handedOn);
  return { line, request: { decider: device, id: tag, command: { type: 'RecordHandover', data }, context } };
};

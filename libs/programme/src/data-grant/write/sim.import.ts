import { type Claiming, claimAll } from '@claims';
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
  warning,
  type ImportRun,
  type ImportTools,
  type ReadRow,
  type RowIssue,
  type RowResult,
} from '@imports';
import type { Enrolled, Enrolment, PersonalKey } from '@vault';
import { simOfTagKey } from '@programme/claim/domain';
import { type Carrier, carriers, parseAssetTag } from '../../shared';
import { newPrefix, parseIccid, parseMsisdn, portedOrWrongCarrier, sim } from '../domain';

/** Domain 6. */
const MAX_ROWS = 2_000_000;
/** Enrolling and deciding go in a few round trips a chunk; what is held stays small. */
const ROWS_AT_ONCE = 1_000;

interface SimRow {
  readonly iccid: string;
  readonly msisdn: string;
  readonly carrier: Carrier;
  readonly issuedOn: string;
  readonly tag?: string;
  readonly schoolCode?: string;
  readonly studentCode?: string;
}

/** F7: SIMs that a carrier issued. Numbers go to the vault; events hold commitments. */
export const simImport = defineImport<SimRow>({
  kind: 'F7',
  description: 'SIMs issued: iccid, msisdn, carrier, schoolCode, studentCode, assetTag, issuedOn.',
  personalFields: ['iccid', 'msisdn', 'studentCode'],
  maxRows: MAX_ROWS,
  rowsAtOnce: ROWS_AT_ONCE,
  read: (bytes, context) =>
    readCsv(bytes, context, {
      columns: [
        { name: 'iccid', aliases: ['Số ICCID', 'Số sê-ri SIM'], required: true },
        { name: 'msisdn', aliases: ['Số thuê bao', 'Số điện thoại'], required: true },
        { name: 'carrier', aliases: ['Nhà mạng'], required: true },
        { name: 'schoolCode', aliases: ['Mã trường'], required: false },
        { name: 'studentCode', aliases: ['Mã học sinh'], required: false },
        { name: 'assetTag', aliases: ['Mã thiết bị'], required: false },
        { name: 'issuedOn', aliases: ['Ngày cấp'], required: true },
      ],
      row: (cells, { options, today }) => {
        const carrier = choiceCell('carrier', cells.carrier!, carriers);
        const issuedOn = dayCell('issuedOn', cells.issuedOn!, options, today);
        const schoolCode = codeCell('schoolCode', cells.schoolCode!);
        const studentCode = textCell('studentCode', cells.studentCode!, 40);
        const numbers = numbersOf(cells.iccid!, cells.msisdn!, carrier.value);
        const tag = tagOf(cells.assetTag!);
        const issues = [carrier, issuedOn, schoolCode, studentCode].flatMap(({ issue }) => (issue ? [issue] : []));
        const all = [...issues, ...numbers.issues, ...tag.issues];
        if (!numbers.value || !carrier.value || !issuedOn.value) return { row: null, issues: all };
        return {
          row: {
            ...numbers.value,
            carrier: carrier.value,
            issuedOn: issuedOn.value,
            ...(tag.value ? { tag: tag.value } : {}),
            ...(schoolCode.value ? { schoolCode: schoolCode.value } : {}),
            ...(studentCode.value ? { studentCode: studentCode.value } : {}),
          },
          issues: all,
        };
      },
    }),
  apply: async (rows, run, tools) => {
    const enrolled = await tools.vault.enrolMany(rows.map((row) => enrolmentOf(row, run)));
    const pupils = await pupilsOf(rows, tools);
    const taken = await holdersOf(rows, enrolled, tools);
    const accepted = rows.flatMap((row, index) => {
      const answer = enrolled[index]!;
      return answer.kind === 'enrolled' ? [{ row, answer, subjectId: pupils[index] }] : [];
    });
    const ofTags = await claimAll(
      tools.ledger,
      accepted.map(({ row, answer }) => claimingOf(row, answer.subjectId, run)),
    );
    const outcomes = await tools.ledger.decideMany(
      accepted.map(({ row: { line, row }, answer, subjectId }) => ({
        decider: sim,
        id: answer.subjectId,
        command: { type: 'IssueSim', data: issued(row, answer, subjectId ?? undefined) },
        context: rowContext(run, line, sim.streamOf(answer.subjectId), row.issuedOn),
      })),
    );
    const results = accepted.map(({ row: { line, row } }, index): RowResult => {
      const result = resultOf(line, outcomes[index]!, 'iccid', row.iccid);
      const isSecond = ofTags[index] !== null && result.state !== 'REJECTED';
      return isSecond
        ? { ...result, issues: [...result.issues, warning('TAG_HAS_SIM', 'assetTag', row.tag!)] }
        : result;
    });
    const byLine = new Map(results.map((result) => [result.line, result]));
    return rows.map(({ line }, index): RowResult => byLine.get(line) ?? taken[index]!);
  },
});

/** ICCID and MSISDN of a row, in the forms in which the vault knows them. */
export const numbersOf = (
  iccidCell: string,
  msisdnCell: string,
  declared: Carrier | null,
): {
  readonly value: { readonly iccid: string; readonly msisdn: string } | null;
  readonly issues: readonly RowIssue[];
} => {
  const issues: RowIssue[] = [];
  const iccid = parseIccid(iccidCell);
  if (iccid === null) issues.push(rejected('ICCID', 'iccid', iccidCell.trim()));
  const msisdn = parseMsisdn(msisdnCell);
  if (msisdn.kind === 'refused')
    issues.push({ ...rejected('MSISDN', 'msisdn', msisdnCell.trim(), newPrefix(msisdn)), suggestsRule: true });
  else if (declared && portedOrWrongCarrier(msisdn.value, declared))
    issues.push(warning('PORTED_OR_WRONG_CARRIER', 'msisdn', msisdnCell.trim()));
  if (iccid === null || msisdn.kind === 'refused') return { value: null, issues };
  return { value: { iccid, msisdn: msisdn.value }, issues };
};

const tagOf = (cell: string): { readonly value: string | null; readonly issues: readonly RowIssue[] } => {
  if (cell.trim() === '') return { value: null, issues: [] };
  const value = parseAssetTag(cell);
  return value ? { value, issues: [] } : { value, issues: [rejected('TAG_CHECK', 'assetTag', cell.trim())] };
};

const keysOf = ({ iccid, msisdn }: SimRow): readonly PersonalKey[] => [
  { kind: 'ICCID', value: iccid },
  { kind: 'MSISDN', value: msisdn },
];

const enrolmentOf = ({ line, row }: ReadRow<SimRow>, run: ImportRun): Enrolment => ({
  commandId: rowCommandId(run.context.importId, line, 'sim'),
  kind: 'SIM',
  fields: { iccid: row.iccid, msisdn: row.msisdn },
  keys: keysOf(row),
});

/** The SIM of a device is found by its tag at the handover. A second one is issued all the same: it may be there to replace the first. */
const claimingOf = ({ line, row }: ReadRow<SimRow>, simId: string, run: ImportRun): Claiming => ({
  keys: row.tag ? [simOfTagKey(row.tag)] : [],
  stream: sim.streamOf(simId),
  id: simId,
  context: (stream) => rowContext(run, line, stream, row.issuedOn),
});

/** A SIM whose keys are held already: the same SIM (nothing new), or a number that another SIM has (row 51). */
const holdersOf = async (
  rows: readonly ReadRow<SimRow>[],
  enrolled: readonly Enrolled[],
  { vault }: ImportTools,
): Promise<readonly (RowResult | null)[]> => {
  const holders = await vault.find(rows.flatMap(({ row }) => keysOf(row)));
  return rows.map(({ line, row }, index) => {
    const answer = enrolled[index]!;
    if (answer.kind === 'enrolled') return null;
    if (answer.kind === 'command-reused') return refusedRow(line, 'IDEMPOTENCY_KEY_REUSED', 'iccid', row.iccid);
    const [ofIccid, ofMsisdn] = [holders[2 * index], holders[2 * index + 1]];
    if (ofIccid && ofIccid === ofMsisdn) return { line, state: 'REPEATED', issues: [], events: 0 };
    return answer.key === 'MSISDN'
      ? refusedRow(line, 'MSISDN_IN_USE', 'msisdn', row.msisdn)
      : refusedRow(line, 'ICCID_IN_USE', 'iccid', row.iccid);
  });
};

/** The pupils that the rows name, in the order of the rows; null where a row names none, or none that is known. */
const pupilsOf = async (
  rows: readonly ReadRow<SimRow>[],
  { vault }: ImportTools,
): Promise<readonly (string | null)[]> => {
  const named = rows.map(({ row }) =>
    row.schoolCode && row.studentCode ? `${row.schoolCode}/${row.studentCode}` : null,
  );
  const keys = named.flatMap((value): PersonalKey[] => (value ? [{ kind: 'SCHOOL_STUDENT', value }] : []));
  const found = [...(await vault.find(keys))];
  return named.map((value) => (value ? (found.shift() ?? null) : null));
};

const issued = (row: SimRow, answer: Extract<Enrolled, { kind: 'enrolled' }>, subjectId?: string) => ({
  simId: answer.subjectId,
  carrier: row.carrier,
  issuedOn: row.issuedOn,
  ...(row.tag ? { tag: row.tag } : {}),
  ...(row.schoolCode ? { schoolCode: row.schoolCode } : {}),
  ...(subjectId ? { subjectId } : {}),
  commitments: { iccid: answer.commitments.iccid!, msisdn: answer.commitments.msisdn! },
});

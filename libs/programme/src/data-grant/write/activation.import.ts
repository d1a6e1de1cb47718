import {
  codeCell,
  defineImport,
  instantCell,
  queued,
  readCsv,
  refusedRow,
  resultOf,
  rowContext,
  type ReadRow,
  type RowResult,
} from '@imports';
import type { PersonalKey } from '@vault';
import { vietnamDay } from '../../shared';
import { sim } from '../domain';
import { numbersOf } from './sim.import';

/** Domain 6. */
const MAX_ROWS = 2_000_000;
/** Look-ups and decisions go in a few round trips a chunk. */
const ROWS_AT_ONCE = 1_000;
/** What carriers write when it worked. */
const SUCCESS = new Set(['OK', 'SUCCESS', 'ACTIVATED', 'THANH-CONG', '0']);

interface ActivationRow {
  readonly iccid: string;
  readonly msisdn: string;
  readonly activatedAt: string;
  readonly planCode: string;
  readonly result: string;
}

/** F10: SIMs that a carrier switched on, or could not. */
export const activationImport = defineImport<ActivationRow>({
  kind: 'F10',
  description: 'Activations: iccid, msisdn, activatedAt (with zone), planCode, result.',
  personalFields: ['iccid', 'msisdn'],
  maxRows: MAX_ROWS,
  rowsAtOnce: ROWS_AT_ONCE,
  read: (bytes, context) =>
    readCsv(bytes, context, {
      columns: [
        { name: 'iccid', aliases: ['Số ICCID', 'Số sê-ri SIM'], required: true },
        { name: 'msisdn', aliases: ['Số thuê bao', 'Số điện thoại'], required: true },
        { name: 'activatedAt', aliases: ['Thời điểm kích hoạt'], required: true },
        { name: 'planCode', aliases: ['Mã gói'], required: true },
        { name: 'result', aliases: ['Kết quả'], required: true },
      ],
      row: (cells, { receivedAt }) => {
        const numbers = numbersOf(cells.iccid!, cells.msisdn!, null);
        const activatedAt = instantCell('activatedAt', cells.activatedAt!, receivedAt);
        const planCode = codeCell('planCode', cells.planCode!);
        const result = codeCell('result', cells.result!.trim() === '0' ? 'OK' : cells.result!);
        const issues = [...numbers.issues, ...[activatedAt, planCode, result].flatMap(({ issue }) => issue ?? [])];
        if (!numbers.value || !activatedAt.value || !planCode.value || !result.value) return { row: null, issues };
        return {
          row: {
            ...numbers.value,
            activatedAt: activatedAt.value,
            planCode: reason(planCode.value),
            result: result.value,
          },
          issues,
        };
      },
    }),
  apply: async (rows, run, { ledger, vault }) => {
    const holders = await vault.find(
      rows.flatMap(({ row }): PersonalKey[] => [
        { kind: 'ICCID', value: row.iccid },
        { kind: 'MSISDN', value: row.msisdn },
      ]),
    );
    const known = rows.flatMap((row, index) => {
      const simId = holders[2 * index];
      return simId && simId === holders[2 * index + 1] ? [{ row, simId }] : [];
    });
    const outcomes = await ledger.decideMany(
      known.map(({ row: { line, row }, simId }) => ({
        decider: sim,
        id: simId,
        command: commandOf(row),
        context: rowContext(run, line, sim.streamOf(simId), row.activatedAt),
      })),
    );
    const byLine = new Map(known.map(({ row }, index) => [row.line, outcomes[index]!]));
    return rows.map((row, index) => {
      const outcome = byLine.get(row.line);
      return outcome
        ? resultOf(row.line, outcome, 'iccid', row.row.iccid)
        : unknownRow(row, holders[2 * index] ?? null);
    });
  },
});

/** A code of ours has hyphens, a reason underscores. */
const reason = (code: string): string => code.replaceAll('-', '_').replace(/^(?=\d)/, 'P');

/** The ICCID is nobody's: the row can't name its thing and waits. It is another SIM's number: the row is wrong. */
const unknownRow = ({ line, row }: ReadRow<ActivationRow>, ofIccid: string | null): RowResult =>
  ofIccid === null
    ? { line, state: 'QUEUED', issues: [queued('SIM_UNKNOWN', 'iccid', row.iccid)], events: 0 }
    : refusedRow(line, 'MSISDN_MISMATCH', 'msisdn', row.msisdn);

const commandOf = ({ activatedAt, planCode, result }: ActivationRow) =>
  SUCCESS.has(result)
    ? { type: 'ActivateSim', data: { activatedAt, activatedOn: vietnamDay(activatedAt), planCode } }
    : { type: 'FailSimActivation', data: { attemptedAt: activatedAt, planCode, code: reason(result) } };

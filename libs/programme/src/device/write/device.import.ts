import { claimAll, type Claiming } from '@claims';
import type { DecideRequest } from '@command-handling';
import { rowCommandId, uuidV5 } from '@event-store';
import {
  choiceCell,
  codeCell,
  dayCell,
  defineImport,
  integerCell,
  moneyCell,
  queued,
  readCsv,
  refusedRow,
  rejected,
  resultOf,
  rowContext,
  textCell,
  warning,
  type Cell,
  type Cells,
  type ImportContext,
  type ImportRun,
  type ImportTools,
  type ReadRow,
  type RowIssue,
  type RowResult,
} from '@imports';
import { imeiKey, serialKey } from '@programme/claim/domain';
import { donation, lot, lotId } from '@programme/donation/domain';
import { organisation } from '@programme/organisation/domain';
import { assetTagOfUuid } from '@programme/shared';
import { device, isBelowNorm, isPlaceholder, isPriceOutlier, normalisedSerial, readImei } from '../domain';

/** Domain 6: files other than those of carriers. */
const MAX_ROWS = 200_000;
/** Claims, devices and lots of a chunk go in a few round trips. */
const ROWS_AT_ONCE = 500;
/** Larger than any memory or disk of a pupil's computer. */
const MAX_RAM_GIGABYTES = 1_024;
const MAX_STORAGE_GIGABYTES = 65_536;
const MAX_SERIAL = 60;
const MAX_MODEL = 80;

interface DeviceRow {
  readonly lotNo: string;
  readonly donationCode: string;
  readonly warehouseCode: string;
  readonly serial?: string;
  readonly imei?: string[];
  readonly type: 'DESKTOP' | 'LAPTOP' | 'TABLET' | 'SMARTPHONE';
  readonly maker: string;
  readonly model: string;
  readonly ramGigabytes?: number;
  readonly storageGigabytes?: number;
  readonly condition: 'NEW' | 'REFURBISHED' | 'USED';
  readonly unitVnd?: number;
  readonly receivedOn: string;
}

/** F4: the manifest of a lot. Each row is a device; serial and IMEI are claimed before it is recorded. */
export const manifestImport = defineImport<DeviceRow>({
  kind: 'F4',
  description:
    'Manifest: lotNo, serial, imei1, imei2, type, maker, model, ramGb, storageGb, condition, unitVnd, donationRef, warehouse, receivedOn.',
  personalFields: [],
  maxRows: MAX_ROWS,
  rowsAtOnce: ROWS_AT_ONCE,
  read: (bytes, context) => readCsv(bytes, context, { columns, impersonal: true, row: rowOf }),
  apply: async (rows, run, tools) => {
    const results = new Map<number, RowResult>();
    const missing = await whatIsMissing(rows, tools);
    for (const row of rows) {
      const trouble = missing(row.row);
      if (trouble) results.set(row.line, refusedRow(row.line, ...trouble));
    }
    const sound = rows.filter(({ line }) => !results.has(line));
    const taken = await claimAll(
      tools.ledger,
      sound.map((row) => claimingOf(row, run)),
    );
    // A key that another device holds: that device's own rule says whether the row is the same device again, or another.
    const toReceive = sound.map((row, index) => ({ row, tag: taken[index]?.holder ?? tagOf(row, run) }));
    const outcomes = await tools.ledger.decideMany(toReceive.map(({ row, tag }) => receiveRequest(row, tag, run)));
    const recorded: ReadRow<DeviceRow>[] = [];
    for (const [index, { row }] of toReceive.entries()) {
      const outcome = outcomes[index]!;
      const isNews = outcome.kind === 'receipt' && outcome.eventIds.length > 0;
      // News of a device that was there before are that it was named again (V3): the row is refused all the same.
      const isMarked = isNews && taken[index]?.holderExists === true;
      if (isNews && !isMarked) recorded.push(row);
      const result = isMarked
        ? refusedRow(row.line, 'DEVICE_EXISTS', ...identityOf(row.row))
        : resultOf(row.line, outcome, ...identityOf(row.row));
      results.set(row.line, result);
    }
    await tools.ledger.decideMany(manifestRequests(recorded, run));
    return rows.map(({ line }) => results.get(line)!);
  },
});

const columns = [
  { name: 'lotNo', aliases: ['Số lô'], required: true },
  { name: 'serial', aliases: ['Số sê-ri', 'Số máy'], required: false },
  { name: 'imei1', aliases: ['IMEI', 'IMEI 1'], required: false },
  { name: 'imei2', aliases: ['IMEI 2'], required: false },
  { name: 'type', aliases: ['Loại', 'Loại thiết bị'], required: true },
  { name: 'maker', aliases: ['Hãng', 'Hãng sản xuất'], required: true },
  { name: 'model', aliases: ['Mẫu', 'Tên máy'], required: true },
  { name: 'ramGb', aliases: ['RAM (GB)'], required: false },
  { name: 'storageGb', aliases: ['Bộ nhớ (GB)'], required: false },
  { name: 'condition', aliases: ['Tình trạng'], required: true },
  { name: 'unitVnd', aliases: ['Đơn giá', 'Đơn giá (VND)'], required: false },
  { name: 'donationRef', aliases: ['Mã đóng góp', 'donationRef/poNo'], required: true },
  { name: 'warehouse', aliases: ['Kho', 'Mã kho'], required: true },
  { name: 'receivedOn', aliases: ['Ngày nhận'], required: true },
] as const;

/** What a cell gives, or null; its issue goes to the list. */
const taker =
  (issues: RowIssue[]) =>
  <T>({ value, issue }: Cell<T>): T | null => {
    if (issue) issues.push(issue);
    return value;
  };

const rowOf = (cells: Cells, { options, today }: ImportContext) => {
  const issues: RowIssue[] = [];
  const take = taker(issues);
  const size = (name: string, cell: string, max: number) =>
    take(integerCell(name, cell, { min: 1, max, thousands: options.thousands }));
  const identity = identityCells(cells, issues);
  const row = {
    lotNo: take(codeCell('lotNo', cells.lotNo!)),
    donationCode: take(codeCell('donationRef', cells.donationRef!)),
    warehouseCode: take(codeCell('warehouse', cells.warehouse!)),
    type: take(choiceCell('type', cells.type!, ['DESKTOP', 'LAPTOP', 'TABLET', 'SMARTPHONE'] as const)),
    maker: take(textCell('maker', cells.maker!, MAX_SERIAL)),
    model: take(textCell('model', cells.model!, MAX_MODEL)),
    condition: take(choiceCell('condition', cells.condition!, ['NEW', 'REFURBISHED', 'USED'] as const)),
    receivedOn: take(dayCell('receivedOn', cells.receivedOn!, options, today)),
  };
  const more = {
    ramGigabytes: size('ramGb', cells.ramGb!, MAX_RAM_GIGABYTES),
    storageGigabytes: size('storageGb', cells.storageGb!, MAX_STORAGE_GIGABYTES),
    unitVnd: take(moneyCell('unitVnd', cells.unitVnd!, options)),
  };
  if (more.unitVnd !== null && isPriceOutlier(more.unitVnd))
    issues.push(queued('PRICE_OUTLIER', 'unitVnd', cells.unitVnd!.trim()));
  else if (more.unitVnd !== null && isBelowNorm(more.unitVnd))
    issues.push(warning('BELOW_NORM', 'unitVnd', cells.unitVnd!.trim()));
  if (issues.some(({ severity }) => severity === 'REJECTED') || Object.values(row).includes(null))
    return { row: null, issues };
  const known = Object.fromEntries(Object.entries(more).filter(([, value]) => value !== null));
  return { row: { ...row, ...known, ...identity } as DeviceRow, issues };
};

/** Serial and IMEIs (rows 31–33): one of the two is required. */
const identityCells = (cells: Cells, issues: RowIssue[]): { readonly serial?: string; readonly imei?: string[] } => {
  const serialText = taker(issues)(textCell('serial', cells.serial!, MAX_SERIAL));
  if (serialText !== null && isPlaceholder(serialText)) issues.push(rejected('PLACEHOLDER', 'serial', serialText));
  const imei: string[] = [];
  for (const field of ['imei1', 'imei2'] as const) {
    const cell = cells[field]!.trim();
    if (cell === '') continue;
    const reading = readImei(cell);
    if (reading.kind === 'refused') issues.push(rejected(reading.code, field, cell));
    else {
      imei.push(reading.value);
      if (reading.trimmed) issues.push(warning('IMEISV', field, cell, reading.value));
    }
  }
  const none = serialText === null && cells.imei1!.trim() === '' && cells.imei2!.trim() === '';
  if (none && !issues.some(({ field }) => field === 'serial')) issues.push(rejected('DEVICE_ID', 'serial', ''));
  return {
    ...(serialText === null ? {} : { serial: normalisedSerial(serialText) }),
    ...(imei.length === 0 ? {} : { imei }),
  };
};

const identityOf = ({ serial, imei }: DeviceRow): [field: string, value: string] =>
  serial === undefined ? ['imei1', imei?.[0] ?? ''] : ['serial', serial];

/** Id of what a row would make; with its stream it gives the row's command id (contract 1). */
const tagOf = ({ line }: ReadRow<DeviceRow>, run: ImportRun): string =>
  assetTagOfUuid(uuidV5(rowCommandId(run.context.importId, line, 'device'), 'device'));

const claimingOf = (row: ReadRow<DeviceRow>, run: ImportRun): Claiming => {
  const { serial, imei = [], maker, receivedOn } = row.row;
  const tag = tagOf(row, run);
  return {
    keys: [...(serial === undefined ? [] : [serialKey(maker, serial)]), ...imei.map(imeiKey)],
    stream: device.streamOf(tag),
    id: tag,
    context: (stream) => rowContext(run, row.line, stream, receivedOn),
  };
};

const receiveRequest = ({ line, row }: ReadRow<DeviceRow>, tag: string, run: ImportRun): DecideRequest => ({
  decider: device,
  id: tag,
  command: { type: 'ReceiveDevice', data: { ...row, tag } },
  context: rowContext(run, line, device.streamOf(tag), row.receivedOn),
});

/** One manifest a lot and chunk: what it added to the lot. Its id derives from the chunk's first row of the lot, so a chunk that is done again repeats. */
const manifestRequests = (rows: readonly ReadRow<DeviceRow>[], run: ImportRun): readonly DecideRequest[] => {
  const lots = new Map<string, ReadRow<DeviceRow>[]>();
  for (const row of rows) {
    const id = lotId(row.row.donationCode, row.row.lotNo);
    lots.set(id, [...(lots.get(id) ?? []), row]);
  }
  return [...lots].map(([id, members]) => {
    const { line, row } = members[0]!;
    const { donationCode, lotNo, warehouseCode, receivedOn } = row;
    const data = { donationCode, lotNo, expected: members.length, warehouseCode, manifestedOn: receivedOn };
    const context = rowContext(run, line, lot.streamOf(id), receivedOn);
    return { decider: lot, id, command: { type: 'ManifestLot', data }, context };
  });
};

type Trouble = [code: string, field: string, value: string];

/** Donations, warehouses and lots that the rows name, each looked up once; answers what is wrong with a row, or null. */
const whatIsMissing = async (
  rows: readonly ReadRow<DeviceRow>[],
  { ledger }: ImportTools,
): Promise<(row: DeviceRow) => Trouble | null> => {
  const each = async <T>(values: readonly string[], look: (value: string) => Promise<T>): Promise<Map<string, T>> =>
    new Map(await Promise.all([...new Set(values)].map(async (value) => [value, await look(value)] as const)));
  const donations = await each(
    rows.map(({ row }) => row.donationCode),
    async (code) => (await ledger.load(donation, code)).state.pledge?.kind ?? null,
  );
  const warehouses = await each(
    rows.map(({ row }) => row.warehouseCode),
    async (code) => (await ledger.load(organisation, code)).state.registered?.kind === 'WAREHOUSE',
  );
  const lots = await each(
    rows.map(({ row }) => lotId(row.donationCode, row.lotNo)),
    async (id) => (await ledger.load(lot, id)).state,
  );
  return ({ donationCode, warehouseCode, lotNo }) => {
    const kind = donations.get(donationCode);
    if (!kind) return ['DONATION_UNKNOWN', 'donationRef', donationCode];
    if (kind !== 'DEVICE' && kind !== 'CASH_VND') return ['KIND_MISMATCH', 'donationRef', donationCode];
    if (!warehouses.get(warehouseCode)) return ['ORGANISATION_UNKNOWN', 'warehouse', warehouseCode];
    const known = lots.get(lotId(donationCode, lotNo))!;
    if (known.count) return ['LOT_COUNTED', 'lotNo', lotNo];
    if (known.manifested && known.warehouseCode !== warehouseCode) return ['LOT_WAREHOUSE', 'warehouse', warehouseCode];
    return null;
  };
};

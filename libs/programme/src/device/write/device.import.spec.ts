import { Readable } from 'node:stream';
import { randomUUID } from 'node:crypto';
import { Ledger } from '@command-handling';
import { type RestApplication, createRestApplication } from '@command-handling/testing';
import type { ImportContext, ReadItem, ReadRow, RowResult } from '@imports';
import { allEvents } from '@programme/catalogue';
import { donation, lot } from '@programme/donation/domain';
import { organisation } from '@programme/organisation/domain';
import { device } from '../domain';
import * as a from '../domain/device.fixtures';
import { DeviceWriteModule } from './device.write.module';
import { manifestImport } from './device.import';

const actor = { id: '77777777-7777-4777-8777-777777777770', role: 'DATA_ENTRY', unit: null };
const HEADER =
  'lotNo,serial,imei1,imei2,type,maker,model,ramGb,storageGb,condition,unitVnd,donationRef,warehouse,receivedOn';
const line = (serial: string, imei = '', change: Partial<Record<'lot' | 'price' | 'gift' | 'maker', string>> = {}) =>
  [
    change.lot ?? 'L-01',
    serial,
    imei,
    '',
    'TABLET',
    change.maker ?? 'Masstel',
    'Tab10',
    '3',
    '32',
    'NEW',
    change.price ?? '2600000',
    change.gift ?? 'UH-TEST-02',
    a.WAREHOUSE.id,
    '2021-10-20',
  ].join(',');

describe('F4, a manifest of devices', () => {
  let rest: RestApplication;
  beforeEach(async () => {
    rest = await createRestApplication({ modules: [DeviceWriteModule], events: allEvents });
    const ledger = rest.app.get(Ledger);
    const place = {
      code: a.WAREHOUSE.id,
      kind: 'WAREHOUSE',
      name: 'Kho',
      provinceCode: '31',
      unitCode: '303',
    } as const;
    const gift = {
      code: 'UH-TEST-02',
      donorCode: 'DN-TEST-02',
      kind: 'DEVICE',
      quantity: 300,
      publicity: 'NAMED',
      documentNo: 'TU-02',
    } as const;
    const fresh = () => ({ commandId: randomUUID(), actor });
    await ledger.decide(organisation, place.code, { type: 'RegisterOrganisation', data: place }, fresh());
    await ledger.decide(donation, gift.code, { type: 'PledgeDonation', data: gift }, fresh());
  });
  afterEach(() => rest.close());

  const contextOf = (importId: string): ImportContext => ({
    importId,
    name: 'manifest.csv',
    sha256: '0'.repeat(64),
    uploader: actor,
    mode: 'apply',
    options: {},
    today: '2021-11-15',
    receivedAt: '2021-11-15T03:00:00.000Z',
    released: false,
  });

  type Row = Parameters<typeof manifestImport.apply>[0][number];
  const read = async (lines: readonly string[], context: ImportContext) => {
    const items: ReadItem<Row['row']>[] = [];
    const bytes = Readable.from([Buffer.from([HEADER, ...lines].join('\n'))]);
    for await (const item of manifestImport.read(bytes, context)) items.push(item as ReadItem<Row['row']>);
    return items;
  };
  const apply = async (lines: readonly string[], importId: string = randomUUID()) => {
    const context = contextOf(importId);
    const items = await read(lines, context);
    const rows = items.flatMap((item): readonly ReadRow<Row['row']>[] => (item.kind === 'row' ? [item.row] : []));
    const tools = { ledger: rest.app.get(Ledger), vault: rest.vault };
    return manifestImport.apply(rows, { context, header: null, rows: rows.length }, tools);
  };
  const states = (results: readonly RowResult[]) =>
    results.map(({ state, issues }) => [state, ...issues.map(({ code }) => code)].join(' '));
  const lotState = async () => (await rest.app.get(Ledger).load(lot, 'UH-TEST-02-L-01')).state;

  it('receives a device a line, and manifests its lot', async () => {
    const results = await apply([line('MT10-0001', '490154203237518'), line('MT10-0002')]);
    expect(states(results)).toEqual(['RECORDED', 'RECORDED']);
    expect(await lotState()).toMatchObject({ expected: 2, warehouseCode: a.WAREHOUSE.id });
    const events = await rest.journal.page(0, 100);
    const tags = events.flatMap(({ stream }) => (stream.startsWith('device-') ? [stream.slice('device-'.length)] : []));
    const { state } = await rest.app.get(Ledger).load(device, tags[0]!);
    expect(state.received).toMatchObject({ serial: 'MT10-0001', imei: ['490154203237518'], unitVnd: 2_600_000 });
  });

  it('says again what it said when it is applied again, and records nothing', async () => {
    const importId = randomUUID();
    const lines = [line('MT10-0001'), line('MT10-0002')];
    await apply(lines, importId);
    const size = await rest.journal.size();
    expect(states(await apply(lines, importId))).toEqual(['REPEATED', 'REPEATED']);
    expect(states(await apply(lines))).toEqual(['REPEATED', 'REPEATED']);
    expect(await rest.journal.size()).toBe(size);
    expect((await lotState()).expected).toBe(2);
  });

  it('refuses a maker’s key that another device has, in this file or in the ledger', async () => {
    await apply([line('MT10-0001', '490154203237518')]);
    const results = await apply([
      line('mt10-0001', '', { lot: 'L-02' }),
      line('MT10-0001', '', { maker: 'Samsung' }),
      line('MT10-0009', '490154203237518'),
      line('MT10-0007'),
      line('MT10-0007', '', { lot: 'L-02' }),
    ]);
    expect(states(results)).toEqual([
      'REJECTED DEVICE_EXISTS',
      'RECORDED',
      'REJECTED DEVICE_EXISTS',
      'RECORDED',
      'REJECTED DEVICE_EXISTS',
    ]);
  });

  it('names what it can not find', async () => {
    const results = await apply([line('MT10-0001', '', { gift: 'UH-TEST-99' })]);
    expect(states(results)).toEqual(['REJECTED DONATION_UNKNOWN']);
  });

  it('refuses a lot that was counted', async () => {
    await apply([line('MT10-0001')]);
    const count = { counted: 1, accepted: 1, rejected: 0, countedOn: '2021-10-20' };
    const context = { commandId: randomUUID(), actor };
    await rest.app.get(Ledger).decide(lot, 'UH-TEST-02-L-01', { type: 'CountLot', data: count }, context);
    expect(states(await apply([line('MT10-0002')]))).toEqual(['REJECTED LOT_COUNTED']);
  });

  it.each([
    ['DEVICE_ID', line('')],
    ['PLACEHOLDER', line('N/A')],
    ['IMEI', line('MT10-0001', '490154203237519')],
    ['EXCEL_DAMAGED', line('MT10-0001', '4.90154E+14')],
    ['MONEY_FORMAT', line('MT10-0001', '', { price: '2.5 triệu' })],
  ])('rejects a line with %s', async (code, text) => {
    const [item] = await read([text], contextOf(randomUUID()));
    expect(item).toMatchObject({ kind: 'left-out', issues: [{ severity: 'REJECTED', code }] });
  });

  it.each([
    ['QUEUED', 'PRICE_OUTLIER', line('MT10-0001', '', { price: '400000' })],
    ['WARNING', 'IMEISV', line('MT10-0001', '4901542032375199')],
    ['WARNING', 'BELOW_NORM', line('MT10-0001', '', { price: '2499999' })],
  ])('records a line as %s with %s', async (severity, code, text) => {
    const [item] = await read([text], contextOf(randomUUID()));
    expect(item).toMatchObject({ kind: 'row', row: { issues: [{ severity, code }] } });
    expect(states(await apply([text]))[0]).toMatch(/^RECORDED/);
  });
});

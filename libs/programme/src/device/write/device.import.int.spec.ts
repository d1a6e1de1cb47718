import { type ImportHarness, importHarness } from '@imports/testing';
import { allEvents } from '@programme/catalogue';
import { donation } from '@programme/donation/domain';
import { organisation } from '@programme/organisation/domain';
import { device } from '../domain';
import * as a from '../domain/device.fixtures';
import { manifestImport } from './device.import';

const GIFT = 'UH-TEST-02';
const HEADER =
  'lotNo,serial,imei1,imei2,type,maker,model,ramGb,storageGb,condition,unitVnd,donationRef,warehouse,receivedOn';
const line = (serial: string, imei = ''): string =>
  `L-01,${serial},${imei},,TABLET,Masstel,Tab10,3,32,NEW,2600000,${GIFT},${a.WAREHOUSE.id},2021-10-20`;
const fileOf = (...lines: readonly string[]): string => [HEADER, ...lines, ''].join('\n');

describe('F4, a manifest, to its devices', () => {
  let imports: ImportHarness;
  beforeEach(async () => {
    imports = await importHarness([manifestImport], allEvents);
    const place = { code: a.WAREHOUSE.id, kind: 'WAREHOUSE', name: 'Kho', provinceCode: '31', unitCode: '303' };
    const pledge = { code: GIFT, donorCode: 'DN-TEST-02', kind: 'DEVICE', quantity: 300, publicity: 'NAMED' };
    await imports.told(organisation, place.code, { type: 'RegisterOrganisation', data: place });
    await imports.told(donation, GIFT, { type: 'PledgeDonation', data: { ...pledge, documentNo: 'TU-02' } });
  });
  afterEach(() => imports.close());

  it('receives each device once, whatever file names it', async () => {
    const first = await imports.send(manifestImport, fileOf(line('MT10-0001', '490154203237518'), line('MT10-0002')));
    expect(first).toMatchObject({ state: 'COMPLETED', counts: { rows: 2, recorded: 2 } });
    const more = await imports.send(manifestImport, fileOf(line('MT10-0002'), line('MT10-0003')));
    expect(more).toMatchObject({ state: 'COMPLETED', counts: { recorded: 1, repeated: 1 } });
    const devices = await imports.events('device-');
    expect(devices.map(({ data }) => (data as { serial: string }).serial)).toEqual([
      'MT10-0001',
      'MT10-0002',
      'MT10-0003',
    ]);
    expect((await imports.events('claim-')).map(({ stream }) => stream.split('-')[1]).sort()).toEqual([
      'imei',
      'serial',
      'serial',
      'serial',
    ]);
  });

  it('names each bad row in its report, and records the others', async () => {
    const sent = await imports.send(manifestImport, fileOf(line('N/A'), line('MT10-0001'), line('', '4.90154E+14')));
    expect(sent).toMatchObject({ state: 'PARTIALLY_APPLIED', counts: { recorded: 1, rejected: 2 } });
    expect(sent.issues.map(({ line: at, code, field }) => [at, code, field])).toEqual([
      [2, 'PLACEHOLDER', 'serial'],
      [4, 'EXCEL_DAMAGED', 'imei1'],
    ]);
  });

  it('refuses a device of another lot, and suspects fraud once a lot where it was delivered', async () => {
    await imports.send(manifestImport, fileOf(line('MT10-0001', '490154203237518')));
    const [received] = await imports.events('device-');
    const { tag } = received!.data as { readonly tag: string };
    const again = fileOf(line('MT10-0001').replace('L-01', 'L-02'), line('MT10-0004').replace('L-01', 'L-02'));
    const send = async (text: string) => {
      const sent = await imports.send(manifestImport, text);
      expect(sent.issues).toMatchObject([{ line: 2, code: 'DEVICE_EXISTS', field: 'serial', value: 'MT10-0001' }]);
      return (await imports.events(`device-${tag}`)).map(({ type }) => type);
    };
    expect(await send(again)).toEqual(['DeviceReceived']);
    for (const command of [
      a.inspectDevice(),
      a.releaseCustody(),
      a.takeCustody(),
      a.assignDevice(),
      a.recordHandover(),
    ])
      await imports.told(device, tag, command);
    expect((await send(`${again}\n`)).at(-1)).toBe('DeviceSeenAgain');
    expect((await send(`${again}\n\n`)).filter((type) => type === 'DeviceSeenAgain')).toHaveLength(1);
    const [mark] = (await imports.events(`device-${tag}`)).slice(-1);
    expect(mark).toMatchObject({ data: { donationCode: GIFT, lotNo: 'L-02', flags: ['FRAUD_SUSPECTED'] } });
    const lots = (await imports.events('lot-')).map(({ data }) => (data as { readonly expected: number }).expected);
    expect(lots).toEqual([1, 1]);
  });

  it('records nothing in a dry run', async () => {
    const before = await imports.events('');
    const sent = await imports.send(manifestImport, fileOf(line('MT10-0001')), { mode: 'dry-run' });
    expect(sent).toMatchObject({ state: 'VALIDATED', counts: { recorded: 1 } });
    expect(await imports.events('')).toEqual(before);
  });
});

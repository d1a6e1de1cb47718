import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { Ledger } from '@command-handling';
import { type RestApplication, createRestApplication } from '@command-handling/testing';
import { allEvents } from '@programme/catalogue';
import { donation, lot } from '@programme/donation/domain';
import { organisation } from '@programme/organisation/domain';
import { device } from '../domain';
import * as a from '../domain/device.fixtures';
import { DeviceWriteModule } from './device.write.module';

const actor = { id: '77777777-7777-4777-8777-777777777770', role: 'DATA_ENTRY', unit: null };

describe('devices over HTTP', () => {
  let rest: RestApplication;
  let entry: string;
  let allocator: string;
  let officer: string;

  beforeEach(async () => {
    rest = await createRestApplication({ modules: [DeviceWriteModule], events: allEvents });
    entry = await rest.bearer({ role: 'DATA_ENTRY' });
    allocator = await rest.bearer({ role: 'PROVINCE_ALLOCATOR', unit: '31' });
    officer = await rest.bearer({ role: 'SCHOOL_OFFICER', organisation: a.SCHOOL.id });
    const ledger = rest.app.get(Ledger);
    const register = (code: string, kind: 'WAREHOUSE' | 'SCHOOL', provinceCode = '31') =>
      ledger.decide(
        organisation,
        code,
        {
          type: 'RegisterOrganisation',
          data: { code, kind, name: `Thử ${code}`, provinceCode, unitCode: provinceCode },
        },
        { commandId: randomUUID(), actor },
      );
    await register(a.WAREHOUSE.id, 'WAREHOUSE');
    await register(a.REPAIR_SHOP.id, 'WAREHOUSE');
    await register(a.SCHOOL.id, 'SCHOOL');
    await register(a.OTHER_SCHOOL.id, 'SCHOOL', '30');
    await pledge('UH-TEST-02');
    await pledge('UH-TEST-03', { provinceCode: '30' });
  });
  afterEach(() => rest.close());

  const pledge = async (code: string, earmark?: { readonly provinceCode: string }): Promise<void> => {
    const ledger = rest.app.get(Ledger);
    const gift = {
      code,
      donorCode: 'DN-TEST-02',
      kind: 'DEVICE',
      quantity: 300,
      publicity: 'NAMED',
      documentNo: 'TU-02',
      ...(earmark ? { earmark } : {}),
    } as const;
    await ledger.decide(donation, code, { type: 'PledgeDonation', data: gift }, { commandId: randomUUID(), actor });
    const manifest = {
      donationCode: code,
      lotNo: 'L-01',
      expected: 10,
      warehouseCode: a.WAREHOUSE.id,
      manifestedOn: '2021-10-18',
    };
    await ledger.decide(
      lot,
      `${code}-L-01`,
      { type: 'ManifestLot', data: manifest },
      { commandId: randomUUID(), actor },
    );
  };
  const post = (path: string, body: object, token: string, key: string = randomUUID()) =>
    request(rest.server).post(`/api/v1/${path}`).set('Authorization', token).set('Idempotency-Key', key).send(body);
  const { tag: _tag, ...receipt } = a.receiveDevice().data;
  const receive = async (change: object = {}): Promise<string> =>
    (await post('devices', { ...receipt, ...change }, entry).expect(201)).body.resource.id as string;

  it('gives a device its tag, once a key', async () => {
    const key = randomUUID();
    const first = await post('devices', receipt, entry, key).expect(201);
    expect(first.body.resource).toEqual({ type: 'device', id: expect.stringMatching(/^SMT-[0-9A-Z]{9}$/) });
    expect((await post('devices', receipt, entry, key).expect(200)).body).toEqual(first.body);
    const other = await post('devices', { ...receipt, serial: 'MT10-0002' }, entry, key);
    expect([other.status, other.body.code]).toEqual([409, 'IDEMPOTENCY_KEY_REUSED']);
  });

  it('knows a device by its maker’s keys: serial number and IMEI', async () => {
    const tag = await receive();
    const bySerial = await post('devices', { ...receipt, serial: ' mt10-0001 ', imei: undefined }, entry);
    expect([bySerial.status, bySerial.body.code, bySerial.body.facts]).toEqual([409, 'DEVICE_EXISTS', { tag }]);
    const byImei = await post('devices', { ...receipt, serial: 'MT10-0009' }, entry);
    expect(byImei.body.code).toBe('DEVICE_EXISTS');
    await receive({ maker: 'Samsung', imei: undefined });
  });

  it('tells the stream of a delivered device that its number came again, and refuses it all the same', async () => {
    const tag = await receive();
    const ledger = rest.app.get(Ledger);
    for (const command of [
      a.inspectDevice(),
      a.releaseCustody(),
      a.takeCustody(),
      a.assignDevice(),
      a.recordHandover({ handedOn: '2021-11-12' }),
    ]) {
      const outcome = await ledger.decide(device, tag, command, { commandId: randomUUID(), actor });
      expect(outcome.kind).toBe('receipt');
    }
    const key = randomUUID();
    const marks = async () =>
      (await ledger.load(device, tag)).events.filter(({ type }) => type === 'DeviceSeenAgain').length;
    for (const [sent, given] of [
      [{ donationCode: 'UH-TEST-02' }, randomUUID()],
      [{ donationCode: 'UH-TEST-03' }, key],
      [{ donationCode: 'UH-TEST-03' }, key],
    ] as const) {
      const again = await post('devices', { ...receipt, ...sent }, entry, given).expect(409);
      expect([again.body.code, again.body.facts]).toEqual(['DEVICE_EXISTS', { tag }]);
      expect(await marks()).toBe(given === key ? 1 : 0);
    }
  });

  it.each([
    ['DEVICE_ID', 422, { serial: undefined, imei: undefined }],
    ['PLACEHOLDER', 422, { serial: 'N/A' }],
    ['IMEI', 422, { imei: ['490154203237519'] }],
    ['DONATION_UNKNOWN', 404, { donationCode: 'UH-TEST-99' }],
    ['LOT_UNKNOWN', 404, { lotNo: 'L-99' }],
    ['ORGANISATION_UNKNOWN', 404, { warehouseCode: '31-TEST-KHO-99' }],
    ['FUTURE', 422, { receivedOn: '2021-11-16' }],
  ])('refuses %s, and claims nothing', async (code, status, change) => {
    const answer = await post('devices', { ...receipt, ...change }, entry);
    expect([answer.body.code, answer.status]).toEqual([code, status]);
    const events = await rest.journal.page(0, 100);
    expect(events.filter(({ stream }) => stream.startsWith('claim-'))).toEqual([]);
  });

  it('says of a device that it is worth less than the norm, and takes it', async () => {
    const [below, at] = [
      await post('devices', { ...receipt, unitVnd: 2_499_999 }, entry).expect(201),
      await post('devices', { ...receipt, serial: 'MT10-0002', imei: undefined, unitVnd: 2_500_000 }, entry).expect(
        201,
      ),
    ];
    expect(below.body.warnings).toEqual([{ code: 'BELOW_NORM', field: 'unitVnd' }]);
    expect(at.body.warnings).toEqual([]);
  });

  it('reads an IMEISV, and says so', async () => {
    const answer = await post('devices', { ...receipt, imei: ['4901542032375199'] }, entry).expect(201);
    expect(answer.body.warnings).toContainEqual({ code: 'IMEISV', field: 'imei' });
    const { state } = await rest.app.get(Ledger).load(device, answer.body.resource.id);
    expect(state.received?.imei).toEqual(['490154203237518']);
  });

  it('goes from the warehouse to a school of the allocator’s province, which takes it', async () => {
    const tag = await receive();
    const to = a.SCHOOL;
    expect((await post(`devices/${tag}/release-custody`, { to }, allocator)).body.code).toBe('DEVICE_STATE');
    await post(`devices/${tag}/inspect`, { result: 'PASSED', dataWiped: false }, entry).expect(201);
    const elsewhere = await post(`devices/${tag}/release-custody`, { to: a.OTHER_SCHOOL }, allocator);
    expect([elsewhere.status, elsewhere.body.code]).toEqual([404, 'NOT_FOUND']);
    const released = await post(`devices/${tag}/release-custody`, { to }, allocator).expect(201);
    const stranger = await rest.bearer({ role: 'SCHOOL_OFFICER', organisation: a.OTHER_SCHOOL.id });
    expect((await post(`devices/${tag}/take-custody`, {}, stranger)).status).toBe(404);
    const key = randomUUID();
    const taken = await post(`devices/${tag}/take-custody`, {}, officer, key).expect(201);
    expect((await post(`devices/${tag}/take-custody`, {}, officer, key).expect(200)).body).toEqual(taken.body);
    const { state } = await rest.app.get(Ledger).load(device, tag);
    expect(state).toMatchObject({ status: 'AT_SCHOOL', custodian: to, lastTransferId: released.body.transferId });
  });

  it('is sent back by its school, and taken by the warehouse', async () => {
    const tag = await receive();
    await post(`devices/${tag}/inspect`, { result: 'PASSED', dataWiped: false }, entry).expect(201);
    await post(`devices/${tag}/release-custody`, { to: a.SCHOOL }, allocator).expect(201);
    await post(`devices/${tag}/take-custody`, {}, officer).expect(201);
    const to = a.WAREHOUSE;
    const released = await post(`devices/${tag}/send-back`, { to }, officer).expect(201);
    const early = await rest.app.get(Ledger).load(device, tag);
    expect(early.state).toMatchObject({ status: 'IN_TRANSIT', custodian: a.SCHOOL });
    // A school doesn't take for a warehouse, nor whoever enters data for a school.
    expect((await post(`devices/${tag}/take-custody`, {}, officer)).body.code).toBe('NOT_FOUND');
    expect((await post(`devices/${tag}/take-back`, { by: a.REPAIR_SHOP }, entry)).body.code).toBe('NOT_ADDRESSEE');
    const key = randomUUID();
    const taken = await post(`devices/${tag}/take-back`, {}, entry, key).expect(201);
    expect((await post(`devices/${tag}/take-back`, {}, entry, key).expect(200)).body).toEqual(taken.body);
    const { state } = await rest.app.get(Ledger).load(device, tag);
    const { transferId } = released.body;
    expect(state).toMatchObject({ status: 'AVAILABLE', custodian: to, schoolCode: null, lastTransferId: transferId });
  });

  it('is sent back by nobody else, and not to a school under another name', async () => {
    const tag = await receive();
    await post(`devices/${tag}/inspect`, { result: 'PASSED', dataWiped: false }, entry).expect(201);
    expect((await post(`devices/${tag}/send-back`, { to: a.REPAIR_SHOP }, officer)).body.code).toBe('NOT_FOUND');
    await post(`devices/${tag}/release-custody`, { to: a.SCHOOL }, allocator).expect(201);
    expect((await post(`devices/${tag}/take-back`, {}, entry)).body.code).toBe('NOT_FOUND');
    await post(`devices/${tag}/take-custody`, {}, officer).expect(201);
    const stranger = await rest.bearer({ role: 'SCHOOL_OFFICER', organisation: a.OTHER_SCHOOL.id });
    const refused: readonly [object, string, number, string][] = [
      [{ to: a.WAREHOUSE }, stranger, 404, 'NOT_FOUND'],
      [{ to: a.WAREHOUSE }, entry, 403, 'FORBIDDEN_ROLE'],
      [{ to: { kind: 'WAREHOUSE', id: a.OTHER_SCHOOL.id } }, officer, 404, 'ORGANISATION_UNKNOWN'],
      [{ to: { kind: 'WAREHOUSE', id: '31-TEST-KHO-99' } }, officer, 404, 'ORGANISATION_UNKNOWN'],
      [{ to: a.OTHER_SCHOOL }, officer, 400, 'CHOICE'],
    ];
    for (const [body, token, status, code] of refused) {
      const answer = await post(`devices/${tag}/send-back`, body, token);
      expect([answer.status, answer.body.errors?.[0]?.code ?? answer.body.code]).toEqual([status, code]);
    }
    const abroad = await rest.bearer({ role: 'PROVINCE_ALLOCATOR', unit: '30' });
    const away = await post(`devices/${tag}/release-custody`, { to: a.OTHER_SCHOOL }, abroad);
    expect([away.status, away.body.code]).toEqual([404, 'NOT_FOUND']);
  });

  it('is broken or lost by whose it is: no school speaks for a warehouse, and nobody else for a school', async () => {
    const tag = await receive();
    const fault = { faultCode: 'NO_POWER', reportedOn: '2021-11-10' };
    expect((await post(`devices/${tag}/report-faulty`, fault, officer)).status).toBe(404);
    await post(`devices/${tag}/inspect`, { result: 'PASSED', dataWiped: false }, entry).expect(201);
    await post(`devices/${tag}/release-custody`, { to: a.SCHOOL }, allocator).expect(201);
    await post(`devices/${tag}/take-custody`, {}, officer).expect(201);
    expect((await post(`devices/${tag}/report-faulty`, fault, entry)).status).toBe(404);
    const loss = { kind: 'LOST', lostOn: '2021-11-12', reportRef: 'CA-1' };
    await post(`devices/${tag}/report-lost`, loss, officer).expect(201);
    const found = { recoveredOn: '2021-11-14', custodian: a.OTHER_SCHOOL };
    expect((await post(`devices/${tag}/recover`, found, officer)).status).toBe(404);
    await post(`devices/${tag}/recover`, { ...found, custodian: a.SCHOOL }, officer).expect(201);
  });

  it('goes nowhere but where its donor meant it', async () => {
    const tag = await receive({ donationCode: 'UH-TEST-03' });
    await post(`devices/${tag}/inspect`, { result: 'PASSED', dataWiped: false }, entry).expect(201);
    const answer = await post(`devices/${tag}/release-custody`, { to: a.SCHOOL }, allocator);
    expect([answer.status, answer.body.code]).toEqual([409, 'EARMARK']);
  });

  it('has a life after the handover', async () => {
    const tag = await receive();
    await post(`devices/${tag}/inspect`, { result: 'PASSED', dataWiped: false }, entry).expect(201);
    await post(`devices/${tag}/release-custody`, { to: a.SCHOOL }, allocator).expect(201);
    await post(`devices/${tag}/take-custody`, {}, officer).expect(201);
    await post(`devices/${tag}/report-faulty`, { faultCode: 'NO_POWER', reportedOn: '2021-11-10' }, officer).expect(
      201,
    );
    await post(`devices/${tag}/repair`, { outcome: 'AVAILABLE', repairedOn: '2021-11-11' }, officer).expect(201);
    await post(
      `devices/${tag}/report-lost`,
      { kind: 'STOLEN', lostOn: '2021-11-12', reportRef: 'CA-1' },
      officer,
    ).expect(201);
    expect(
      (await post(`devices/${tag}/return`, { returnedOn: '2021-11-12', to: a.SCHOOL, reason: 'FOUND' }, officer)).body
        .code,
    ).toBe('DEVICE_STATE');
    await post(`devices/${tag}/recover`, { recoveredOn: '2021-11-14', custodian: a.SCHOOL }, officer).expect(201);
    expect((await post(`devices/${tag}/inspect`, { result: 'PASSED', dataWiped: false }, entry)).body.code).toBe(
      'WIPE_REQUIRED',
    );
    expect((await rest.app.get(Ledger).load(device, tag)).state.status).toBe('RECOVERED');
  });

  it('leaves the programme by the word of an approver: given back, or written off once it was missing for 30 days', async () => {
    const approver = await rest.bearer({ role: 'APPROVER_1' });
    const [locked, gone] = [
      await receive(),
      await receive({ serial: 'MT10-0002', imei: undefined, receivedOn: '2021-10-10' }),
    ];
    await post(`devices/${locked}/quarantine`, { foundOn: '2021-10-22', reason: 'LOCKED_TO_OTHER' }, entry).expect(201);
    const back = { outcome: 'RETURNED_TO_DONOR', withdrawnOn: '2021-10-25', documentNo: 'BB-07' };
    expect((await post(`devices/${locked}/withdraw`, back, entry)).status).toBe(403);
    await post(`devices/${locked}/withdraw`, back, approver).expect(201);
    expect((await rest.app.get(Ledger).load(device, locked)).state.status).toBe('RETURNED_TO_DONOR');

    const loss = { kind: 'LOST', lostOn: '2021-10-14', reportRef: 'CA-1' };
    await post(`devices/${gone}/report-lost`, loss, entry).expect(201);
    const writeOff = { outcome: 'WRITTEN_OFF', withdrawnOn: '2021-11-12', documentNo: 'BB-08' };
    const early = await post(`devices/${gone}/withdraw`, writeOff, approver);
    expect([early.status, early.body.code]).toEqual([409, 'WRITTEN_OFF_TOO_EARLY']);
    await post(`devices/${gone}/withdraw`, { ...writeOff, withdrawnOn: '2021-11-13' }, approver).expect(201);
  });

  it('is not made usable by a repair alone: it has to pass an inspection', async () => {
    const tag = await receive({ condition: 'USED' });
    const fault = { faultCode: 'NO_POWER', reportedOn: '2021-11-10' };
    await post(`devices/${tag}/report-faulty`, fault, entry).expect(201);
    const repaired = { outcome: 'AVAILABLE', repairedOn: '2021-11-11' };
    const answer = await post(`devices/${tag}/repair`, repaired, entry);
    expect([answer.status, answer.body.code]).toEqual([409, 'INSPECTION_REQUIRED']);
    const unwiped = await post(`devices/${tag}/inspect`, { result: 'PASSED', dataWiped: false }, entry);
    expect(unwiped.body.code).toBe('WIPE_REQUIRED');
    await post(`devices/${tag}/inspect`, { result: 'PASSED', dataWiped: true }, entry).expect(201);
    expect((await rest.app.get(Ledger).load(device, tag)).state.status).toBe('AVAILABLE');
  });

  it('is known by a tag whose check character holds', async () => {
    const answer = await post('devices/SMT-00000001X/inspect', { result: 'PASSED', dataWiped: true }, entry);
    expect([answer.status, answer.body.code]).toEqual([400, 'TAG_CHECK']);
    const none = await post(`devices/${a.TAG}/inspect`, { result: 'PASSED', dataWiped: true }, entry);
    expect([none.status, none.body.code]).toEqual([404, 'DEVICE_UNKNOWN']);
  });
});

import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { Ledger } from '@command-handling';
import { type RestApplication, createRestApplication } from '@command-handling/testing';
import { allEvents } from '@programme/catalogue';
import { donor } from '@programme/donor/domain';
import { organisation } from '@programme/organisation/domain';
import { donation, lot } from '../domain';
import { DonationWriteModule } from './donation.write.module';

const WAREHOUSE = '31-TEST-KHO-01';
const actor = { id: '77777777-7777-4777-8777-777777777770', role: 'DATA_ENTRY', unit: null };

const fresh = () => ({ commandId: randomUUID(), actor });

describe('donations over HTTP', () => {
  let rest: RestApplication;
  let entry: string;
  let approver: string;

  beforeEach(async () => {
    rest = await createRestApplication({ modules: [DonationWriteModule], events: allEvents });
    entry = await rest.bearer({ role: 'DATA_ENTRY' });
    approver = await rest.bearer({ role: 'APPROVER_1' });
    const ledger = rest.app.get(Ledger);
    const giver = { code: 'DN-TEST-02', kind: 'ENTERPRISE', name: 'Thử', publicity: 'NAMED' } as const;
    await ledger.decide(donor, giver.code, { type: 'RegisterDonor', data: giver }, fresh());
    const place = { code: WAREHOUSE, kind: 'WAREHOUSE', name: 'Kho', provinceCode: '31', unitCode: '303' } as const;
    await ledger.decide(organisation, WAREHOUSE, { type: 'RegisterOrganisation', data: place }, fresh());
  });
  afterEach(() => rest.close());

  const post = (path: string, body: object, token = entry, key: string = randomUUID()) =>
    request(rest.server).post(`/api/v1/${path}`).set('Authorization', token).set('Idempotency-Key', key).send(body);
  const get = (path: string, token = entry) => request(rest.server).get(`/api/v1/${path}`).set('Authorization', token);
  const pledge = {
    donorCode: 'DN-TEST-02',
    kind: 'DEVICE',
    quantity: 300,
    publicity: 'NAMED',
    documentNo: 'TU-02/2021',
    pledgedOn: '2021-10-01',
  };
  const money = { ...pledge, kind: 'CASH_VND', quantity: undefined, amountVnd: '3200000000' };
  const transfer = { amountVnd: '3000000000', account: '0123456789', bankRef: 'FT1', valueDate: '2021-10-31' };

  it('pledges under a code that follows from the key, once', async () => {
    const key = randomUUID();
    const first = await post('donations', pledge, entry, key).expect(201);
    expect(first.body.resource).toEqual({ type: 'donation', id: expect.stringMatching(/^D-[0-9A-Z]{8}$/) });
    expect(first.headers.location).toBe(`/api/v1/donations/${first.body.resource.id}`);
    const again = await post('donations', pledge, entry, key).expect(200);
    expect(again.body).toEqual(first.body);
    const other = await post('donations', { ...pledge, quantity: 301 }, entry, key);
    expect([other.status, other.body.code]).toEqual([409, 'IDEMPOTENCY_KEY_REUSED']);
  });

  it.each([
    ['KIND_MISMATCH', 422, { amountVnd: 1_000 }],
    ['DONOR_UNKNOWN', 404, { donorCode: 'DN-TEST-99' }],
    ['UMBRELLA_UNKNOWN', 404, { umbrellaCode: 'UH-TEST-99' }],
    ['SCHOOL_UNKNOWN', 404, { earmark: { schoolCode: '31-TEST-999' } }],
    ['UNIT_UNKNOWN', 404, { earmark: { provinceCode: '99' } }],
    ['INTEGER_RANGE', 400, { quantity: 1.5 }],
  ])('refuses a pledge with %s', async (code, status, change) => {
    const answer = await post('donations', { ...pledge, ...change });
    expect([answer.body.code, answer.status]).toEqual([code, status]);
  });

  describe('that were told of before (row 72)', () => {
    const flagged = async (change: object, key: string = randomUUID()) => {
      const answer = await post('donations', { ...pledge, ...change }, entry, key);
      expect(answer.status).toBe(201);
      return {
        ...answer.body,
        isFlagged: answer.body.warnings.some(({ code }: { code: string }) => code === 'PLEDGE_DUPLICATE'),
      };
    };

    it('are recorded, and wait for another person than who entered them', async () => {
      const first = await flagged({});
      expect(first.isFlagged).toBe(false);
      const key = randomUUID();
      const second = await flagged({ documentNo: 'UBND-77', pledgedOn: '2021-10-31' }, key);
      expect(second.isFlagged).toBe(true);
      const again = await post('donations', { ...pledge, documentNo: 'UBND-77', pledgedOn: '2021-10-31' }, entry, key);
      expect([again.status, again.body.eventIds]).toEqual([200, second.eventIds]);
      const { id } = second.resource;
      const committed = await post(`donations/${id}/commit`, { documentNo: 'CK-9', committedOn: '2021-11-01' });
      expect(committed.body.code).toBe('EXCEPTION_OPEN');
      const third = await flagged({ documentNo: 'UMBRELLA-3' });
      expect(third.isFlagged).toBe(true);
    });

    it.each([
      ['with another figure', { quantity: 301 }],
      ['of another kind', { kind: 'SIM' }],
      ['31 days later', { pledgedOn: '2021-11-01' }],
    ])('are another pledge %s', async (_, change) => {
      await flagged({});
      expect((await flagged(change)).isFlagged).toBe(false);
    });

    it('are compared with what still stands: not with a pledge that was withdrawn', async () => {
      const first = await flagged({});
      await post(`donations/${first.resource.id}/withdraw`, { reason: 'NO_BUDGET', withdrawnOn: '2021-10-05' }).expect(
        201,
      );
      expect((await flagged({ pledgedOn: '2021-10-06' })).isFlagged).toBe(false);
      expect((await flagged({ pledgedOn: '2021-10-07' })).isFlagged).toBe(true);
    });

    it('and come at the same moment: exactly one is the first', async () => {
      const answers = await Promise.all([1, 2, 3].map((letter) => flagged({ documentNo: `TU-${letter}` })));
      expect(answers.filter(({ isFlagged }) => !isFlagged)).toHaveLength(1);
    });

    it('claim nothing where they are refused', async () => {
      await post('donations', { ...pledge, amountVnd: 5 }).expect(422);
      expect((await rest.journal.page(0, 100)).some(({ stream }) => stream.startsWith('claim-pledge-'))).toBe(false);
    });
  });

  it('lets one transaction of the bank be one receipt, whatever the gift', async () => {
    const [one, other] = [
      await post('donations', money),
      await post('donations', { ...money, amountVnd: '3200000001' }),
    ];
    const key = randomUUID();
    const first = await post(`donations/${one.body.resource.id}/receive-cash`, transfer, entry, key).expect(201);
    const again = await post(`donations/${one.body.resource.id}/receive-cash`, transfer, entry, key).expect(200);
    expect(again.body.eventIds).toEqual(first.body.eventIds);
    for (const gift of [one, other]) {
      const second = await post(`donations/${gift.body.resource.id}/receive-cash`, { ...transfer, bankRef: ' ft1 ' });
      expect([second.status, second.body.code]).toEqual([409, 'BANK_REF_USED']);
    }
    const { state } = await rest.app.get(Ledger).load(donation, one.body.resource.id);
    expect(state.received).toBe(3_000_000_000);
  });

  it('marks money that is more than was pledged', async () => {
    const gift = await post('donations', { ...money, amountVnd: '1000' });
    const receipt = await post(`donations/${gift.body.resource.id}/receive-cash`, transfer).expect(201);
    expect(receipt.body.warnings).toEqual([{ code: 'OVER_RECEIPT' }]);
  });

  it('gives the trace code with the acknowledgement, and puts it into no event', async () => {
    const gift = await post('donations', money);
    const { id } = gift.body.resource;
    expect((await post(`donations/${id}/acknowledge`, { number: 'GXN-1', issuedOn: '2021-11-01' })).body.code).toBe(
      'NOTHING_RECEIVED',
    );
    await post(`donations/${id}/receive-cash`, transfer).expect(201);
    const key = randomUUID();
    const paper = { number: 'GXN-1', issuedOn: '2021-11-01' };
    const answer = await post(`donations/${id}/acknowledge`, paper, entry, key).expect(201);
    expect(answer.body.traceCode).toMatch(new RegExp(`^${id}\\.[0-9A-HJKMNP-TV-Z]{26}$`));
    expect((await post(`donations/${id}/acknowledge`, paper, entry, key)).body.traceCode).toBe(answer.body.traceCode);
    const again = await get(`donations/${id}/trace-code`);
    expect([again.status, again.body]).toEqual([200, { traceCode: answer.body.traceCode }]);
    expect((await get('donations/D-UNKNOWN/trace-code')).status).toBe(404);
    const ownViewer = await rest.bearer({ role: 'DONOR_VIEWER', organisation: 'DN-TEST-02' });
    const otherViewer = await rest.bearer({ role: 'DONOR_VIEWER', organisation: 'DN-TEST-03' });
    expect((await get(`donations/${id}/trace-code`, ownViewer)).body).toEqual(again.body);
    expect((await get(`donations/${id}/trace-code`, otherViewer)).status).toBe(404);
    const events = JSON.stringify((await rest.app.get(Ledger).load(donation, id)).events);
    expect(events).not.toContain(answer.body.traceCode.split('.')[1]);
  });

  it('releases an earmark by an approver only', async () => {
    const gift = await post('donations', { ...pledge, earmark: { provinceCode: '31' } });
    const release = { consentRef: 'DY-1', reason: 'NEED_MET' };
    const path = `donations/${gift.body.resource.id}/release-earmark`;
    expect((await post(path, release)).status).toBe(403);
    await post(path, release, approver).expect(201);
  });

  it('revises, commits and withdraws', async () => {
    const { id } = (await post('donations', pledge)).body.resource;
    await post(`donations/${id}/revise`, { quantity: 320, reason: 'MORE', documentNo: 'TU-2B' }).expect(201);
    await post(`donations/${id}/commit`, { documentNo: 'CK-2', committedOn: '2021-10-05' }).expect(201);
    await post(`donations/${id}/withdraw`, { reason: 'NO_BUDGET' }).expect(201);
    const { state } = await rest.app.get(Ledger).load(donation, id);
    expect(state).toMatchObject({ pledge: { quantity: 320 }, committed: true, withdrawn: true });
  });

  describe('a lot', () => {
    const manifest = { lotNo: 'L-01', expected: 100, warehouseCode: WAREHOUSE, manifestedOn: '2021-10-18' };
    it('is manifested and counted; what differs is said', async () => {
      const { id: donationCode } = (await post('donations', pledge)).body.resource;
      const made = await post('lots', { ...manifest, donationCode }).expect(201);
      expect(made.body.resource).toEqual({ type: 'lot', id: `${donationCode}-L-01` });
      const count = { counted: 105, accepted: 103, rejected: 2, countedOn: '2021-10-20' };
      const counted = await post(`lots/${made.body.resource.id}/count`, count).expect(201);
      expect(counted.body.warnings).toEqual([{ code: 'DISCREPANCY' }]);
      const { state } = await rest.app.get(Ledger).load(lot, made.body.resource.id);
      expect(state).toMatchObject({ expected: 100, count: { counted: 105 } });
    });
    it('is of a gift of things, in a warehouse that is known', async () => {
      const { id } = (await post('donations', { ...pledge, kind: 'SIM' })).body.resource;
      const of = async (change: object) => (await post('lots', { ...manifest, donationCode: id, ...change })).body.code;
      expect(await of({})).toBe('KIND_MISMATCH');
      expect(await of({ donationCode: 'UH-TEST-99' })).toBe('DONATION_UNKNOWN');
      const { id: things } = (await post('donations', pledge)).body.resource;
      expect(await of({ donationCode: things, warehouseCode: '31-TEST-KHO-99' })).toBe('ORGANISATION_UNKNOWN');
      expect(
        (await post('lots/UH-TEST-99-L-01/count', { counted: 1, accepted: 1, rejected: 0, countedOn: '2021-10-20' }))
          .body.code,
      ).toBe('LOT_UNKNOWN');
    });
  });
});

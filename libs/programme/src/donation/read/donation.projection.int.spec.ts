import { on, projectionSpec } from '@projections/testing/projection-spec';
import * as a from '../domain/donation.fixtures';
import { donationProjection } from '.';

const things = 'donation-UH-TEST-02';
const money = 'donation-UH-TEST-05';
const PLEDGED_ON = '2021-10-01';
const pledged = (change: Parameters<typeof a.donationPledged>[0] = {}) => ({
  ...a.donationPledged(change),
  occurredAt: PLEDGED_ON,
});

describe('donations', () => {
  const projection = projectionSpec(donationProjection);

  it('count things from the pledge to the acknowledgement', async () => {
    await projection.given(
      on(
        things,
        pledged(),
        a.pledgeRevised(),
        a.pledgeCommitted(),
        a.deviceLotReceived(),
        a.deviceLotReceived({ lotNo: 'L-02', accepted: 10, receivedOn: '2021-10-25' }),
        a.acknowledgementIssued(),
      ),
    );
    expect(await projection.now()).toMatchObject([
      {
        code: 'UH-TEST-02',
        donor_code: 'DN-TEST-02',
        kind: 'DEVICE',
        status: 'PARTIALLY_RECEIVED',
        promised: 320,
        received: 108,
        pledged_on: PLEDGED_ON,
        committed_on: '2021-11-30',
        first_received_on: '2021-10-20',
        last_received_on: '2021-10-25',
        lots: [{ lotNo: 'L-01', accepted: 98 }, { lotNo: 'L-02' }],
        acknowledgements: [{ number: 'GXN-001', issuedOn: '2021-11-01' }],
      },
    ]);
    expect(await projection.at(1)).toMatchObject([{ status: 'PLEDGED', promised: 300, received: 0, lots: [] }]);
  });

  it('lapse when nothing comes, are not counted then, and count again with what comes', async () => {
    await projection.given(
      on(things, pledged(), a.pledgeBecameOverdue(), a.donationLapsed(), a.deviceLotReceived({ accepted: 98 })),
    );
    expect(await projection.at(2)).toMatchObject([{ status: 'PLEDGED', promised: 300 }]);
    expect(await projection.at(3)).toMatchObject([{ status: 'LAPSED', promised: 0 }]);
    expect(await projection.totals('DONATION', 3)).toEqual({});
    expect(await projection.now()).toMatchObject([{ status: 'PARTIALLY_RECEIVED', promised: 300, received: 98 }]);
    expect(await projection.totals('DONATION')).toEqual({ 'UH-TEST-02/pledged': 300 });
  });

  it('count money in đồng, and what it bought by itself', async () => {
    await projection.given(
      on(money, { type: 'DonationPledged', data: a.cash }, a.cashReceived(), a.deviceLotReceived()),
    );
    expect(await projection.now()).toMatchObject([
      {
        kind: 'CASH_VND',
        promised: 3_200_000_000,
        received: 3_000_000_000,
        bought: 98,
        cash: [{ receiptId: a.RECEIPT }],
      },
    ]);
    expect(await projection.totals('DONATION')).toEqual({});
  });

  it('are promised by the day of the pledge and by the earmark; what is taken back is not', async () => {
    const hanoi = pledged({ code: 'UH-TEST-03', quantity: 40, earmark: { provinceCode: '01' } });
    const later = { ...pledged({ code: 'UH-TEST-04', quantity: 7 }), occurredAt: '2022-01-05' };
    await projection.given(
      on(things, pledged(), a.pledgeCommitted(), a.deviceLotReceived()),
      on('donation-UH-TEST-03', hanoi),
      on('donation-UH-TEST-04', later),
      on(things, a.donationWithdrawn()),
    );
    expect(await projection.totals('PROVINCE')).toEqual({
      '01/pledged': 40,
      'UNEARMARKED/pledged': 105,
      'UNEARMARKED/committed': 98,
    });
    expect(await projection.totals('PHASE')).toEqual({ 'PH1/pledged': 138, 'PH1/committed': 98, 'PH2/pledged': 7 });
    expect(await projection.totals('DONATION', 2)).toEqual({ 'UH-TEST-02/pledged': 300, 'UH-TEST-02/committed': 300 });
  });

  it('keep the earmark that was released, and from when on it binds no more', async () => {
    await projection.given(on(things, pledged({ earmark: { provinceCode: '01' } }), a.earmarkReleased()));
    expect(await projection.at(1)).toMatchObject([{ earmark_province: '01', earmark_released: false }]);
    expect(await projection.now()).toMatchObject([{ earmark_province: '01', earmark_released: true }]);
  });

  it('never count an umbrella beside its leaves', async () => {
    await projection.given(
      on(things, pledged({ umbrella: true, quantity: 1000 })),
      on('donation-UH-TEST-03', pledged({ code: 'UH-TEST-03', quantity: 40, umbrellaCode: 'UH-TEST-02' })),
    );
    expect(await projection.totals('DONATION')).toEqual({ 'UH-TEST-03/pledged': 40 });
  });

  it('withhold what is flagged until a second person says what it is', async () => {
    const facts = [
      pledged({ flags: ['HISTORICAL'] }),
      { ...a.deviceLotReceived(), data: { ...a.deviceLotReceived().data, flags: ['OVER_RECEIPT'] } },
    ];
    await projection.given(on(things, ...facts));
    const [row] = await projection.now();
    // OVER_RECEIPT only marks; HISTORICAL withholds.
    expect(row).toMatchObject({ withheld: true, received: 98 });
    expect(await projection.totals('DONATION')).toEqual({});
    const eventId = Object.keys(row!.waiting as object)[0]!;
    await projection.given(on(things, ...facts, a.exceptionResolved({ eventId })));
    expect(await projection.now()).toMatchObject([{ withheld: false, waiting: {} }]);
    expect(await projection.totals('DONATION')).toEqual({ 'UH-TEST-02/pledged': 300 });
    await projection.given(on(things, ...facts, a.exceptionResolved({ eventId, outcome: 'REFUSED' })));
    expect(await projection.now()).toMatchObject([{ withheld: false, status: 'REFUSED', promised: 0 }]);
    expect(await projection.totals('DONATION')).toEqual({});
  });

  it('take receipts without their pledge', async () => {
    await projection.given(on(things, a.deviceLotReceived(), a.exceptionResolved()));
    expect(await projection.now()).toMatchObject([{ status: 'UNKNOWN', received: 98, kind: null }]);
  });
});

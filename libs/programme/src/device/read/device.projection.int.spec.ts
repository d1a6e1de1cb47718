import { on, projectionSpec } from '@projections/testing/projection-spec';
import * as a from '../domain/device.fixtures';
import { deviceProjection } from '.';

const stream = `device-${a.TAG}`;
const delivered = [
  a.deviceReceived(),
  a.deviceInspected(),
  a.custodyReleased(),
  a.custodyTaken(),
  a.deviceAssigned(),
  a.handoverRecorded({ carrier: 'VIETTEL' }),
  a.handoverAccepted(),
];

describe('devices', () => {
  const projection = projectionSpec(deviceProjection);

  it('are followed from the lot to the pupil', async () => {
    await projection.given(on(stream, ...delivered));
    expect(await projection.now()).toMatchObject([
      {
        tag: a.TAG,
        status: 'IN_USE',
        donation_code: 'UH-TEST-02',
        lot_no: 'L-01',
        type: 'TABLET',
        maker: 'Masstel',
        condition: 'NEW',
        unit_vnd: 2_600_000,
        received_on: '2021-10-20',
        received_position: 0,
        custodian_kind: 'PUPIL',
        custodian_id: a.SUBJECT,
        transfer: null,
        school_code: a.SCHOOL.id,
        assignment_id: a.ASSIGNMENT,
        subject_id: a.SUBJECT,
        promise: a.PROMISE,
        tenure: 'GIFT',
        handed_on: '2021-11-20',
        accepted_by_pupil_on: '2021-11-21',
        carrier: 'VIETTEL',
        open_flags: [],
      },
    ]);
    const [onTheWay] = await projection.at(3);
    expect(onTheWay).toMatchObject({
      status: 'IN_TRANSIT',
      custodian_kind: 'WAREHOUSE',
      transfer: { to: a.SCHOOL },
      school_code: a.SCHOOL.id,
      subject_id: null,
    });
    expect(await projection.history()).toHaveLength(6);
  });

  it('are counted where and when each stage was reached', async () => {
    await projection.given(on(stream, ...delivered));
    const reached = (n: number, ...keys: readonly string[]) => Object.fromEntries(keys.map((key) => [key, n]));
    expect(await projection.totals('ORGANISATION')).toEqual({
      ...reached(1, `${a.WAREHOUSE.id}/received`, `${a.WAREHOUSE.id}/accepted`),
      ...reached(
        1,
        ...['allocated', 'dispatched', 'atSchool', 'assigned', 'handedOver', 'acceptedByPupil', 'inUse'].map(
          (stage) => `${a.SCHOOL.id}/${stage}`,
        ),
      ),
    });
    expect(await projection.totals('ORGANISATION', 3)).toEqual(
      reached(
        1,
        `${a.WAREHOUSE.id}/received`,
        `${a.WAREHOUSE.id}/accepted`,
        `${a.SCHOOL.id}/allocated`,
        `${a.SCHOOL.id}/dispatched`,
      ),
    );
    expect(Object.keys(await projection.totals('PHASE')).every((key) => key.startsWith('PH1/'))).toBe(true);
  });

  it('of the wrong child are not delivered, and what was accepted is leakage', async () => {
    await projection.given(on(stream, ...delivered, a.wrongRecipientReported()));
    expect(await projection.totals('DONATION')).toMatchObject({
      'UH-TEST-02/handedOver': 1,
      'UH-TEST-02/voided': 1,
      'UH-TEST-02/leakage': 1,
    });
    expect(await projection.totals('DONATION')).not.toHaveProperty(['UH-TEST-02/acceptedByPupil']);
    expect(await projection.now()).toMatchObject([
      { status: 'TO_RECOVER', assignment_id: null, assignments: [{ end: 'WRONG_RECIPIENT', voided: true }] },
    ]);
  });

  it('are not counted while their receipt waits, nor when it is refused', async () => {
    const odd = a.deviceReceived({ unitVnd: 1, flags: ['PRICE_OUTLIER'] });
    await projection.given(on(stream, odd));
    const [row] = await projection.now();
    expect(row).toMatchObject({ status: 'RECEIVED', receipt: 'WAITING', open_flags: ['PRICE_OUTLIER'] });
    expect(await projection.totals('DONATION')).toEqual({});
    const eventId = Object.keys(row!.waiting as object)[0]!;
    await projection.given(on(stream, odd, a.exceptionResolved({ eventId })));
    expect(await projection.now()).toMatchObject([{ receipt: null, open_flags: [], waiting: {} }]);
    expect(await projection.totals('DONATION')).toEqual({ 'UH-TEST-02/received': 1 });
    await projection.given(on(stream, odd, a.exceptionResolved({ eventId, outcome: 'REFUSED' })));
    expect(await projection.now()).toMatchObject([{ receipt: 'REFUSED', status: 'REJECTED' }]);
    expect(await projection.totals('DONATION')).toEqual({});
  });

  it('take a handover without the receipt', async () => {
    await projection.given(on(stream, a.handoverRecorded(), a.exceptionResolved()));
    expect(await projection.now()).toMatchObject([{ status: 'DELIVERED', donation_code: null }]);
    expect(await projection.totals('ORGANISATION')).toEqual({});
  });
});

import { on, projectionSpec } from '@projections/testing/projection-spec';
import * as a from '../domain/device.fixtures';
import { deviceProjection } from '.';

const stream = `device-${a.TAG}`;
const reserved = [a.deviceReceived(), a.deviceInspected(), a.custodyReleased(), a.custodyTaken(), a.deviceAssigned()];
const handed = [...reserved, a.handoverRecorded()];
const delivered = [...handed, a.handoverAccepted()];

describe('the end of an assignment, in the device', () => {
  const projection = projectionSpec(deviceProjection);
  const after = async (...facts: Parameters<typeof on>[1][]) => {
    await projection.given(on(stream, ...facts));
    const [row] = await projection.now();
    return row!;
  };

  it('is a handover that was declined: the device is at the school again, and free', async () => {
    expect(await after(...handed, a.handoverDeclined())).toMatchObject({
      status: 'AT_SCHOOL',
      custodian_kind: 'SCHOOL',
      subject_id: null,
      assignments: [{ assignmentId: a.ASSIGNMENT, end: 'DECLINED', acceptedOn: null }],
    });
  });

  it('is a reservation that no longer binds, beside one that never came about', async () => {
    expect(
      await after(...reserved, a.assignmentDeclined({ promise: a.OTHER_PROMISE }), a.deviceUnassigned()),
    ).toMatchObject({
      status: 'AT_SCHOOL',
      assignments: [{ end: 'UNASSIGNED', voided: false }],
    });
  });

  it('is a loss, which a device that is found again does not undo', async () => {
    const row = await after(...delivered, a.deviceReportedLost(), a.deviceRecovered());
    expect(row).toMatchObject({
      status: 'RECOVERED',
      custodian_kind: 'SCHOOL',
      assignments: [{ end: 'LOST', endedOn: '2021-11-25', acceptedOn: '2021-11-21' }],
    });
    expect(await projection.at(8)).toMatchObject([{ status: 'LOST', subject_id: null }]);
  });

  it('is a device that was dead on arrival, and not a later fault', async () => {
    expect(await after(...delivered, a.deviceReportedFaulty())).toMatchObject({
      status: 'FAULTY',
      assignments: [{ end: 'REPLACED_DOA' }],
    });
    const repaired = await after(...delivered, a.deviceReportedFaulty({ deadOnArrival: false }), a.deviceRepaired());
    expect(repaired).toMatchObject({ status: 'IN_USE', subject_id: a.SUBJECT, assignments: [{ end: null }] });
  });

  it('is a return', async () => {
    expect(await after(...delivered, a.deviceReturned())).toMatchObject({
      status: 'RETURNED',
      custodian_kind: 'SCHOOL',
      assignments: [{ end: 'RETURNED', endedOn: '2022-01-05' }],
    });
  });

  it('is no other one where the device is written off: it stays lost, for good', async () => {
    expect(await after(...delivered, a.deviceReportedLost(), a.deviceWithdrawn())).toMatchObject({
      status: 'WRITTEN_OFF',
      assignments: [{ end: 'LOST', endedOn: '2021-11-25' }],
    });
    const [kept] = [await after(a.deviceReceived(), a.deviceQuarantined())];
    expect(kept).toMatchObject({ status: 'QUARANTINED', assignments: [] });
  });

  it('is in no fact that only says once more, for another stream, what stands here already', async () => {
    const said = await after(...handed, a.acceptanceBecameOverdue(), a.handoverAccepted(), a.deliveryConfirmed());
    expect(said).toMatchObject({ status: 'IN_USE', subject_id: a.SUBJECT, assignments: [{ end: null }] });
    const before = await after(...delivered, a.deviceReportedLost());
    const { status, assignments } = await after(
      ...delivered,
      a.deviceReportedLost(),
      a.assignmentEndConfirmed({ reason: 'LOST' }),
    );
    expect({ status, assignments }).toEqual({ status: before.status, assignments: before.assignments });
  });
});

import { by, person, recorded, specification, type Given } from '@kernel/testing';
import { type DeviceEvent, device, gapOn } from '.';
import * as a from './device.fixtures';

const given = specification(device, (actual, expected) => expect(actual).toEqual(expected));
const after = (...facts: readonly Given<DeviceEvent>[]) =>
  facts.map(recorded<DeviceEvent>).reduce(device.evolve, device.initial);

const available = [a.deviceReceived(), a.deviceInspected()] as const;
const inTransit = [...available, a.custodyReleased()] as const;
const gap = [...inTransit, by(person('policy:untaken-device-is-a-gap'), a.transferBecameOverdue())] as const;
const atSchool = [...inTransit, a.custodyTaken()] as const;
const delivered = [...atSchool, a.deviceAssigned(), a.handoverRecorded()] as const;
const inUse = [...delivered, a.handoverAccepted()] as const;

describe('a transfer that nobody takes (V1)', () => {
  const closed = (reason: string, outcome: 'ACCEPTED' | 'REFUSED' = 'ACCEPTED') =>
    a.exceptionResolved({ eventId: a.eventId(inTransit.length), code: 'CUSTODY_GAP', outcome, reason });

  it('is overdue once 72 hours are over, whenever in its day it was released', () =>
    expect(gapOn('2021-10-28')).toBe('2021-11-01'));

  it('is marked once, and custody stays where it is', () => {
    given(...inTransit)
      .when(a.markTransferOverdue())
      .then(a.transferBecameOverdue());
    given(...gap)
      .when(a.markTransferOverdue())
      .thenNothing();
    expect(after(...gap)).toMatchObject({ status: 'IN_TRANSIT', custodian: a.WAREHOUSE });
  });

  it.each([
    ['it was taken', atSchool],
    ['it was never released', available],
    ['the device is lost', [...inTransit, a.deviceReportedLost({ assignmentId: undefined, subjectId: undefined })]],
    ['another transfer is open', [...available, a.custodyReleased({ transferId: a.OTHER_TRANSFER })]],
  ] as const)('is none where %s', (_, facts) =>
    given(...facts)
      .when(a.markTransferOverdue())
      .thenNothing(),
  );

  it('is no exception any more with what ends it', () => {
    given(...gap)
      .when(a.takeCustody())
      .then(a.custodyTaken(), closed('CUSTODY_TAKEN'));
    const lost = a.deviceReportedLost({ assignmentId: undefined, subjectId: undefined });
    given(...gap)
      .when(a.reportLost())
      .then(lost, closed('DEVICE_LOST'));
    given(...gap, closed('DRIVER_CALLED'))
      .when(a.takeCustody())
      .then(a.custodyTaken());
  });

  it('can be resolved by a person, once, and is not marked again', () => {
    const ask = a.resolveException({ eventId: a.eventId(inTransit.length), reason: 'DRIVER_CALLED' });
    given(...gap)
      .when(ask)
      .then(closed('DRIVER_CALLED'));
    given(...gap, closed('DRIVER_CALLED'))
      .when(ask)
      .thenNothing();
    given(...gap, closed('DRIVER_CALLED', 'REFUSED'))
      .when(ask)
      .thenRefused('EXCEPTION_RESOLVED');
    given(...gap, closed('DRIVER_CALLED'))
      .when(a.markTransferOverdue())
      .thenNothing();
  });
});

describe('a number that comes in a manifest again (V3)', () => {
  const again = a.receiveDevice({ donationCode: 'UH-TEST-03', lotNo: 'L-09' });
  const seen = by(person('clerk'), a.deviceSeenAgain());

  it('is only refused while the device is not delivered', () => {
    given(...available)
      .when(again)
      .thenRefused('DEVICE_EXISTS');
    given(...atSchool)
      .when(again)
      .thenRefused('DEVICE_EXISTS');
  });

  it.each([
    ['handed over', delivered],
    ['in use', inUse],
    ['lost by its pupil', [...inUse, a.deviceReportedLost()]],
    ['back from its pupil', [...inUse, a.deviceReturned()]],
  ] as const)('is suspected once a lot where the device is %s, at the time when it comes', (_, facts) => {
    const { decision } = given(...facts).when(again);
    expect(decision).toMatchObject({ kind: 'accepted', events: [{ ...a.deviceSeenAgain() }] });
    given(...facts, seen)
      .when(again)
      .thenRefused('DEVICE_EXISTS');
    const elsewhere = given(...facts, seen).when(a.receiveDevice({ donationCode: 'UH-TEST-03', lotNo: 'L-10' }));
    expect(elsewhere.decision).toMatchObject({ events: [{ type: 'DeviceSeenAgain', data: { lotNo: 'L-10' } }] });
  });

  it('is nothing where the line of its own lot comes again', () =>
    given(...inUse)
      .when(a.receiveDevice())
      .thenNothing());

  it('changes nothing for the pupil, and is resolved by another person than who sent it', () => {
    expect(after(...inUse, seen)).toMatchObject({ status: 'IN_USE', assignment: { assignmentId: a.ASSIGNMENT } });
    const eventId = a.eventId(inUse.length);
    const ask = a.resolveException({ eventId, outcome: 'REFUSED', reason: 'TYPING_ERROR' });
    given(...inUse, seen)
      .when(ask)
      .then(a.exceptionResolved({ eventId, code: 'FRAUD_SUSPECTED', outcome: 'REFUSED', reason: 'TYPING_ERROR' }));
    given(...inUse, seen)
      .when(ask, { actor: person('clerk') })
      .thenRefused('SEPARATION_OF_DUTIES');
    given(...inUse, seen)
      .when(a.reportLost())
      .then(a.deviceReportedLost());
  });
});

import { by, person, recorded, specification, type Given } from '@kernel/testing';
import { type DeviceEvent, device, overdueOn } from '.';
import * as a from './device.fixtures';

const given = specification(device, (actual, expected) => expect(actual).toEqual(expected));
const after = (...facts: readonly Given<DeviceEvent>[]) =>
  facts.map(recorded<DeviceEvent>).reduce(device.evolve, device.initial);

const atSchool = [a.deviceReceived(), a.deviceInspected(), a.custodyReleased(), a.custodyTaken()] as const;
const reserved = [...atSchool, a.deviceAssigned()] as const;
const delivered = [...reserved, a.handoverRecorded()] as const;
const inUse = [...delivered, a.handoverAccepted()] as const;
const overdue = [...delivered, by(person('policy:silence-is-overdue'), a.acceptanceBecameOverdue())] as const;
const FLAGS = { flags: ['HISTORICAL'] };
const accepting = (index: number) => a.exceptionResolved({ eventId: a.eventId(index), code: 'HISTORICAL' });

describe('an acceptance that does not come', () => {
  const closed = (reason: string, outcome: 'ACCEPTED' | 'REFUSED' = 'ACCEPTED') =>
    a.exceptionResolved({ eventId: a.eventId(delivered.length), code: 'ACCEPTANCE_OVERDUE', outcome, reason });

  it('is overdue on the eighth day after the handover', () => expect(overdueOn('2021-11-20')).toBe('2021-11-28'));

  it('is marked once, and keeps nobody from answering', () => {
    given(...delivered)
      .when(a.markAcceptanceOverdue())
      .then(a.acceptanceBecameOverdue());
    given(...overdue)
      .when(a.markAcceptanceOverdue())
      .thenNothing();
    expect(after(...overdue).status).toBe('DELIVERED');
  });

  it.each([
    ['nothing was handed over', reserved],
    ['it was accepted', inUse],
    ['it was declined', [...delivered, a.handoverDeclined()]],
    ['the device is lost', [...delivered, a.deviceReportedLost()]],
    ['an acceptance waits for a second person', [...delivered, a.handoverAccepted(FLAGS)]],
  ] as const)('is not overdue where %s', (_, facts) =>
    given(...facts)
      .when(a.markAcceptanceOverdue())
      .thenNothing(),
  );

  it('is overdue though the handover itself waits for a second person', () =>
    given(...reserved, a.handoverRecorded(FLAGS))
      .when(a.markAcceptanceOverdue())
      .then(a.acceptanceBecameOverdue()));

  it('is no exception any more with what answers it', () => {
    const accepted = a.handoverAccepted({ acceptedOn: '2021-12-05' });
    given(...overdue)
      .when(a.acceptHandover({ acceptedOn: '2021-12-05' }))
      .then(accepted, closed('HANDOVER_ACCEPTED'));
    given(...overdue)
      .when(a.declineHandover())
      .then(a.handoverDeclined(), closed('HANDOVER_DECLINED'));
    given(...overdue)
      .when(a.reportLost())
      .then(a.deviceReportedLost(), closed('DEVICE_LOST'));
    given(...overdue, closed('HANDOVER_ACCEPTED'), accepted)
      .when(a.reportLost())
      .then(a.deviceReportedLost());
  });

  it('can be resolved by a person, once', () => {
    const ask = a.resolveException({ eventId: a.eventId(delivered.length), reason: 'FAMILY_AWAY' });
    given(...overdue)
      .when(ask)
      .then(closed('FAMILY_AWAY'));
    given(...overdue, closed('FAMILY_AWAY'))
      .when(ask)
      .thenNothing();
    given(...overdue, closed('FAMILY_AWAY', 'REFUSED'))
      .when(ask)
      .thenRefused('EXCEPTION_RESOLVED');
    given(...overdue, closed('FAMILY_AWAY'))
      .when(a.markAcceptanceOverdue())
      .thenNothing();
  });
});

describe('a flagged fact that a second person accepts', () => {
  const author = person('officer', 'SCHOOL_OFFICER');
  const resolve = (index: number) => a.resolveException({ eventId: a.eventId(index) });

  it('says the delivery once more, for who waits for it', () => {
    const eventId = a.eventId(delivered.length);
    given(...delivered, by(author, a.handoverAccepted(FLAGS)))
      .when(resolve(delivered.length))
      .then(accepting(delivered.length), a.deliveryConfirmed({ eventId }));
    expect(after(...delivered, a.handoverAccepted(FLAGS), accepting(delivered.length)).status).toBe('IN_USE');
  });

  it('says the end of the assignment once more', () =>
    given(...inUse, by(author, a.deviceReportedLost(FLAGS)))
      .when(resolve(inUse.length))
      .then(accepting(inUse.length), a.assignmentEndConfirmed({ eventId: a.eventId(inUse.length) })));

  it('says nothing more where nothing follows from it, or where it is refused', () => {
    given(...reserved, by(author, a.handoverRecorded(FLAGS)))
      .when(resolve(reserved.length))
      .then(accepting(reserved.length));
    const refused = { ...resolve(delivered.length).data, outcome: 'REFUSED' as const };
    given(...delivered, by(author, a.handoverAccepted(FLAGS)))
      .when({ type: 'ResolveException', data: refused })
      .then(a.exceptionResolved({ ...refused, code: 'HISTORICAL' }));
  });

  it('does not bring back a device that was lost meanwhile', () => {
    const waiting = [...reserved, a.handoverRecorded(FLAGS)] as const;
    expect(after(...waiting, a.deviceReportedLost(), accepting(reserved.length))).toMatchObject({
      status: 'LOST',
      assignment: null,
    });
    const inspection = [a.deviceReceived(), a.deviceInspected(FLAGS)] as const;
    expect(after(...inspection, a.deviceReportedLost(), accepting(1)).status).toBe('LOST');
    expect(after(...inUse, a.deviceReportedLost(), a.deviceRecovered(FLAGS), accepting(7 + 1)).status).toBe(
      'RECOVERED',
    );
  });

  it('leaves a device that was unassigned meanwhile with the child, to be recovered', () => {
    const waiting = [...reserved, a.handoverRecorded(FLAGS), a.deviceUnassigned()] as const;
    expect(after(...waiting, accepting(reserved.length))).toMatchObject({
      status: 'TO_RECOVER',
      custodian: { kind: 'PUPIL', id: a.SUBJECT },
      assignment: null,
    });
    const accepted = [...delivered, a.handoverAccepted(FLAGS), a.deviceUnassigned()] as const;
    expect(after(...accepted, accepting(delivered.length)).status).toBe('TO_RECOVER');
  });
});

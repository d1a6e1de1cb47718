import { by, person, recorded, specification, type Given } from '@kernel/testing';
import { type DeviceEvent, device, statusClassOf } from '.';
import * as a from './device.fixtures';

const given = specification(device, (actual, expected) => expect(actual).toEqual(expected));
const after = (...facts: readonly Given<DeviceEvent>[]) =>
  facts.map(recorded<DeviceEvent>).reduce(device.evolve, device.initial);

const received = [a.deviceReceived()] as const;
const available = [...received, a.deviceInspected()] as const;
const inTransit = [...available, a.custodyReleased()] as const;
const atSchool = [...inTransit, a.custodyTaken()] as const;
const reserved = [...atSchool, a.deviceAssigned()] as const;
const delivered = [...reserved, a.handoverRecorded()] as const;
const inUse = [...delivered, a.handoverAccepted()] as const;
const lost = [...inUse, a.deviceReportedLost()] as const;
const toRecover = [...inUse, a.wrongRecipientReported()] as const;

describe('the life of a device', () => {
  it.each([
    ['RECEIVED', received, a.WAREHOUSE],
    ['AVAILABLE', available, a.WAREHOUSE],
    ['IN_TRANSIT', inTransit, a.WAREHOUSE],
    ['AT_SCHOOL', atSchool, a.SCHOOL],
    ['RESERVED', reserved, a.SCHOOL],
    ['DELIVERED', delivered, { kind: 'PUPIL', id: a.SUBJECT }],
    ['IN_USE', inUse, { kind: 'PUPIL', id: a.SUBJECT }],
    ['TO_RECOVER', toRecover, { kind: 'PUPIL', id: a.OTHER_SUBJECT }],
  ] as const)('%s has exactly one custodian', (status, facts, custodian) =>
    expect(after(...facts)).toMatchObject({ status, custodian }),
  );
  it('knows every class of status', () =>
    expect([received, available, inUse, lost].map((facts) => statusClassOf(after(...facts).status))).toEqual([
      'PENDING',
      'DEPLOYABLE',
      'DEPLOYED',
      'UNDEPLOYABLE',
    ]));
});

describe('receiving a device', () => {
  it('is recorded once, and silent when the same line comes again', () => {
    given().when(a.receiveDevice()).then(a.deviceReceived());
    given(...received)
      .when(a.receiveDevice())
      .thenNothing();
    given(...received)
      .when(a.receiveDevice({ serial: 'MT10-0002' }))
      .thenRefused('DEVICE_EXISTS');
  });
  it('needs a serial number or an IMEI, never both', () => {
    given()
      .when(a.receiveDevice({ serial: undefined, imei: undefined }))
      .thenRefused('DEVICE_ID');
    const bySerial = given().when(a.receiveDevice({ imei: undefined }));
    const byImei = given().when(a.receiveDevice({ serial: undefined }));
    expect([bySerial.decision.kind, byImei.decision.kind]).toEqual(['accepted', 'accepted']);
  });
  it('refuses what is no serial number and no IMEI', () => {
    given()
      .when(a.receiveDevice({ serial: 'không có' }))
      .thenRefused('PLACEHOLDER');
    given()
      .when(a.receiveDevice({ imei: ['490154203237519'] }))
      .thenRefused('IMEI');
  });
  it.each([499_999, 50_000_001])('queues a price of %d đồng', (unitVnd) =>
    given()
      .when(a.receiveDevice({ unitVnd }))
      .then(a.deviceReceived({ unitVnd, flags: ['PRICE_OUTLIER'] })),
  );
});

describe('a device that is queued', () => {
  const flagged = a.deviceReceived({ flags: ['PRICE_OUTLIER'] });
  it('is there and can not be used', () => {
    given(flagged).when(a.inspectDevice()).thenRefused('EXCEPTION_OPEN');
    given(flagged)
      .when(a.assignDevice())
      .then(a.assignmentDeclined({ code: 'WITHHELD' }));
    expect(after(flagged).status).toBe('RECEIVED');
  });
  it('is resolved once, by another person than its author', () => {
    const author = person('someone-who-received-it');
    const ask = a.resolveException();
    given(by(author, flagged)).when(ask).then(a.exceptionResolved());
    given(by(author, flagged)).when(ask, { actor: author }).thenRefused('SEPARATION_OF_DUTIES');
    given(flagged)
      .when(a.resolveException({ eventId: a.PROMISE }))
      .thenRefused('EXCEPTION_UNKNOWN');
    given(flagged, a.exceptionResolved()).when(ask).thenNothing();
    given(flagged, a.exceptionResolved())
      .when(a.resolveException({ outcome: 'REFUSED' }))
      .thenRefused('EXCEPTION_RESOLVED');
  });
  it('can be inspected once accepted, and is rejected when refused', () => {
    given(flagged, a.exceptionResolved()).when(a.inspectDevice()).then(a.deviceInspected());
    expect(after(flagged, a.exceptionResolved({ outcome: 'REFUSED' })).status).toBe('REJECTED');
  });
  it('takes the effect of a flagged handover only when it is accepted', () => {
    const old = a.handoverRecorded({ flags: ['HISTORICAL'] });
    const accepted = a.exceptionResolved({ eventId: a.eventId(reserved.length) });
    expect(after(...reserved, old).status).toBe('RESERVED');
    expect(after(...reserved, old, accepted).status).toBe('DELIVERED');
  });
  it('goes on when a fact is only marked as late', () =>
    expect(after(a.deviceReceived({ flags: ['LATE'] }), a.deviceInspected()).status).toBe('AVAILABLE'));
});

describe('inspecting a device', () => {
  it('makes it available, or rejects it', () => {
    given(...received)
      .when(a.inspectDevice())
      .then(a.deviceInspected());
    const rejected = { result: 'REJECTED' as const, reason: 'LOCKED' };
    given(...received)
      .when(a.inspectDevice(rejected))
      .then(a.deviceInspected(rejected));
    expect(after(...received, a.deviceInspected(rejected)).status).toBe('REJECTED');
  });
  it.each(['USED', 'REFURBISHED'] as const)('passes nothing %s that was not wiped', (condition) => {
    given(a.deviceReceived({ condition })).when(a.inspectDevice()).thenRefused('WIPE_REQUIRED');
    given(a.deviceReceived({ condition }))
      .when(a.inspectDevice({ dataWiped: true }))
      .then(a.deviceInspected({ dataWiped: true }));
  });
  it('passes nothing that a pupil gave back and that was not wiped', () =>
    given(...inUse, a.deviceReturned())
      .when(a.inspectDevice())
      .thenRefused('WIPE_REQUIRED'));
  it('refuses what is in use, and what nobody received', () => {
    given(...inUse)
      .when(a.inspectDevice())
      .thenRefused('DEVICE_STATE');
    given().when(a.inspectDevice()).thenRefused('DEVICE_UNKNOWN');
  });
});

describe('custody', () => {
  it('is released to one that takes it, each said once', () => {
    given(...available)
      .when(a.releaseCustody())
      .then(a.custodyReleased());
    given(...inTransit)
      .when(a.releaseCustody())
      .thenNothing();
    given(...inTransit)
      .when(a.takeCustody())
      .then(a.custodyTaken());
    given(...atSchool)
      .when(a.takeCustody())
      .thenNothing();
  });
  it('is released by a device that may travel, to somebody else', () => {
    given(...received)
      .when(a.releaseCustody())
      .thenRefused('DEVICE_STATE');
    given(...inTransit)
      .when(a.releaseCustody({ transferId: a.OTHER_TRANSFER }))
      .thenRefused('DEVICE_STATE');
    given(...available)
      .when(a.releaseCustody({ to: a.WAREHOUSE }))
      .thenRefused('SAME_CUSTODIAN');
  });
  it('is taken by whom it was released to', () => {
    given(...inTransit)
      .when(a.takeCustody({ by: a.OTHER_SCHOOL }))
      .thenRefused('NOT_ADDRESSEE');
    given(...inTransit)
      .when(a.takeCustody({ transferId: a.OTHER_TRANSFER }))
      .thenRefused('TRANSFER_UNKNOWN');
  });
});

describe('assigning a device', () => {
  it('reserves it at its school, once a promise', () => {
    given(...atSchool)
      .when(a.assignDevice())
      .then(a.deviceAssigned());
    given(...reserved)
      .when(a.assignDevice())
      .thenNothing();
    given(...atSchool, a.assignmentDeclined())
      .when(a.assignDevice())
      .thenNothing();
  });
  it.each([
    ['DEVICE_UNKNOWN', []],
    ['DEVICE_NOT_AT_SCHOOL', inTransit],
    ['DEVICE_NOT_AT_SCHOOL', lost],
    ['ALREADY_ASSIGNED', reserved],
    ['ALREADY_ASSIGNED', inUse],
  ] as const)('is declined, never refused: %s', (code, facts) =>
    given(...facts)
      .when(a.assignDevice({ promise: a.OTHER_PROMISE, assignmentId: a.OTHER_ASSIGNMENT }))
      .then(a.assignmentDeclined({ promise: a.OTHER_PROMISE, assignmentId: a.OTHER_ASSIGNMENT, code })),
  );
  it('is declined for another school than the one that has it', () =>
    given(...atSchool)
      .when(a.assignDevice({ schoolCode: a.OTHER_SCHOOL.id }))
      .then(a.assignmentDeclined()));
  it('does not make a device that is only known by a declined promise', () =>
    given(a.assignmentDeclined({ code: 'DEVICE_UNKNOWN' }))
      .when(a.receiveDevice())
      .then(a.deviceReceived()));
});

describe('handing over', () => {
  it('goes to the pupil for whom it is reserved, and is silent when the paper comes again', () => {
    given(...reserved)
      .when(a.recordHandover())
      .then(a.handoverRecorded());
    given(...delivered)
      .when(a.recordHandover())
      .thenNothing();
    given(...inUse)
      .when(a.recordHandover())
      .thenNothing();
  });
  it('needs the approval, and the custody of that school', () => {
    given(...atSchool)
      .when(a.recordHandover())
      .thenRefused('HANDOVER_STATE');
    given(...reserved)
      .when(a.recordHandover({ schoolCode: a.OTHER_SCHOOL.id }))
      .thenRefused('HANDOVER_STATE');
  });
  it('is not to another child', () =>
    given(...reserved)
      .when(a.recordHandover({ subjectId: a.OTHER_SUBJECT }))
      .thenRefused('RECIPIENT_MISMATCH'));
  it('is not confirmed by who approved', () =>
    given(...reserved)
      .when(a.recordHandover(), { actor: person(a.APPROVER, 'SCHOOL_OFFICER') })
      .thenRefused('SEPARATION_OF_DUTIES'));
});

describe('accepting and declining', () => {
  it('is said once of a handover', () => {
    given(...delivered)
      .when(a.acceptHandover())
      .then(a.handoverAccepted());
    given(...inUse)
      .when(a.acceptHandover())
      .thenNothing();
    given(...delivered)
      .when(a.declineHandover())
      .then(a.handoverDeclined());
  });
  it('carries the SIM in the box', () => {
    const box = { simId: a.PROMISE, carrier: 'VIETTEL' as const };
    given(...reserved, a.handoverRecorded(box))
      .when(a.acceptHandover())
      .then(a.handoverAccepted(box));
  });
  it('needs the handover, and a day that is not before it', () => {
    given(...reserved)
      .when(a.acceptHandover())
      .thenRefused('HANDOVER_STATE');
    given(...inUse)
      .when(a.declineHandover())
      .thenRefused('HANDOVER_STATE');
    given(...delivered)
      .when(a.acceptHandover({ acceptedOn: '2021-11-19' }))
      .thenRefused('ACCEPTED_TOO_EARLY');
  });
  it('leaves a declined device free at the school', () =>
    expect(after(...delivered, a.handoverDeclined())).toMatchObject({
      status: 'AT_SCHOOL',
      custodian: a.SCHOOL,
      assignment: null,
    }));
});

describe('unassigning', () => {
  it('frees a reserved device, and is silent about any other assignment', () => {
    given(...reserved)
      .when(a.unassignDevice())
      .then(a.deviceUnassigned());
    given(...reserved)
      .when(a.unassignDevice({ assignmentId: a.OTHER_ASSIGNMENT }))
      .thenNothing();
    expect(after(...reserved, a.deviceUnassigned()).status).toBe('AT_SCHOOL');
  });
  it('leaves a device that a child has to be recovered', () =>
    expect(after(...inUse, a.deviceUnassigned()).status).toBe('TO_RECOVER'));
});

describe('losing and finding', () => {
  it('ends the assignment, and is found by inspection again', () => {
    given(...inUse)
      .when(a.reportLost())
      .then(a.deviceReportedLost());
    given(...lost)
      .when(a.reportLost())
      .thenRefused('DEVICE_STATE');
    given(...lost)
      .when(a.recoverDevice())
      .then(a.deviceRecovered());
    given(...inUse)
      .when(a.recoverDevice())
      .thenRefused('DEVICE_STATE');
    const found = [...lost, a.deviceRecovered(), a.deviceInspected({ dataWiped: true })];
    expect(after(...found)).toMatchObject({ status: 'AT_SCHOOL', custodian: a.SCHOOL, assignment: null });
  });
  it('can be reported while a fact waits', () => {
    const anywhere = a.deviceReportedLost({ assignmentId: undefined, subjectId: undefined });
    const flagged = a.deviceReceived({ flags: ['PRICE_OUTLIER'] });
    given(flagged).when(a.reportLost()).then(anywhere);
  });
});

describe('a fault', () => {
  it('up to seven days after the handover is dead on arrival', () => {
    given(...inUse)
      .when(a.reportFaulty({ reportedOn: '2021-11-27' }))
      .then(a.deviceReportedFaulty({ reportedOn: '2021-11-27' }));
    given(...inUse)
      .when(a.reportFaulty({ reportedOn: '2021-11-28' }))
      .then(a.deviceReportedFaulty({ reportedOn: '2021-11-28', deadOnArrival: false }));
    expect(after(...inUse, a.deviceReportedFaulty()).assignment).toBeNull();
  });
  it('later leaves the assignment open, and the pupil gets the device back', () => {
    const faulty = [...inUse, a.deviceReportedFaulty({ deadOnArrival: false })];
    const out = a.custodyReleased({ from: { kind: 'PUPIL', id: a.SUBJECT }, to: a.REPAIR_SHOP });
    const repairing = [...faulty, out, a.custodyTaken({ by: a.REPAIR_SHOP })];
    expect(after(...repairing).status).toBe('UNDER_REPAIR');
    given(...repairing)
      .when(a.repairDevice())
      .then(a.deviceRepaired());
    expect(after(...repairing, a.deviceRepaired())).toMatchObject({
      status: 'IN_USE',
      custodian: { kind: 'PUPIL', id: a.SUBJECT },
    });
    given(...repairing)
      .when(a.repairDevice({ outcome: 'SCRAPPED' }))
      .thenRefused('REPAIR_OUTCOME');
    expect(after(...repairing, a.deviceReturned()).status).toBe('UNDER_REPAIR');
  });
  it('is reported once, and repaired only when there is one', () => {
    given(...inUse, a.deviceReportedFaulty())
      .when(a.reportFaulty())
      .thenRefused('DEVICE_STATE');
    given(...inUse)
      .when(a.repairDevice())
      .thenRefused('DEVICE_STATE');
    given(...inUse, a.deviceReportedFaulty())
      .when(a.repairDevice({ outcome: 'AVAILABLE' }))
      .thenRefused('REPAIR_OUTCOME');
  });
});

describe('a repair is no inspection (V6)', () => {
  const free = a.repairDevice({ outcome: 'AVAILABLE' });
  const fault = a.deviceReportedFaulty({ assignmentId: undefined, subjectId: undefined, deadOnArrival: false });
  const toRepair = (from: typeof a.WAREHOUSE) =>
    [
      a.custodyReleased({ from, to: a.REPAIR_SHOP, transferId: a.OTHER_TRANSFER }),
      a.custodyTaken({ from, by: a.REPAIR_SHOP, transferId: a.OTHER_TRANSFER }),
    ] as const;
  const rejected = a.deviceInspected({ result: 'REJECTED', reason: 'LOCKED' });

  it.each([
    ['broken in the warehouse after it passed', [...available, fault]],
    ['broken at the school', [...atSchool, fault]],
    ['declined by the family, then broken', [...delivered, a.handoverDeclined(), fault]],
  ] as const)('so it frees what passed one before: %s', (_, facts) => {
    given(...facts)
      .when(free)
      .then(a.deviceRepaired({ outcome: 'AVAILABLE' }));
  });

  it.each([
    ['never inspected', [...received, fault], false],
    ['rejected, and sent to be repaired', [...received, rejected, ...toRepair(a.WAREHOUSE)], false],
    ['dead on arrival, given back', [...inUse, a.deviceReportedFaulty(), a.deviceReturned()], true],
    ['given back, then broken', [...inUse, a.deviceReturned(), fault], true],
    ['given back, then sent to be repaired', [...inUse, a.deviceReturned(), ...toRepair(a.SCHOOL)], true],
    ['found again, then broken', [...lost, a.deviceRecovered(), fault], true],
    ['found again and rejected', [...lost, a.deviceRecovered(), rejected, ...toRepair(a.SCHOOL)], true],
  ] as const)('and frees nothing else: %s', (_, facts, mayHoldData) => {
    given(...facts)
      .when(free)
      .thenRefused('INSPECTION_REQUIRED');
    const unwiped = given(...facts).when(a.inspectDevice());
    if (mayHoldData) unwiped.thenRefused('WIPE_REQUIRED');
    else unwiped.then(a.deviceInspected());
    const wiped = a.deviceInspected({ dataWiped: true });
    given(...facts)
      .when(a.inspectDevice({ dataWiped: true }))
      .then(wiped);
    expect(statusClassOf(after(...facts, wiped).status)).toBe('DEPLOYABLE');
  });

  it('nor does a second inspection without a wipe', () =>
    given(...inUse, a.deviceReturned(), rejected)
      .when(a.inspectDevice())
      .thenRefused('WIPE_REQUIRED'));

  it('is not inspected while a pupil waits for it, or holds it', () => {
    given(...inUse, a.deviceReportedFaulty({ deadOnArrival: false }))
      .when(a.inspectDevice({ dataWiped: true }))
      .thenRefused('DEVICE_STATE');
    given(...inUse, a.deviceReportedFaulty())
      .when(a.inspectDevice({ dataWiped: true }))
      .thenRefused('DEVICE_STATE');
  });
});

describe('giving back', () => {
  it('ends the assignment', () => {
    given(...inUse)
      .when(a.returnDevice())
      .then(a.deviceReturned());
    expect(after(...inUse, a.deviceReturned())).toMatchObject({ status: 'RETURNED', custodian: a.SCHOOL });
    given(...atSchool)
      .when(a.returnDevice())
      .thenRefused('DEVICE_STATE');
  });
});

describe('a wrong recipient', () => {
  it('is recorded, not edited', () => {
    given(...inUse)
      .when(a.reportWrongRecipient())
      .then(a.wrongRecipientReported());
    given(...reserved)
      .when(a.reportWrongRecipient())
      .thenRefused('HANDOVER_STATE');
    given(...inUse)
      .when(a.reportWrongRecipient({ actualSubjectId: a.SUBJECT }))
      .thenRefused('RECIPIENT_MISMATCH');
  });
  it('leaves the device to be recovered', () =>
    given(...toRecover)
      .when(a.recoverDevice())
      .then(a.deviceRecovered()));
});

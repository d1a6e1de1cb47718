import type { Recorded } from '@kernel';
import { type Custodian, evolveWithQueue } from '../../shared';
import type { DeviceEvent } from './device.events';
import type { Device, DeviceStatus } from './device.state';
import { evolveMarks } from './marks';

type RecordedEvent = Recorded<DeviceEvent>;
type Of<T extends DeviceEvent['type']> = Extract<RecordedEvent, { type: T }>;

/** A device that works and that nobody has been promised is where it is. */
const free = (custodian: Custodian | null): DeviceStatus => (custodian?.kind === 'SCHOOL' ? 'AT_SCHOOL' : 'AVAILABLE');

const received = (device: Device, { data }: Of<'DeviceReceived'>): Device => {
  const { channel: _channel, import: _import, flags: _flags, evidence: _evidence, ...what } = data;
  const custodian: Custodian = { kind: 'WAREHOUSE', id: data.warehouseCode };
  return { ...device, status: 'RECEIVED', received: what, custodian, mayHoldData: data.condition !== 'NEW' };
};

/** What was wiped stays wiped, whatever else the inspection found. */
const inspected = (device: Device, { data: { result, dataWiped } }: Of<'DeviceInspected'>): Device => {
  const passed = result === 'PASSED';
  const mayHoldData = device.mayHoldData && !dataWiped;
  return { ...device, status: passed ? free(device.custodian) : 'REJECTED', cleared: passed, mayHoldData };
};

/** Whoever had it may have left something on it, and done something to it. */
const OUT_OF_OUR_HANDS = { cleared: false, mayHoldData: true } as const;

/** On the way to a school a device that works is in transit; one that doesn't keeps its status wherever it goes. */
const released = (device: Device, { data: { transferId, from, to } }: Of<'CustodyReleased'>): Device => {
  const works = device.status === 'AVAILABLE' || device.status === 'AT_SCHOOL';
  return { ...device, status: works ? 'IN_TRANSIT' : device.status, transfer: { transferId, from, to } };
};

const taken = (device: Device, { data: { transferId, by } }: Of<'CustodyTaken'>): Device => {
  const next = { ...device, custodian: by, transfer: null, lastTransferId: transferId };
  if (by.kind === 'REPAIR') return { ...next, status: 'UNDER_REPAIR' };
  return { ...next, status: device.status === 'IN_TRANSIT' ? free(by) : device.status };
};

const repaired = (device: Device, { data: { outcome } }: Of<'DeviceRepaired'>): Device => {
  switch (outcome) {
    case 'SCRAPPED':
      return { ...device, status: 'SCRAPPED', assignment: null, transfer: null };
    case 'AVAILABLE':
      return { ...device, status: free(device.custodian) };
    case 'BACK_IN_USE': {
      // The pupil has it again, wherever it was repaired.
      const custodian: Custodian | null = device.assignment
        ? { kind: 'PUPIL', id: device.assignment.subjectId }
        : device.custodian;
      return { ...device, status: device.assignment?.acceptedOn ? 'IN_USE' : 'DELIVERED', custodian, transfer: null };
    }
  }
};

/** No longer bound: free at the school, or with a child who has no claim to it. */
const unassigned = (device: Device): Device => {
  const reserved = device.status === 'RESERVED';
  const withPupil = device.status === 'DELIVERED' || device.status === 'IN_USE';
  const status = reserved ? free(device.custodian) : withPupil ? 'TO_RECOVER' : device.status;
  return { ...device, status, assignment: null };
};

/** What a fact does once nothing withholds its effect. Takes any subset of the stream in its order and never throws (contract 3). */
const apply = (device: Device, event: RecordedEvent): Device => {
  switch (event.type) {
    case 'DeviceReceived':
      return received(device, event);
    case 'DeviceInspected':
      return inspected(device, event);
    case 'CustodyReleased':
      return released(device, event);
    case 'CustodyTaken':
      return taken(device, event);
    case 'DeviceAssigned': {
      const { assignmentId, subjectId, schoolCode, tenure, approvedBy, promise } = event.data;
      const assignment = { assignmentId, subjectId, schoolCode, tenure, approvedBy };
      return { ...device, status: 'RESERVED', assignment, promises: [...device.promises, promise] };
    }
    case 'AssignmentDeclined':
      return { ...device, promises: [...device.promises, event.data.promise] };
    case 'HandoverRecorded': {
      const { subjectId, handedOn, simId, carrier } = event.data;
      const box = { ...(simId ? { simId } : {}), ...(carrier ? { carrier } : {}) };
      const assignment = device.assignment && { ...device.assignment, handedOn, ...box };
      const custodian: Custodian = { kind: 'PUPIL', id: subjectId };
      return { ...device, status: 'DELIVERED', assignment, custodian, delivered: true, ...OUT_OF_OUR_HANDS };
    }
    case 'HandoverAccepted': {
      const assignment = device.assignment && { ...device.assignment, acceptedOn: event.data.acceptedOn };
      return { ...device, status: 'IN_USE', assignment };
    }
    case 'HandoverDeclined':
      return {
        ...device,
        status: 'AT_SCHOOL',
        assignment: null,
        custodian: { kind: 'SCHOOL', id: event.data.schoolCode },
        // Never taken: as it was before it was held out (4.F).
        cleared: true,
        mayHoldData: false,
      };
    case 'DeviceUnassigned':
      return unassigned(device);
    case 'DeviceReportedLost':
      return {
        ...device,
        status: event.data.kind,
        missing: { since: event.data.lostOn, author: event.actor.id },
        assignment: null,
        transfer: null,
        ...OUT_OF_OUR_HANDS,
      };
    case 'DeviceRecovered':
      return { ...device, status: 'RECOVERED', missing: null, custodian: event.data.custodian };
    case 'DeviceQuarantined':
      return { ...device, status: 'QUARANTINED', cleared: false };
    case 'DeviceWithdrawn':
      return { ...device, status: event.data.outcome, assignment: null, transfer: null };
    case 'DeviceReportedFaulty':
      return { ...device, status: 'FAULTY', assignment: event.data.deadOnArrival ? null : device.assignment };
    case 'DeviceRepaired':
      return repaired(device, event);
    case 'DeviceReturned': {
      const broken = device.status === 'FAULTY' || device.status === 'UNDER_REPAIR';
      const status = broken ? device.status : 'RETURNED';
      return { ...device, status, assignment: null, custodian: event.data.to };
    }
    case 'WrongRecipientReported': {
      const holder = event.data.actualSubjectId;
      const custodian: Custodian | null = holder ? { kind: 'PUPIL', id: holder } : device.custodian;
      return { ...device, status: 'TO_RECOVER', assignment: null, custodian };
    }
    case 'AcceptanceBecameOverdue':
    case 'TransferBecameOverdue':
    case 'DeviceSeenAgain':
    case 'DeliveryConfirmed':
    case 'AssignmentEndConfirmed':
    case 'ExceptionResolved':
      return device;
  }
};

const schoolOf = ({ assignment, custodian }: Device, before: string | null): string | null => {
  if (assignment) return assignment.schoolCode;
  switch (custodian?.kind) {
    case 'SCHOOL':
      return custodian.id;
    case 'WAREHOUSE':
    case 'AUTHORITY':
      return null;
    case 'PUPIL':
    case 'REPAIR':
    case undefined:
      return before;
  }
};

const MISSING: ReadonlySet<DeviceStatus> = new Set(['LOST', 'STOLEN']);

/**
 * A fact that waited takes its effect, on what became of the device meanwhile: whoever unassigns it or reports it lost waits for nobody.
 * The end is the same in whichever order they came.
 */
const acceptedLate = (device: Device, event: RecordedEvent): Device => {
  if (event.type === 'DeviceReceived') return device;
  const isOfAnother =
    (event.type === 'HandoverRecorded' || event.type === 'HandoverAccepted') &&
    device.assignment?.assignmentId !== event.data.assignmentId;
  if (isOfAnother && event.type === 'HandoverAccepted') return device;
  const next = apply(device, event);
  if (MISSING.has(device.status) && event.type !== 'DeviceRecovered')
    return { ...next, status: device.status, assignment: null, transfer: null };
  return isOfAnother ? unassigned({ ...next, assignment: null }) : next;
};

const refused = (device: Device, event: RecordedEvent): Device =>
  event.type === 'DeviceReceived' && !MISSING.has(device.status) ? { ...device, status: 'REJECTED' } : device;

/** A flagged receipt is there, but the device can't be used; any other flagged fact does nothing until it is accepted. */
const evolved = evolveWithQueue<Device, DeviceEvent>({
  apply,
  announce: (device, event) => (event.type === 'DeviceReceived' ? apply(device, event) : device),
  accept: acceptedLate,
  refuse: refused,
});

export const evolveDevice = (device: Device, event: RecordedEvent): Device => {
  const next = evolveMarks(evolved(device, event), event);
  return { ...next, schoolCode: schoolOf(next, device.schoolCode) };
};

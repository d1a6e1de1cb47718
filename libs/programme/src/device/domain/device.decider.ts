import { type Actor, type Asked, type Decider, type Decision, accept, refuse } from '@kernel';
import { type Custodian, addDays, daysBetween, isWaiting, resolution } from '../../shared';
import { type DeviceEvent, deviceEvents } from './device.events';
import { evolveDevice } from './device.evolve';
import { type Device, type DeviceStatus, isSameCustodian, unknownDevice } from './device.state';
import {
  acceptHandover,
  consequencesOf,
  declineHandover,
  handOver,
  markOverdue,
  reportWrongRecipient,
} from './handover';
import { isImei, isPlaceholder, isPriceOutlier } from './identity';
import { closingMarks, markGap, resolveMark, seenAgain } from './marks';
import type { DeviceCommand, DeviceRefusal } from './requests';
import { MISSING, quarantine, withdraw } from './withdrawal';

/** V1: a device that was released is taken within these hours. */
export const CUSTODY_GAP_HOURS = 72;

/** The first day on which a transfer is overdue: the hours are over wherever in the day of its release they began. */
export const gapOn = (releasedOn: string): string => addDays(releasedOn, CUSTODY_GAP_HOURS / 24 + 1);

/** A fault up to this many days after the handover is dead on arrival: the pupil gets another device (4.F). */
export const DEAD_ON_ARRIVAL_DAYS = 7;

type Outcome = Decision<DeviceEvent, DeviceRefusal>;
type Of<T extends DeviceCommand['type']> = Extract<DeviceCommand, { type: T }>['data'];

const INSPECTABLE: ReadonlySet<DeviceStatus> = new Set([
  'RECEIVED',
  'RETURNED',
  'RECOVERED',
  'REJECTED',
  'QUARANTINED',
]);
const RELEASABLE: ReadonlySet<DeviceStatus> = new Set([
  'AVAILABLE',
  'AT_SCHOOL',
  'REJECTED',
  'RETURNED',
  'RECOVERED',
  'FAULTY',
  'UNDER_REPAIR',
  'QUARANTINED',
]);
const REPAIRABLE: ReadonlySet<DeviceStatus> = new Set(['FAULTY', 'UNDER_REPAIR']);
/** Over, or not in anybody's hands. */
const GONE: ReadonlySet<DeviceStatus> = new Set([
  ...MISSING,
  'SCRAPPED',
  'RETURNED_TO_DONOR',
  'DONATED_ON',
  'WRITTEN_OFF',
]);
/** What a fault can be reported of: anything that is in somebody's hands and was not already found broken. */
const BROKEN: ReadonlySet<DeviceStatus> = new Set([...GONE, 'FAULTY', 'UNDER_REPAIR', 'REJECTED']);

const wrongState = ({ status }: Device): Outcome => refuse('DEVICE_STATE', { status });

const receive = (data: Of<'ReceiveDevice'>, device: Device, now: string): Outcome => {
  if (device.received) return isSameDevice(data, device) ? accept() : seenAgain(data, device, now);
  if (data.serial === undefined && data.imei === undefined) return refuse('DEVICE_ID');
  if (data.serial !== undefined && isPlaceholder(data.serial)) return refuse('PLACEHOLDER');
  if (!(data.imei ?? []).every(isImei)) return refuse('IMEI');
  const outlier = data.unitVnd !== undefined && isPriceOutlier(data.unitVnd);
  const flags = [...new Set([...(data.flags ?? []), ...(outlier ? ['PRICE_OUTLIER'] : [])])];
  return accept({
    type: 'DeviceReceived',
    data: flags.length > 0 ? { ...data, flags } : data,
    occurredAt: data.receivedOn,
  });
};

const isSameDevice = (data: Of<'ReceiveDevice'>, { received }: Device): boolean =>
  received !== null &&
  received.serial === data.serial &&
  received.maker === data.maker &&
  (received.imei ?? []).join() === (data.imei ?? []).join() &&
  received.donationCode === data.donationCode &&
  received.lotNo === data.lotNo;

/** A device that nobody waits for is inspected after its repair too; one that a child holds is not in front of the inspector. */
const isInspectable = ({ status, assignment, custodian }: Device): boolean =>
  INSPECTABLE.has(status) || (REPAIRABLE.has(status) && assignment === null && custodian?.kind !== 'PUPIL');

/** V6: what somebody else has used holds somebody else's data until it is wiped; so does what a pupil gave back. */
const inspect = (data: Of<'InspectDevice'>, device: Device): Outcome => {
  if (!isInspectable(device)) return wrongState(device);
  if (data.result === 'PASSED' && device.mayHoldData && !data.dataWiped) return refuse('WIPE_REQUIRED');
  return accept({ type: 'DeviceInspected', data });
};

const release = ({ transferId, to }: Of<'ReleaseCustody'>, device: Device): Outcome => {
  const { custodian, transfer, status } = device;
  if (transfer?.transferId === transferId) return accept();
  if (transfer || !custodian || !RELEASABLE.has(status)) return wrongState(device);
  const unfit = BROKEN.has(status) || status === 'QUARANTINED';
  if ((to.kind === 'SCHOOL' && unfit) || to.kind === 'PUPIL') return wrongState(device);
  if (isSameCustodian(custodian, to)) return refuse('SAME_CUSTODIAN');
  return accept({ type: 'CustodyReleased', data: { transferId, from: custodian, to } });
};

const take = ({ transferId, by }: Of<'TakeCustody'>, device: Device): Outcome => {
  if (device.lastTransferId === transferId && !device.transfer) return accept();
  const { transfer } = device;
  if (!transfer || transfer.transferId !== transferId) return refuse('TRANSFER_UNKNOWN');
  if (!isSameCustodian(transfer.to, by)) return refuse('NOT_ADDRESSEE', { addressee: transfer.to.id });
  return accept({ type: 'CustodyTaken', data: { transferId, from: transfer.from, by } });
};

/** Why a promise can't be kept; null where it can. */
const obstacle = (device: Device, schoolCode: string): string | null => {
  if (!device.received) return 'DEVICE_UNKNOWN';
  if (isWaiting(device)) return 'WITHHELD';
  if (device.assignment) return 'ALREADY_ASSIGNED';
  const there = device.custodian?.kind === 'SCHOOL' && device.custodian.id === schoolCode;
  return device.status === 'AT_SCHOOL' && there ? null : 'DEVICE_NOT_AT_SCHOOL';
};

/** Never refuses: the target of a promise records the outcome either way, once a promise (contract 2). */
const assign = (data: Of<'AssignDevice'>, device: Device): Outcome => {
  if (device.promises.includes(data.promise)) return accept();
  const { assignmentId, promise, subjectId, schoolCode } = data;
  const code = obstacle(device, schoolCode);
  return code
    ? accept({ type: 'AssignmentDeclined', data: { assignmentId, promise, subjectId, code } })
    : accept({ type: 'DeviceAssigned', data });
};

const unassign = ({ assignmentId, reason }: Of<'UnassignDevice'>, { assignment }: Device): Outcome =>
  assignment?.assignmentId === assignmentId
    ? accept({ type: 'DeviceUnassigned', data: { assignmentId, subjectId: assignment.subjectId, reason } })
    : accept();

/** The open assignment, as facts that end or touch it name it. */
const bound = ({ assignment }: Device): { readonly assignmentId?: string; readonly subjectId?: string } =>
  assignment ? { assignmentId: assignment.assignmentId, subjectId: assignment.subjectId } : {};

const reportLost = (data: Of<'ReportLost'>, device: Device): Outcome => {
  if (GONE.has(device.status)) return wrongState(device);
  return accept({ type: 'DeviceReportedLost', data: { ...data, ...bound(device) }, occurredAt: data.lostOn });
};

const reportFaulty = (data: Of<'ReportFaulty'>, device: Device): Outcome => {
  if (BROKEN.has(device.status)) return wrongState(device);
  const handedOn = device.assignment?.handedOn;
  const early = handedOn === undefined || daysBetween(handedOn, data.reportedOn) <= DEAD_ON_ARRIVAL_DAYS;
  const deadOnArrival = device.assignment !== null && early;
  return accept({
    type: 'DeviceReportedFaulty',
    data: { ...data, ...bound(device), deadOnArrival },
    occurredAt: data.reportedOn,
  });
};

/**
 * Back in use where a pupil waits for it; free where nobody does, and then not while a child still holds it. A repair is no inspection:
 * what never passed one, or was in a child's hands since, becomes free by an inspection only (V6).
 */
const repair = (data: Of<'RepairDevice'>, device: Device): Outcome => {
  if (!REPAIRABLE.has(device.status)) return wrongState(device);
  const waits = device.assignment !== null;
  if (data.outcome === 'BACK_IN_USE' && !waits) return refuse('REPAIR_OUTCOME');
  if (data.outcome !== 'BACK_IN_USE' && waits) return refuse('REPAIR_OUTCOME');
  if (data.outcome === 'AVAILABLE' && device.custodian?.kind === 'PUPIL') return refuse('REPAIR_OUTCOME');
  if (data.outcome === 'AVAILABLE' && !device.cleared) return refuse('INSPECTION_REQUIRED');
  return accept({ type: 'DeviceRepaired', data, occurredAt: data.repairedOn });
};

const isPlaceOfOurs = ({ kind }: Custodian): boolean => kind !== 'PUPIL';

const giveBack = (data: Of<'ReturnDevice'>, device: Device): Outcome => {
  const theirs = device.custodian?.kind === 'PUPIL' || device.assignment?.handedOn !== undefined;
  const held = theirs && !GONE.has(device.status);
  if (!held || !isPlaceOfOurs(data.to)) return wrongState(device);
  return accept({ type: 'DeviceReturned', data: { ...data, ...bound(device) }, occurredAt: data.returnedOn });
};

const recover = (data: Of<'RecoverDevice'>, device: Device): Outcome => {
  const missing = MISSING.has(device.status) || device.status === 'TO_RECOVER';
  if (!missing || !isPlaceOfOurs(data.custodian)) return wrongState(device);
  return accept({ type: 'DeviceRecovered', data, occurredAt: data.recoveredOn });
};

const resolve = (data: Of<'ResolveException'>, device: Device, actor: Actor): Outcome => {
  const marked = resolveMark(data, device, actor);
  if (marked) return marked;
  const answer = resolution(device, data, actor);
  if (answer.kind === 'refused') return answer;
  if (answer.kind === 'repeated') return accept();
  return accept<DeviceEvent>(answer.event, ...(data.outcome === 'ACCEPTED' ? consequencesOf(answer.fact) : []));
};

/**
 * Stream    device-{tag}: one device, from the warehouse to the pupil and what came after.
 * Protects  exactly one custodian at every instant (V1), at most one open assignment (V2), no state is skipped (V4), nothing used is
 *           given out with somebody's data on it (V6). A flagged receipt can't be used, and nothing is decided over a fact that waits.
 * Refuses   in source order: a command that breaks two rules is told about the first. A receipt: DEVICE_EXISTS, DEVICE_ID, PLACEHOLDER,
 *           IMEI. Every other command but AssignDevice: DEVICE_UNKNOWN; all but a loss, a resolution and what a policy sends:
 *           EXCEPTION_OPEN. Inspection: DEVICE_STATE, WIPE_REQUIRED. Custody: DEVICE_STATE, SAME_CUSTODIAN; TRANSFER_UNKNOWN,
 *           NOT_ADDRESSEE. Handover: HANDOVER_STATE, RECIPIENT_MISMATCH, SEPARATION_OF_DUTIES; acceptance: HANDOVER_STATE,
 *           ACCEPTED_TOO_EARLY; wrong recipient: HANDOVER_STATE, RECIPIENT_MISMATCH. Loss, fault, return, recovery: DEVICE_STATE.
 *           Repair: DEVICE_STATE, REPAIR_OUTCOME, INSPECTION_REQUIRED. Quarantine: DEVICE_STATE. Withdrawal: DEVICE_STATE,
 *           SEPARATION_OF_DUTIES, WRITTEN_OFF_TOO_EARLY, WIPE_REQUIRED. A resolution: EXCEPTION_RESOLVED, EXCEPTION_UNKNOWN,
 *           SEPARATION_OF_DUTIES.
 *           A receipt of a delivered device marks it once a lot, and is refused by whoever sent it (V3).
 *           AssignDevice is declined, never refused: DEVICE_UNKNOWN, WITHHELD, ALREADY_ASSIGNED, DEVICE_NOT_AT_SCHOOL.
 */
const decide = (command: Asked<DeviceCommand>, device: Device): Outcome =>
  closingMarks(decideCommand(command, device), device);

const decideCommand = (command: Asked<DeviceCommand>, device: Device): Outcome => {
  if (command.type === 'ReceiveDevice') return receive(command.data, device, command.now);
  if (command.type === 'AssignDevice') return assign(command.data, device);
  if (!device.received) return refuse('DEVICE_UNKNOWN');
  if (command.type === 'ReportLost') return reportLost(command.data, device);
  if (command.type === 'MarkAcceptanceOverdue') return markOverdue(command.data, device);
  if (command.type === 'MarkTransferOverdue') return markGap(command.data, device);
  if (command.type === 'UnassignDevice') return unassign(command.data, device);
  if (command.type === 'ResolveException') return resolve(command.data, device, command.actor);
  if (isWaiting(device)) return refuse('EXCEPTION_OPEN');
  switch (command.type) {
    case 'InspectDevice':
      return inspect(command.data, device);
    case 'ReleaseCustody':
      return release(command.data, device);
    case 'TakeCustody':
      return take(command.data, device);
    case 'RecordHandover':
      return handOver(command.data, device, command.actor);
    case 'AcceptHandover':
      return acceptHandover(command.data, device);
    case 'DeclineHandover':
      return declineHandover(command.data, device);
    case 'ReportFaulty':
      return reportFaulty(command.data, device);
    case 'RepairDevice':
      return repair(command.data, device);
    case 'ReturnDevice':
      return giveBack(command.data, device);
    case 'RecoverDevice':
      return recover(command.data, device);
    case 'QuarantineDevice':
      return quarantine(command.data, device);
    case 'WithdrawDevice':
      return withdraw(command.data, device, command.actor);
    case 'ReportWrongRecipient':
      return reportWrongRecipient(command.data, device);
  }
};

export const device: Decider<DeviceCommand, Device, DeviceEvent, DeviceRefusal> = {
  noun: 'device',
  streamOf: (tag) => `device-${tag}`,
  events: deviceEvents,
  initial: unknownDevice,
  decide,
  evolve: evolveDevice,
};

/** The tag that a device's stream names. */
export const tagOf = (stream: string): string => stream.slice('device-'.length);

import { type Actor, type Decision, type Recorded, accept, refuse } from '@kernel';
import { addDays, vietnamDay } from '../../shared';
import type { DeviceEvent } from './device.events';
import type { Device } from './device.state';
import { isMarked } from './marks';
import type { DeviceCommand, DeviceRefusal } from './requests';

/** G4: the pupil's side says yes or no within this many days after the handover; silence is neither. */
export const ACCEPTANCE_DAYS = 7;

/** The first day on which an acceptance is overdue. */
export const overdueOn = (handedOn: string): string => addDays(handedOn, ACCEPTANCE_DAYS + 1);

type Outcome = Decision<DeviceEvent, DeviceRefusal>;
type Of<T extends DeviceCommand['type']> = Extract<DeviceCommand, { type: T }>['data'];
type Fact<T extends DeviceEvent['type']> = Extract<Recorded<DeviceEvent>, { type: T }>;

const handoverState = ({ status }: Device): Outcome => refuse('HANDOVER_STATE', { status });

export const handOver = (data: Of<'RecordHandover'>, device: Device, actor: Actor): Outcome => {
  const { assignment, custodian, status } = device;
  if (isRepeatedHandover(data, device)) return accept();
  if (status !== 'RESERVED' || !assignment) return handoverState(device);
  if (custodian?.kind !== 'SCHOOL' || custodian.id !== data.schoolCode) return handoverState(device);
  if (assignment.assignmentId !== data.assignmentId || assignment.subjectId !== data.subjectId)
    return refuse('RECIPIENT_MISMATCH');
  if (assignment.approvedBy === actor.id) return refuse('SEPARATION_OF_DUTIES');
  return accept({ type: 'HandoverRecorded', data, occurredAt: data.handedOn });
};

/** The same paper again, from whatever file. */
const isRepeatedHandover = (data: Of<'RecordHandover'>, { assignment }: Device): boolean =>
  assignment !== null &&
  assignment.assignmentId === data.assignmentId &&
  assignment.subjectId === data.subjectId &&
  assignment.handedOn === data.handedOn;

export const acceptHandover = (data: Of<'AcceptHandover'>, device: Device): Outcome => {
  const { assignment, status } = device;
  if (!assignment?.handedOn || assignment.assignmentId !== data.assignmentId) return handoverState(device);
  if (assignment.acceptedOn) return assignment.acceptedOn === data.acceptedOn ? accept() : handoverState(device);
  if (status !== 'DELIVERED') return handoverState(device);
  if (data.acceptedOn < assignment.handedOn) return refuse('ACCEPTED_TOO_EARLY', { handedOn: assignment.handedOn });
  const { subjectId, schoolCode, handedOn, simId, carrier } = assignment;
  const box = { ...(simId ? { simId } : {}), ...(carrier ? { carrier } : {}) };
  return accept({
    type: 'HandoverAccepted',
    data: { ...data, subjectId, schoolCode, handedOn, ...box },
    occurredAt: data.acceptedOn,
  });
};

export const declineHandover = ({ assignmentId, reason }: Of<'DeclineHandover'>, device: Device): Outcome => {
  const { assignment, status } = device;
  if (status !== 'DELIVERED' || assignment?.assignmentId !== assignmentId) return handoverState(device);
  const { subjectId, schoolCode } = assignment;
  return accept({ type: 'HandoverDeclined', data: { assignmentId, subjectId, schoolCode, reason } });
};

export const reportWrongRecipient = (data: Of<'ReportWrongRecipient'>, device: Device): Outcome => {
  const { assignment } = device;
  if (!assignment?.handedOn || assignment.assignmentId !== data.assignmentId) return handoverState(device);
  if (data.actualSubjectId === assignment.subjectId) return refuse('RECIPIENT_MISMATCH');
  return accept({
    type: 'WrongRecipientReported',
    data: { ...data, subjectId: assignment.subjectId },
    occurredAt: data.reportedOn,
  });
};

/** Of a fact that waits: who recorded it is not to be reminded of what a second person has not looked at yet. */
const waits = <T extends DeviceEvent['type']>({ queue }: Device, type: T, assignmentId: string): Fact<T> | undefined =>
  Object.values(queue.waiting).find(
    (fact): fact is Fact<T> =>
      fact.type === type && (fact.data as { readonly assignmentId?: string }).assignmentId === assignmentId,
  );

/** Never refuses, for a deadline asks: an acceptance that came, or is not waited for any more, is not overdue. */
export const markOverdue = ({ assignmentId }: Of<'MarkAcceptanceOverdue'>, device: Device): Outcome => {
  const { assignment, status } = device;
  if (assignment?.assignmentId !== assignmentId || isMarked(device, 'ACCEPTANCE_OVERDUE', assignmentId))
    return accept();
  const handedOn =
    status === 'DELIVERED' ? assignment.handedOn : waits(device, 'HandoverRecorded', assignmentId)?.data.handedOn;
  const answered = waits(device, 'HandoverAccepted', assignmentId) ?? waits(device, 'HandoverDeclined', assignmentId);
  if (handedOn === undefined || answered) return accept();
  const { subjectId, schoolCode } = assignment;
  const data = { assignmentId, subjectId, schoolCode, handedOn, flags: ['ACCEPTANCE_OVERDUE'] };
  return accept({ type: 'AcceptanceBecameOverdue', data });
};

export interface AssignmentEnd {
  readonly assignmentId: string;
  readonly subjectId: string;
  readonly reason: 'DECLINED' | 'LOST' | 'STOLEN' | 'REPLACED_DOA' | 'RETURNED' | 'WRONG_RECIPIENT';
  readonly endedOn: string;
}

const ENDING = [
  'HandoverDeclined',
  'DeviceReportedLost',
  'DeviceReportedFaulty',
  'DeviceReturned',
  'WrongRecipientReported',
] as const;
type Ending = Fact<(typeof ENDING)[number]>;

const isEnding = (fact: Recorded<DeviceEvent>): fact is Ending => (ENDING as readonly string[]).includes(fact.type);

const meaningOf = (fact: Ending): Pick<AssignmentEnd, 'reason' | 'endedOn'> | null => {
  switch (fact.type) {
    case 'HandoverDeclined':
      return { reason: 'DECLINED', endedOn: vietnamDay(fact.occurredAt) };
    case 'DeviceReportedLost':
      return { reason: fact.data.kind, endedOn: fact.data.lostOn };
    case 'DeviceReportedFaulty':
      // A later fault leaves the assignment open: the device is repaired for the same pupil.
      return fact.data.deadOnArrival ? { reason: 'REPLACED_DOA', endedOn: fact.data.reportedOn } : null;
    case 'DeviceReturned':
      return { reason: 'RETURNED', endedOn: fact.data.returnedOn };
    case 'WrongRecipientReported':
      return { reason: 'WRONG_RECIPIENT', endedOn: fact.data.reportedOn };
  }
};

/** The end of an assignment that a fact of the device means (4.F); null where it means none. */
export const endOf = (fact: Ending): AssignmentEnd | null => {
  const { assignmentId, subjectId } = fact.data;
  const meaning = meaningOf(fact);
  return meaning && assignmentId !== undefined && subjectId !== undefined
    ? { assignmentId, subjectId, ...meaning }
    : null;
};

/** What other streams wait for is said once more when a second person accepts it: who listens there can't look it up here. */
export const consequencesOf = (fact: Recorded<DeviceEvent>): readonly DeviceEvent[] => {
  if (fact.type === 'HandoverAccepted') {
    const { assignmentId, subjectId, schoolCode, handedOn, acceptedOn, simId, carrier } = fact.data;
    const box = { ...(simId ? { simId } : {}), ...(carrier ? { carrier } : {}) };
    const data = { eventId: fact.id, assignmentId, subjectId, schoolCode, handedOn, acceptedOn, ...box };
    return [{ type: 'DeliveryConfirmed', data }];
  }
  const end = isEnding(fact) ? endOf(fact) : null;
  return end ? [{ type: 'AssignmentEndConfirmed', data: { eventId: fact.id, ...end } }] : [];
};

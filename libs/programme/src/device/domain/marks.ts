import { type Actor, type Decision, type Recorded, accept, refuse } from '@kernel';
import type { Resolution } from '../../shared';
import type { DeviceEvent } from './device.events';
import type { Device, Mark, MarkCode } from './device.state';
import type { DeviceCommand, DeviceRefusal } from './requests';

type Outcome = Decision<DeviceEvent, DeviceRefusal>;
type Of<T extends DeviceCommand['type']> = Extract<DeviceCommand, { type: T }>['data'];

const sighting = (donationCode: string, lotNo: string): string => `${donationCode}/${lotNo}`;

/** The mark that a fact makes; null where it makes none. */
const markOf = ({ type, data, actor }: Recorded<DeviceEvent>): Mark | null => {
  const open = (code: MarkCode, about: string): Mark => ({ code, about, author: actor.id, state: 'OPEN' });
  if (type === 'AcceptanceBecameOverdue') return open('ACCEPTANCE_OVERDUE', data.assignmentId);
  if (type === 'TransferBecameOverdue') return open('CUSTODY_GAP', data.transferId);
  if (type === 'DeviceSeenAgain') return open('FRAUD_SUSPECTED', sighting(data.donationCode, data.lotNo));
  return null;
};

export const isMarked = ({ marks }: Device, code: MarkCode, about: string): boolean =>
  Object.values(marks).some((mark) => mark.code === code && mark.about === about);

/** A mark waits in no queue, and is resolved once all the same. */
export const evolveMarks = (device: Device, event: Recorded<DeviceEvent>): Device => {
  const made = markOf(event);
  if (made) return { ...device, marks: { ...device.marks, [event.id]: made } };
  if (event.type !== 'ExceptionResolved') return device;
  const { eventId, outcome } = event.data;
  const mark = device.marks[eventId];
  if (!mark) return device;
  const resolved = { ...device.queue.resolved, [eventId]: outcome };
  return {
    ...device,
    marks: { ...device.marks, [eventId]: { ...mark, state: 'RESOLVED' } },
    queue: { ...device.queue, resolved },
  };
};

/** The resolution of a mark: by a person who looked at it, or by what was waited for. */
const resolvedMark = (eventId: string, code: MarkCode, outcome: Resolution, reason: string): DeviceEvent => ({
  type: 'ExceptionResolved',
  data: { eventId, code, outcome, reason },
});

/** Null where the event bears no open mark. */
export const resolveMark = (data: Of<'ResolveException'>, { marks }: Device, actor: Actor): Outcome | null => {
  const mark = marks[data.eventId];
  if (mark?.state !== 'OPEN') return null;
  if (mark.author === actor.id) return refuse('SEPARATION_OF_DUTIES');
  return accept(resolvedMark(data.eventId, mark.code, data.outcome, data.reason));
};

/** What was waited for, or makes the wait needless. A suspicion is answered by a person only. */
const ANSWERS: Readonly<Record<MarkCode, Readonly<Partial<Record<DeviceEvent['type'], string>>>>> = {
  ACCEPTANCE_OVERDUE: {
    HandoverAccepted: 'HANDOVER_ACCEPTED',
    HandoverDeclined: 'HANDOVER_DECLINED',
    DeviceUnassigned: 'DEVICE_UNASSIGNED',
    DeviceReportedLost: 'DEVICE_LOST',
    DeviceReportedFaulty: 'DEVICE_FAULTY',
    DeviceReturned: 'DEVICE_RETURNED',
    WrongRecipientReported: 'WRONG_RECIPIENT',
  },
  CUSTODY_GAP: {
    CustodyTaken: 'CUSTODY_TAKEN',
    DeviceReportedLost: 'DEVICE_LOST',
    DeviceRepaired: 'DEVICE_REPAIRED',
  },
  FRAUD_SUSPECTED: {},
};

/** With what answers it, a mark is no exception any more. */
export const closingMarks = (outcome: Outcome, { marks }: Device): Outcome => {
  if (outcome.kind === 'refused') return outcome;
  const closed = Object.entries(marks).flatMap(([eventId, { code, state }]) => {
    const reason = outcome.events.map(({ type }) => ANSWERS[code][type]).find((answer) => answer !== undefined);
    return state === 'OPEN' && reason ? [resolvedMark(eventId, code, 'ACCEPTED', reason)] : [];
  });
  return accept(...outcome.events, ...closed);
};

/** Never refuses, for a deadline asks: only a transfer that is still open is overdue. */
export const markGap = ({ transferId, releasedOn }: Of<'MarkTransferOverdue'>, device: Device): Outcome => {
  const { transfer } = device;
  if (transfer?.transferId !== transferId || isMarked(device, 'CUSTODY_GAP', transferId)) return accept();
  const data = { ...transfer, releasedOn, flags: ['CUSTODY_GAP'] };
  return accept({ type: 'TransferBecameOverdue', data });
};

/**
 * V3: a number that a delivered device has comes in a manifest again. The request is refused all the same (whoever sends it answers
 * DEVICE_EXISTS); that it came is a fact about the device. Once a lot.
 */
export const seenAgain = ({ donationCode, lotNo, tag }: Of<'ReceiveDevice'>, device: Device, now: string): Outcome => {
  if (!device.delivered || isMarked(device, 'FRAUD_SUSPECTED', sighting(donationCode, lotNo)))
    return refuse('DEVICE_EXISTS', { tag });
  const data = { donationCode, lotNo, flags: ['FRAUD_SUSPECTED'] };
  // It came now, whatever day the manifest says.
  return accept({ type: 'DeviceSeenAgain', data, occurredAt: now });
};

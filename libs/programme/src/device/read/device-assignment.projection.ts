import type { Recorded } from '@kernel';
import { type Carrier, type Tenure, vietnamDay } from '@programme/shared';
import type { DeviceEvent } from '../domain';

/** How an assignment ended for its device; null while it is open. */
export type AssignmentEnd =
  'DECLINED' | 'UNASSIGNED' | 'LOST' | 'STOLEN' | 'REPLACED_DOA' | 'RETURNED' | 'SCRAPPED' | 'WRONG_RECIPIENT';

/** One assignment in the device's row; those that ended stay, so that what was counted can be told from what was not. */
export interface AssignmentOfDevice {
  readonly assignmentId: string;
  readonly promise: string | null;
  readonly subjectId: string;
  readonly schoolCode: string | null;
  readonly tenure: Tenure | null;
  readonly assignedOn: string | null;
  readonly handedOn: string | null;
  readonly acceptedOn: string | null;
  readonly simId: string | null;
  readonly carrier: Carrier | null;
  readonly end: AssignmentEnd | null;
  readonly endedOn: string | null;
  /** It should never have been: the wrong child, or a child served twice. */
  readonly voided: boolean;
}

type Assignments = readonly AssignmentOfDevice[];

const unknown = (assignmentId: string, subjectId: string): AssignmentOfDevice => ({
  assignmentId,
  promise: null,
  subjectId,
  schoolCode: null,
  tenure: null,
  assignedOn: null,
  handedOn: null,
  acceptedOn: null,
  simId: null,
  carrier: null,
  end: null,
  endedOn: null,
  voided: false,
});

/** Changes the assignment, which is there from then on, whatever came before. */
const known = (
  list: Assignments,
  { assignmentId, subjectId }: { readonly assignmentId: string; readonly subjectId: string },
  change: Partial<AssignmentOfDevice>,
): Assignments =>
  list.some((one) => one.assignmentId === assignmentId)
    ? list.map((one) => (one.assignmentId === assignmentId ? { ...one, ...change } : one))
    : [...list, { ...unknown(assignmentId, subjectId), ...change }];

/** Ends it once: what ended before has its first end for ever. */
const ended = (
  list: Assignments,
  assignmentId: string | undefined,
  end: AssignmentEnd,
  endedOn: string,
  voided = false,
): Assignments =>
  list.map((one) =>
    one.end === null && (assignmentId === undefined || one.assignmentId === assignmentId)
      ? { ...one, end, endedOn, voided }
      : one,
  );

/** The device's assignments after a fact that takes its effect. */
export const assignmentsAfter = (list: Assignments, fact: Recorded<DeviceEvent>): Assignments => {
  const day = vietnamDay(fact.occurredAt);
  switch (fact.type) {
    case 'DeviceAssigned': {
      const { promise, schoolCode, tenure } = fact.data;
      return known(list, fact.data, { promise, schoolCode, tenure, assignedOn: day });
    }
    case 'HandoverRecorded': {
      const { schoolCode, handedOn, simId = null, carrier = null } = fact.data;
      return known(list, fact.data, { schoolCode, handedOn, simId, carrier });
    }
    case 'HandoverAccepted': {
      const { schoolCode, handedOn, acceptedOn } = fact.data;
      return known(list, fact.data, { schoolCode, handedOn, acceptedOn });
    }
    case 'HandoverDeclined':
      return ended(list, fact.data.assignmentId, 'DECLINED', day);
    case 'DeviceUnassigned': {
      const { assignmentId, reason } = fact.data;
      return ended(list, assignmentId, 'UNASSIGNED', day, reason === 'DUPLICATE');
    }
    case 'DeviceReportedLost':
      return ended(list, fact.data.assignmentId, fact.data.kind, fact.data.lostOn);
    case 'DeviceReportedFaulty': {
      const { assignmentId, deadOnArrival, reportedOn } = fact.data;
      return deadOnArrival ? ended(list, assignmentId, 'REPLACED_DOA', reportedOn) : list;
    }
    case 'DeviceRepaired':
      return fact.data.outcome === 'SCRAPPED' ? ended(list, undefined, 'SCRAPPED', fact.data.repairedOn) : list;
    case 'DeviceReturned':
      return ended(list, fact.data.assignmentId, 'RETURNED', fact.data.returnedOn);
    case 'WrongRecipientReported':
      return ended(list, fact.data.assignmentId, 'WRONG_RECIPIENT', fact.data.reportedOn, true);
    case 'DeviceReceived':
    case 'DeviceInspected':
    case 'CustodyReleased':
    case 'CustodyTaken':
    case 'AssignmentDeclined':
    case 'DeviceRecovered':
    case 'DeviceQuarantined':
    case 'DeviceWithdrawn':
    case 'AcceptanceBecameOverdue':
    case 'TransferBecameOverdue':
    case 'DeviceSeenAgain':
    case 'DeliveryConfirmed':
    case 'AssignmentEndConfirmed':
    case 'ExceptionResolved':
      return list;
  }
};

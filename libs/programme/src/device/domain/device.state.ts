import type { Static } from 'typebox';
import type { Carrier, Custodian, Queue, Tenure } from '../../shared';
import { emptyQueue } from '../../shared';
import type { DeviceEvent, DeviceReceived } from './device.events';

/**
 * Where a device is in its life (domain 4.E). RETURNED and RECOVERED wait for an inspection; TO_RECOVER is with a child who has no
 * assignment for it (wrong recipient, double benefit).
 */
export type DeviceStatus =
  | 'UNKNOWN'
  | 'RECEIVED'
  | 'REJECTED'
  | 'AVAILABLE'
  | 'IN_TRANSIT'
  | 'AT_SCHOOL'
  | 'RESERVED'
  | 'DELIVERED'
  | 'IN_USE'
  | 'FAULTY'
  | 'UNDER_REPAIR'
  | 'RETURNED'
  | 'TO_RECOVER'
  | 'LOST'
  | 'STOLEN'
  | 'RECOVERED'
  | 'QUARANTINED'
  | 'SCRAPPED'
  | 'RETURNED_TO_DONOR'
  | 'DONATED_ON'
  | 'WRITTEN_OFF';

export interface Transfer {
  readonly transferId: string;
  readonly from: Custodian;
  readonly to: Custodian;
}

/** The open assignment; a device has at most one (V2). */
export interface DeviceAssignment {
  readonly assignmentId: string;
  readonly subjectId: string;
  readonly schoolCode: string;
  readonly tenure: Tenure;
  readonly approvedBy: string;
  readonly handedOn?: string;
  readonly acceptedOn?: string;
  readonly simId?: string;
  readonly carrier?: Carrier;
}

/** What somebody should look at although nothing waits for it: a time that passed (G4, V1), a number that came twice (V3). */
export type MarkCode = 'ACCEPTANCE_OVERDUE' | 'CUSTODY_GAP' | 'FRAUD_SUSPECTED';

export interface Mark {
  readonly code: MarkCode;
  /** The assignment, the transfer, or the lot that named the device once more: each is marked once. */
  readonly about: string;
  readonly author: string;
  readonly state: 'OPEN' | 'RESOLVED';
}

export interface Device {
  readonly status: DeviceStatus;
  /** What the device is, as it was received. */
  readonly received: Omit<Static<typeof DeviceReceived.schema>, 'channel' | 'import' | 'flags' | 'evidence'> | null;
  /** Exactly one at every instant (V1): while a transfer is open, custody rests with the releaser. */
  readonly custodian: Custodian | null;
  /** The school that has it, whose pupil has it, or that it was lost by; none once a warehouse has it back. */
  readonly schoolCode: string | null;
  readonly transfer: Transfer | null;
  readonly lastTransferId: string | null;
  readonly assignment: DeviceAssignment | null;
  /** Since when it is lost or stolen, and who reported it; null where it is not. */
  readonly missing: { readonly since: string; readonly author: string } | null;
  /** Promises that were answered, either way. */
  readonly promises: readonly string[];
  /** It passed an inspection, and was in nobody's hands but ours since. */
  readonly cleared: boolean;
  /** Somebody used it, or had it out of our sight: it may hold that somebody's data until it is wiped (V6). */
  readonly mayHoldData: boolean;
  /** A pupil's side had it once: whoever gives it again gives nothing new (V3). */
  readonly delivered: boolean;
  /** By the event that made each. */
  readonly marks: Readonly<Record<string, Mark>>;
  readonly queue: Queue<DeviceEvent>;
}

export const unknownDevice: Device = {
  status: 'UNKNOWN',
  received: null,
  custodian: null,
  schoolCode: null,
  transfer: null,
  lastTransferId: null,
  assignment: null,
  missing: null,
  promises: [],
  cleared: false,
  mayHoldData: false,
  delivered: false,
  marks: {},
  queue: emptyQueue,
};

export type StatusClass = 'PENDING' | 'DEPLOYABLE' | 'DEPLOYED' | 'UNDEPLOYABLE' | 'ARCHIVED';

/** The classes that reports count in (domain 4.E). */
export const statusClassOf = (status: DeviceStatus): StatusClass => {
  switch (status) {
    case 'UNKNOWN':
    case 'RECEIVED':
    case 'IN_TRANSIT':
    case 'RETURNED':
    case 'RECOVERED':
      return 'PENDING';
    case 'AVAILABLE':
    case 'AT_SCHOOL':
    case 'RESERVED':
      return 'DEPLOYABLE';
    case 'DELIVERED':
    case 'IN_USE':
      return 'DEPLOYED';
    case 'REJECTED':
    case 'FAULTY':
    case 'UNDER_REPAIR':
    case 'TO_RECOVER':
    case 'LOST':
    case 'STOLEN':
    case 'QUARANTINED':
      return 'UNDEPLOYABLE';
    case 'SCRAPPED':
    case 'RETURNED_TO_DONOR':
    case 'DONATED_ON':
    case 'WRITTEN_OFF':
      return 'ARCHIVED';
  }
};

export const isSameCustodian = (one: Custodian, other: Custodian): boolean =>
  one.kind === other.kind && one.id === other.id;

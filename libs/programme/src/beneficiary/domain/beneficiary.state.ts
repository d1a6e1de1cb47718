import type { Category, Tenure } from '../../shared';
import type { DevicePossession, EligibilityReason } from './rule-set';

export type EndReason =
  | 'DECLINED'
  | 'REPLACED_DOA'
  | 'LOST'
  | 'STOLEN'
  | 'RETURNED'
  | 'DECEASED'
  | 'WRONG_RECIPIENT'
  | 'DUPLICATE'
  | 'REPLACED';

export interface LegalBasis {
  readonly kind: 'CONSENT' | 'STATE_FUNCTION';
  readonly documentNo: string;
  readonly signedOn: string;
  readonly childConsent?: boolean;
}

export type AssignmentStatus = 'proposed' | 'rejected' | 'promised' | 'confirmed' | 'released' | 'served' | 'ended';

/** One assignment as the pupil's stream knows it. */
export interface Assignment {
  readonly tag: string;
  readonly schoolCode: string;
  readonly tenure: Tenure;
  readonly replaces?: string;
  readonly proposer: string;
  readonly approver?: string;
  readonly status: AssignmentStatus;
  /** The pupil's side had accepted the device. */
  readonly served: boolean;
  readonly endReason?: EndReason;
  readonly voided: boolean;
}

/** A flagged fact whose effect waits for a second person. */
export interface QueuedFact {
  readonly author: string;
  readonly code: string;
  /** Its flags that withhold an allocation; CONSENT is not among them, rule E6 speaks for it. */
  readonly blocks: boolean;
  readonly attestation?: { readonly category: Category; readonly validYear: number };
}

export interface Beneficiary {
  readonly status: 'unknown' | 'registered' | 'refused' | 'lapsed' | 'duplicate';
  readonly lapseReason?: string;
  readonly registrar: string;
  readonly subjectId: string;
  readonly registrationId: string;
  readonly schoolCode: string;
  readonly provinceCode: string;
  readonly unitCode: string;
  readonly registeredOn: string;
  readonly ownConsentRequired: boolean;
  readonly devicePossession: DevicePossession;
  readonly attestation: { readonly category: Category; readonly validYear: number } | null;
  readonly legalBasis: LegalBasis | null;
  readonly eligibility: {
    readonly result: 'ELIGIBLE' | 'NOT_ELIGIBLE';
    readonly reasons: readonly EligibilityReason[];
  } | null;
  readonly assignments: Readonly<Record<string, Assignment>>;
  readonly queued: Readonly<Record<string, QueuedFact>>;
  readonly resolved: Readonly<Record<string, 'ACCEPTED' | 'REFUSED'>>;
}

export const unknownBeneficiary: Beneficiary = {
  status: 'unknown',
  registrar: '',
  subjectId: '',
  registrationId: '',
  schoolCode: '',
  provinceCode: '',
  unitCode: '',
  registeredOn: '',
  ownConsentRequired: true,
  devicePossession: 'NONE',
  attestation: null,
  legalBasis: null,
  eligibility: null,
  assignments: {},
  queued: {},
  resolved: {},
};

/** Ends that let the pupil have one more device in place of the one that was had and lost, or broke (4.F). */
const REPLACEABLE: ReadonlySet<string> = new Set(['LOST', 'STOLEN', 'REPLACED_DOA']);

const all = (pupil: Beneficiary): readonly Assignment[] => Object.values(pupil.assignments);

const isOpen = ({ status }: Assignment): boolean =>
  status === 'promised' || status === 'confirmed' || status === 'served';

/** The assignment that binds the pupil now; there is at most one. */
export const openAssignment = (pupil: Beneficiary): [string, Assignment] | undefined =>
  Object.entries(pupil.assignments).find(([, assignment]) => isOpen(assignment));

/** G1, E5: a promise, a device, or one that was had and not voided. */
export const servingAssignment = (pupil: Beneficiary): string | undefined =>
  (openAssignment(pupil) ?? Object.entries(pupil.assignments).find(([, one]) => one.served && !one.voided))?.[0];

export const isServed = (pupil: Beneficiary): boolean => servingAssignment(pupil) !== undefined;

/** Whether what this assignment entitles to may still be asked for: a void and a death end it for good (4.F). */
export const isStillEntitled = (pupil: Beneficiary, assignmentId: string): boolean => {
  const assignment = pupil.assignments[assignmentId];
  return assignment !== undefined && assignment.served && !assignment.voided && assignment.endReason !== 'DECEASED';
};

export const isReplaceable = (pupil: Beneficiary, assignmentId: string): boolean => {
  const assignment = pupil.assignments[assignmentId];
  return (
    assignment !== undefined &&
    assignment.served &&
    assignment.status === 'ended' &&
    REPLACEABLE.has(assignment.endReason ?? '')
  );
};

/** At most one replacement a pupil, whatever became of it after acceptance. */
export const replacementUsed = (pupil: Beneficiary): boolean =>
  all(pupil).some(
    (assignment) =>
      assignment.replaces !== undefined && (isOpen(assignment) || (assignment.served && !assignment.voided)),
  );

/** E6: consent of the guardian and, from seven years on, the child's own; or a function of the state. Dated before the processing. */
export const isSufficient = (basis: LegalBasis | null | undefined, ownConsentRequired: boolean, day: string): boolean =>
  basis !== null &&
  basis !== undefined &&
  basis.signedOn <= day &&
  (basis.kind === 'STATE_FUNCTION' || !ownConsentRequired || basis.childConsent === true);

/** A replacement does not fail E5 for the very device it replaces. */
export const isEligible = (pupil: Beneficiary, replaces: string | undefined): boolean =>
  pupil.eligibility !== null &&
  (pupil.eligibility.result === 'ELIGIBLE' ||
    (replaces !== undefined && pupil.eligibility.reasons.every((reason) => reason === 'E5')));

export const hasBlockingQueue = (pupil: Beneficiary): boolean =>
  Object.values(pupil.queued).some(({ blocks }) => blocks);

/** Queued for nothing but the want of a legal basis: a sufficient one answers it. */
export const isQueuedForConsent = ({ code, blocks }: QueuedFact): boolean => code === 'CONSENT' && !blocks;

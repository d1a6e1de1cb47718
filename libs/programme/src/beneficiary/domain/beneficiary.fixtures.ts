/** One valid example of each fact and request, for specifications; every part can be said otherwise. */
import { recorded } from '@kernel/testing';
import type { BeneficiaryEvent } from './beneficiary.events';
import type { BeneficiaryCommand } from './requests';

export const SUBJECT = '11111111-1111-4111-8111-111111111111';
export const OTHER_SUBJECT = '11111111-1111-4111-8111-222222222222';
export const ASSIGNMENT = '22222222-2222-5222-8222-222222222221';
export const SECOND_ASSIGNMENT = '22222222-2222-5222-8222-222222222222';
export const TAG = 'SMT-00000001Y';
export const SECOND_TAG = 'SMT-00000002W';
const COMMITMENT = 'A'.repeat(43);

type EventData<T extends BeneficiaryEvent['type']> = Extract<BeneficiaryEvent, { type: T }>['data'];
type CommandData<T extends BeneficiaryCommand['type']> = Extract<BeneficiaryCommand, { type: T }>['data'];

const fact =
  <T extends BeneficiaryEvent['type']>(type: T, example: EventData<T>, day?: (data: EventData<T>) => string) =>
  (change: Partial<EventData<T>> = {}): Extract<BeneficiaryEvent, { type: T }> => {
    const data = { ...example, ...change } as unknown as EventData<T>;
    return { type, data, ...(day ? { occurredAt: day(data) } : {}) } as unknown as Extract<
      BeneficiaryEvent,
      { type: T }
    >;
  };
const request =
  <T extends BeneficiaryCommand['type']>(type: T, example: CommandData<T>) =>
  (change: Partial<CommandData<T>> = {}): Extract<BeneficiaryCommand, { type: T }> =>
    ({ type, data: { ...example, ...change } }) as unknown as Extract<BeneficiaryCommand, { type: T }>;

const need: CommandData<'RegisterNeed'> = {
  subjectId: SUBJECT,
  schoolCode: '31-TEST-001',
  provinceCode: '31',
  unitCode: '303',
  level: 'PUPIL',
  grade: 7,
  devicePossession: 'NONE',
  registeredOn: '2021-10-01',
  ownConsentRequired: true,
  legalBasis: { kind: 'CONSENT', documentNo: 'DK-001', signedOn: '2021-10-01', childConsent: true },
  commitments: { fullName: COMMITMENT, dateOfBirth: COMMITMENT, studentCode: COMMITMENT },
};
const attestation: CommandData<'AttestCategory'> = {
  category: 'POOR',
  validYear: 2021,
  issuedBy: '31-UBND-001',
  commitments: { certificateNo: COMMITMENT },
};
const proposal = { assignmentId: ASSIGNMENT, tag: TAG, schoolCode: '31-TEST-001', tenure: 'GIFT' as const };

export const needRegistered = fact('NeedRegistered', need, ({ registeredOn }) => registeredOn);
export const categoryAttested = fact('CategoryAttested', attestation);
export const devicePossessionDeclared = fact('DevicePossessionDeclared', {
  devicePossession: 'SHARED_PHONE',
  declaredOn: '2021-10-20',
});
export const consentRecorded = fact('ConsentRecorded', { legalBasis: need.legalBasis! });
export const consentWithdrawn = fact('ConsentWithdrawn', { withdrawnOn: '2021-11-01' });
export const eligibilityEvaluated = fact(
  'EligibilityEvaluated',
  {
    result: 'ELIGIBLE',
    reasons: [],
    ruleSetVersion: 1,
    inputs: {
      evaluatedOn: '2021-11-05',
      registeredOn: '2021-10-01',
      enrolled: true,
      phase: 'PH1',
      devicePossession: 'NONE',
      category: 'POOR',
      categoryYear: 2021,
      hasLegalBasis: true,
      served: false,
      priorityLocality: false,
    },
  },
  ({ inputs }) => inputs.evaluatedOn,
);
export const assignmentProposed = fact('AssignmentProposed', proposal);
export const proposalRejected = fact('ProposalRejected', {
  assignmentId: ASSIGNMENT,
  tag: TAG,
  reason: 'NEEDED_ELSEWHERE',
});
export const devicePromised = fact('DevicePromised', { ...proposal, deadline: '2021-12-03' });
export const promiseConfirmed = fact('PromiseConfirmed', { assignmentId: ASSIGNMENT, tag: TAG });
export const promiseReleased = fact('PromiseReleased', { assignmentId: ASSIGNMENT, tag: TAG, reason: 'DEADLINE' });
export const pupilServed = fact(
  'PupilServed',
  {
    assignmentId: ASSIGNMENT,
    tag: TAG,
    handedOn: '2021-11-20',
    servedOn: '2021-11-21',
    schoolCode: '31-TEST-001',
  },
  ({ servedOn }) => servedOn,
);
export const assignmentEnded = fact(
  'AssignmentEnded',
  { assignmentId: ASSIGNMENT, tag: TAG, reason: 'LOST', endedOn: '2021-11-25', entitledBy: ASSIGNMENT, voided: false },
  ({ endedOn }) => endedOn,
);
export const beneficiaryTransferred = fact(
  'BeneficiaryTransferred',
  { toSchoolCode: '31-TEST-002', provinceCode: '31', unitCode: '304', movedOn: '2021-11-22' },
  ({ movedOn }) => movedOn,
);
export const needLapsed = fact('NeedLapsed', { reason: 'HAS_DEVICE', lapsedOn: '2021-11-22' }, (d) => d.lapsedOn);
export const duplicateReported = fact(
  'DuplicateReported',
  { survivorSubjectId: OTHER_SUBJECT, reportedOn: '2021-11-28', documentNo: 'BB-07' },
  ({ reportedOn }) => reportedOn,
);
/** The id that `recorded` gives to the n-th given fact. */
export const eventId = (index: number): string => recorded({ type: '', data: {} }, index).id;
export const exceptionResolved = fact('ExceptionResolved', {
  eventId: eventId(0),
  code: 'AGE_RANGE',
  outcome: 'ACCEPTED',
  reason: 'CHECKED',
});

export const registerNeed = request('RegisterNeed', need);
export const attestCategory = request('AttestCategory', attestation);
export const declareDevicePossession = request('DeclareDevicePossession', {
  devicePossession: 'SHARED_PHONE',
  declaredOn: '2021-10-20',
});
export const recordConsent = request('RecordConsent', { legalBasis: need.legalBasis! });
export const withdrawConsent = request('WithdrawConsent', { withdrawnOn: '2021-11-01' });
export const evaluateEligibility = request('EvaluateEligibility', {
  evaluatedOn: '2021-11-05',
  priorityLocality: false,
});
export const proposeAssignment = request('ProposeAssignment', proposal);
export const rejectProposal = request('RejectProposal', { assignmentId: ASSIGNMENT, reason: 'NEEDED_ELSEWHERE' });
export const approveAssignment = request('ApproveAssignment', { assignmentId: ASSIGNMENT });
export const confirmPromise = request('ConfirmPromise', { assignmentId: ASSIGNMENT });
export const releasePromise = request('ReleasePromise', { assignmentId: ASSIGNMENT, reason: 'DEADLINE' });
export const recordServed = request('RecordServed', {
  assignmentId: ASSIGNMENT,
  handedOn: '2021-11-20',
  servedOn: '2021-11-21',
  schoolCode: '31-TEST-001',
});
export const endAssignment = request('EndAssignment', {
  assignmentId: ASSIGNMENT,
  reason: 'LOST',
  endedOn: '2021-11-25',
});
export const transfer = request('Transfer', {
  toSchoolCode: '31-TEST-002',
  provinceCode: '31',
  unitCode: '304',
  movedOn: '2021-11-22',
});
export const lapseNeed = request('LapseNeed', { reason: 'HAS_DEVICE', lapsedOn: '2021-11-22' });
export const reportDuplicate = request('ReportDuplicate', {
  survivorSubjectId: OTHER_SUBJECT,
  reportedOn: '2021-11-28',
  documentNo: 'BB-07',
});
export const resolveException = request('ResolveException', {
  eventId: eventId(0),
  outcome: 'ACCEPTED',
  reason: 'CHECKED',
});

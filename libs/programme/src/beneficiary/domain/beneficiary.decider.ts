import { type Actor, type Asked, type Decider, type Decision, type RefusalFacts, accept, refuse } from '@kernel';
import { addDays, vietnamDay } from '../../shared';
import { type BeneficiaryEvent, beneficiaryEvents } from './beneficiary.events';
import { evolve } from './beneficiary.evolve';
import type { BeneficiaryCommand, BeneficiaryRefusal } from './requests';
import {
  type Beneficiary,
  type EndReason,
  type LegalBasis,
  hasBlockingQueue,
  isEligible,
  isQueuedForConsent,
  isReplaceable,
  isServed,
  isSufficient,
  openAssignment,
  replacementUsed,
  servingAssignment,
  unknownBeneficiary,
} from './beneficiary.state';
import { type EligibilityInputs, RULE_SET_1, failingRules, phaseOn } from './rule-set';

/** How long a promise waits for the device's answer. The answer is a matter of a second; three days outlive a weekend's outage. */
export const PROMISE_DEADLINE_DAYS = 3;

type Outcome = Decision<BeneficiaryEvent, BeneficiaryRefusal>;
type Of<T extends BeneficiaryCommand['type']> = Extract<BeneficiaryCommand, { type: T }>['data'];

/** Ends that mean it never counted as served: the days credited meanwhile are leakage (4.F). */
const VOIDING: ReadonlySet<EndReason> = new Set(['WRONG_RECIPIENT', 'DUPLICATE']);

const flagged = <T extends { readonly flags?: readonly string[] }>(data: T, codes: readonly string[]): T => {
  const flags = [...new Set([...(data.flags ?? []), ...codes])];
  return flags.length === 0 ? data : { ...data, flags };
};

const register = (data: Of<'RegisterNeed'>, pupil: Beneficiary): Outcome => {
  if (pupil.status !== 'unknown') return refuse('ALREADY_REGISTERED');
  const sufficient = isSufficient(data.legalBasis, data.ownConsentRequired, data.registeredOn);
  const duplicate = data.possibleDuplicateOf !== undefined;
  return accept({
    type: 'NeedRegistered',
    // The code of the exception is its first flag: who is the same child comes before all else.
    data: flagged(
      duplicate ? { ...data, flags: ['POSSIBLE_DUPLICATE', ...(data.flags ?? [])] } : data,
      sufficient ? [] : ['CONSENT'],
    ),
    occurredAt: data.registeredOn,
  });
};

/** Row 27 of domain 7: poverty is attested by a certificate of the year; an orphan's attestation needs none. */
const attest = (data: Of<'AttestCategory'>, day: string): Outcome => {
  const byCertificate = data.category === 'POOR' || data.category === 'NEAR_POOR';
  const unproven = (byCertificate && !data.commitments) || data.validYear < Number(day.slice(0, 4));
  return accept({ type: 'CategoryAttested', data: flagged(data, unproven ? ['CATEGORY_UNPROVEN'] : []) });
};

/** A basis that suffices answers what was queued for its lack; one that doesn't is queued itself. */
const recordConsent = (legalBasis: LegalBasis, pupil: Beneficiary, day: string): Outcome => {
  if (!isSufficient(legalBasis, pupil.ownConsentRequired, day))
    return accept({ type: 'ConsentRecorded', data: { legalBasis, flags: ['CONSENT'] } });
  const answers = Object.keys(pupil.queued).filter((eventId) => isQueuedForConsent(pupil.queued[eventId]!));
  return accept({ type: 'ConsentRecorded', data: { legalBasis, ...(answers.length > 0 ? { answers } : {}) } });
};

const evaluate = (data: Of<'EvaluateEligibility'>, pupil: Beneficiary): Outcome => {
  const phase = phaseOn(RULE_SET_1, data.evaluatedOn);
  const inputs: EligibilityInputs = {
    evaluatedOn: data.evaluatedOn,
    registeredOn: pupil.registeredOn,
    enrolled: pupil.status === 'registered',
    ...(phase ? { phase: phase.code } : {}),
    devicePossession: pupil.devicePossession,
    ...(pupil.attestation ? { category: pupil.attestation.category, categoryYear: pupil.attestation.validYear } : {}),
    hasLegalBasis: pupil.legalBasis !== null,
    served: isServed(pupil),
    priorityLocality: data.priorityLocality,
  };
  const reasons = failingRules(RULE_SET_1, inputs);
  const result = reasons.length === 0 ? 'ELIGIBLE' : 'NOT_ELIGIBLE';
  return accept({
    type: 'EligibilityEvaluated',
    data: { result, reasons, ruleSetVersion: RULE_SET_1.version, inputs },
    occurredAt: data.evaluatedOn,
  });
};

type Obstacle = 'NEED_LAPSED' | 'ALREADY_SERVED' | 'REPLACEMENT_USED' | 'EXCEPTION_OPEN' | 'NOT_ELIGIBLE';

/** What forbids another device, whoever asks for it. */
const mayHave = (pupil: Beneficiary, replaces: string | undefined): Obstacle | null => {
  if (pupil.status !== 'registered') return 'NEED_LAPSED';
  if (replaces === undefined ? isServed(pupil) : openAssignment(pupil) !== undefined) return 'ALREADY_SERVED';
  if (replaces !== undefined && replacementUsed(pupil)) return 'REPLACEMENT_USED';
  if (hasBlockingQueue(pupil)) return 'EXCEPTION_OPEN';
  return isEligible(pupil, replaces) ? null : 'NOT_ELIGIBLE';
};

/** Which rules fail; which assignment it is that the pupil has (row 43). */
const factsOf = (obstacle: Obstacle, pupil: Beneficiary): RefusalFacts => {
  if (obstacle === 'NOT_ELIGIBLE') return { reasons: pupil.eligibility?.reasons ?? [] };
  const assignmentId = obstacle === 'ALREADY_SERVED' ? servingAssignment(pupil) : undefined;
  return assignmentId === undefined ? {} : { assignmentId };
};

const propose = (data: Of<'ProposeAssignment'>, pupil: Beneficiary): Outcome => {
  if (pupil.assignments[data.assignmentId]) return accept();
  if (data.replaces !== undefined && !isReplaceable(pupil, data.replaces)) return refuse('NOT_REPLACEABLE');
  const open = openAssignment(pupil);
  if (open && open[1].status !== 'served') return refuse('ASSIGNMENT_OPEN', { assignmentId: open[0] });
  const obstacle = mayHave(pupil, data.replaces);
  return obstacle ? refuse(obstacle, factsOf(obstacle, pupil)) : accept({ type: 'AssignmentProposed', data });
};

const approve = ({ assignmentId }: Of<'ApproveAssignment'>, pupil: Beneficiary, actor: Actor, now: string): Outcome => {
  const proposal = pupil.assignments[assignmentId];
  if (!proposal) return refuse('PROPOSAL_UNKNOWN');
  if (proposal.proposer === actor.id) return refuse('SEPARATION_OF_DUTIES');
  const obstacle = mayHave(pupil, proposal.replaces);
  if (obstacle) return refuse(obstacle, factsOf(obstacle, pupil));
  if (proposal.status !== 'proposed') return refuse('PROPOSAL_CLOSED');
  const { tag, schoolCode, tenure } = proposal;
  const deadline = addDays(vietnamDay(now), PROMISE_DEADLINE_DAYS);
  return accept({ type: 'DevicePromised', data: { assignmentId, tag, schoolCode, tenure, deadline } });
};

const reject = ({ assignmentId, reason }: Of<'RejectProposal'>, pupil: Beneficiary): Outcome => {
  const proposal = pupil.assignments[assignmentId];
  if (!proposal) return refuse('PROPOSAL_UNKNOWN');
  if (proposal.status === 'rejected') return accept();
  if (proposal.status !== 'proposed') return refuse('PROPOSAL_CLOSED');
  return accept({ type: 'ProposalRejected', data: { assignmentId, tag: proposal.tag, reason } });
};

/**
 * The device says yes. Where the promise was given back meanwhile (its deadline passed), the release is recorded once more: whoever
 * frees the device on a release frees it now, and the pupil never gets both outcomes.
 */
const confirm = ({ assignmentId }: Of<'ConfirmPromise'>, pupil: Beneficiary): Outcome => {
  const assignment = pupil.assignments[assignmentId];
  if (!assignment) return refuse('ASSIGNMENT_UNKNOWN');
  const { tag, status } = assignment;
  if (status === 'promised') return accept({ type: 'PromiseConfirmed', data: { assignmentId, tag } });
  if (status === 'released')
    return accept({ type: 'PromiseReleased', data: { assignmentId, tag, reason: 'CONFIRMED_TOO_LATE' } });
  return accept();
};

const release = ({ assignmentId, reason }: Of<'ReleasePromise'>, pupil: Beneficiary): Outcome => {
  const assignment = pupil.assignments[assignmentId];
  if (!assignment) return refuse('ASSIGNMENT_UNKNOWN');
  if (assignment.status !== 'promised') return accept();
  return accept({ type: 'PromiseReleased', data: { assignmentId, tag: assignment.tag, reason } });
};

const serve = (data: Of<'RecordServed'>, pupil: Beneficiary): Outcome => {
  const assignment = pupil.assignments[data.assignmentId];
  if (!assignment) return refuse('ASSIGNMENT_UNKNOWN');
  if (assignment.status !== 'promised' && assignment.status !== 'confirmed') return accept();
  const replaces = assignment.replaces === undefined ? {} : { replaces: assignment.replaces };
  return accept({
    type: 'PupilServed',
    data: { ...data, tag: assignment.tag, ...replaces },
    occurredAt: data.servedOn,
  });
};

const ended = (pupil: Beneficiary, assignmentId: string, reason: EndReason, endedOn: string): BeneficiaryEvent => {
  const { tag, served, replaces } = pupil.assignments[assignmentId]!;
  // The grant follows the pupil, not the device: a replacement's grant is the one that the first acceptance began.
  const entitledBy = served ? { entitledBy: replaces ?? assignmentId } : {};
  return {
    type: 'AssignmentEnded',
    data: { assignmentId, tag, reason, endedOn, ...entitledBy, voided: VOIDING.has(reason) },
    occurredAt: endedOn,
  };
};

const end = (data: Of<'EndAssignment'>, pupil: Beneficiary): Outcome => {
  const assignment = pupil.assignments[data.assignmentId];
  if (!assignment) return refuse('ASSIGNMENT_UNKNOWN');
  const isOpen = openAssignment(pupil)?.[0] === data.assignmentId;
  return isOpen ? accept(ended(pupil, data.assignmentId, data.reason, data.endedOn)) : accept();
};

/** Before delivery a lapse waits for the open promise to be given back; after it only a death ends the assignment (4.F). */
const lapse = (data: Of<'LapseNeed'>, pupil: Beneficiary): Outcome => {
  if (pupil.status === 'lapsed') return pupil.lapseReason === data.reason ? accept() : refuse('NEED_LAPSED');
  const open = openAssignment(pupil);
  if (open && open[1].status !== 'served') return refuse('ASSIGNMENT_OPEN', { assignmentId: open[0] });
  const lapsed: BeneficiaryEvent = { type: 'NeedLapsed', data, occurredAt: data.lapsedOn };
  return open && data.reason === 'DECEASED'
    ? accept(lapsed, ended(pupil, open[0], 'DECEASED', data.lapsedOn))
    : accept(lapsed);
};

const reportDuplicate = (data: Of<'ReportDuplicate'>, pupil: Beneficiary, actor: Actor, subjectId: string): Outcome => {
  if (pupil.status === 'duplicate') return accept();
  if (data.survivorSubjectId === subjectId) return refuse('DUPLICATE_OF_ITSELF');
  if (pupil.registrar === actor.id) return refuse('SEPARATION_OF_DUTIES');
  const open = openAssignment(pupil);
  const reported: BeneficiaryEvent = {
    type: 'DuplicateReported',
    data: { ...data, ...(open ? { assignmentId: open[0] } : {}) },
    occurredAt: data.reportedOn,
  };
  return open ? accept(reported, ended(pupil, open[0], 'DUPLICATE', data.reportedOn)) : accept(reported);
};

const resolve = (data: Of<'ResolveException'>, pupil: Beneficiary, actor: Actor): Outcome => {
  const earlier = pupil.resolved[data.eventId];
  if (earlier) return earlier === data.outcome ? accept() : refuse('EXCEPTION_RESOLVED', { outcome: earlier });
  const fact = pupil.queued[data.eventId];
  if (!fact) return refuse('EXCEPTION_UNKNOWN');
  if (fact.author === actor.id) return refuse('SEPARATION_OF_DUTIES');
  return accept({ type: 'ExceptionResolved', data: { ...data, code: fact.code } });
};

/**
 * Stream    beneficiary-{subjectId}: one pupil's need, and which computer answers it. Who it is stands in the vault only.
 * Protects  one device per pupil, the approval included: of two approvals at the same moment one is decided second, and told so.
 *           Several proposals may be open (a school's and a centre's); one promise.
 * Refuses   in source order: a command that breaks two rules is told about the first. Every command: ALREADY_REGISTERED (RegisterNeed)
 *           or NEED_UNKNOWN (the others). A proposal: NOT_REPLACEABLE, ASSIGNMENT_OPEN, NEED_LAPSED, ALREADY_SERVED, REPLACEMENT_USED,
 *           EXCEPTION_OPEN, NOT_ELIGIBLE. An approval: PROPOSAL_UNKNOWN, SEPARATION_OF_DUTIES, NEED_LAPSED, ALREADY_SERVED,
 *           REPLACEMENT_USED, EXCEPTION_OPEN, NOT_ELIGIBLE, PROPOSAL_CLOSED. Outcomes of a promise, service and ends: ASSIGNMENT_UNKNOWN.
 *           A duplicate: DUPLICATE_OF_ITSELF, SEPARATION_OF_DUTIES. A resolution: EXCEPTION_RESOLVED, EXCEPTION_UNKNOWN,
 *           SEPARATION_OF_DUTIES.
 */
const decide = (command: Asked<BeneficiaryCommand>, pupil: Beneficiary): Outcome => {
  if (command.type === 'RegisterNeed') return register(command.data, pupil);
  if (pupil.status === 'unknown') return refuse('NEED_UNKNOWN');
  switch (command.type) {
    case 'AttestCategory':
      return attest(command.data, vietnamDay(command.occurredAt));
    case 'DeclareDevicePossession': {
      const same = pupil.devicePossession === command.data.devicePossession;
      return same ? accept() : accept({ type: 'DevicePossessionDeclared', data: command.data });
    }
    case 'RecordConsent':
      return recordConsent(command.data.legalBasis, pupil, vietnamDay(command.occurredAt));
    case 'WithdrawConsent':
      return pupil.legalBasis === null ? accept() : accept({ type: 'ConsentWithdrawn', data: command.data });
    case 'EvaluateEligibility':
      return hasBlockingQueue(pupil) ? refuse('EXCEPTION_OPEN') : evaluate(command.data, pupil);
    case 'ProposeAssignment':
      return propose(command.data, pupil);
    case 'RejectProposal':
      return reject(command.data, pupil);
    case 'ApproveAssignment':
      return approve(command.data, pupil, command.actor, command.now);
    case 'ConfirmPromise':
      return confirm(command.data, pupil);
    case 'ReleasePromise':
      return release(command.data, pupil);
    case 'RecordServed':
      return serve(command.data, pupil);
    case 'EndAssignment':
      return end(command.data, pupil);
    case 'Transfer':
      return command.data.toSchoolCode === pupil.schoolCode
        ? accept()
        : accept({ type: 'BeneficiaryTransferred', data: command.data, occurredAt: command.data.movedOn });
    case 'LapseNeed':
      return lapse(command.data, pupil);
    case 'ReportDuplicate':
      return reportDuplicate(command.data, pupil, command.actor, pupil.subjectId);
    case 'ResolveException':
      return resolve(command.data, pupil, command.actor);
  }
};

export const beneficiary: Decider<BeneficiaryCommand, Beneficiary, BeneficiaryEvent, BeneficiaryRefusal> = {
  noun: 'beneficiary',
  streamOf: (subjectId) => `beneficiary-${subjectId}`,
  events: beneficiaryEvents,
  initial: unknownBeneficiary,
  decide,
  evolve,
};

/** The subject id that a beneficiary's stream names. */
export const subjectIdOf = (stream: string): string => stream.slice('beneficiary-'.length);

import type { Body, Data } from './body';
import { failingRules, phaseOn } from './eligibility';
import { type Checking, type Facts, type StreamRules, record, text, withholding } from './facts';
import { type Assignment, type Pupil, hasBlockingFact, isOpen, mayHave, newPupil, openAssignment } from './pupil';
import { checkOutcome } from './promise.rules';

export const pupilRules: StreamRules = (check, facts) => {
  const { event, data, earlier, name, must } = check;
  const isFirst = event.type === 'NeedRegistered';
  if (!must('THING_FIRST', isFirst === (earlier === 0), () => `${event.type} at revision ${earlier}`)) return;
  if (isFirst) {
    must('STREAM_NAME', data.subjectId === name, () => `subject ${text(data.subjectId)}`);
    check.state = newPupil(event);
    return;
  }
  const pupil = check.state as Pupil | undefined;
  if (!pupil) return;
  switch (event.type) {
    case 'CategoryAttested': {
      const attestation = { category: text(data.category), year: data.validYear };
      // An attestation that waits blocks nobody: without it the pupil simply has no new category.
      if (withholding(data).length > 0)
        pupil.waiting.set(event.id, { ...waitingOf(event), blocks: false, attestation });
      else Object.assign(pupil, { attestation, eligibility: null });
      return;
    }
    case 'DevicePossessionDeclared':
      Object.assign(pupil, { possession: text(data.devicePossession), eligibility: null });
      return enqueue(pupil, event);
    case 'ConsentRecorded':
      return recordConsent(pupil, event);
    case 'ConsentWithdrawn':
      Object.assign(pupil, { hasLegalBasis: false, eligibility: null });
      return;
    case 'EligibilityEvaluated':
      checkEvaluation(check, pupil);
      pupil.eligibility = { result: text(data.result), reasons: (data.reasons ?? []) as readonly string[] };
      return;
    case 'AssignmentProposed':
      return propose(check, pupil, facts);
    case 'DevicePromised':
      return promise(check, pupil, facts);
    case 'ProposalRejected':
    case 'PromiseConfirmed':
    case 'PromiseReleased':
    case 'PupilServed':
    case 'AssignmentEnded':
      return checkOutcome(check, pupil, facts);
    case 'BeneficiaryTransferred':
      return enqueue(pupil, event);
    case 'NeedLapsed': {
      const open = openAssignment(pupil);
      must('END_AFTER_CAUSE', !open || open.status === 'served', () => 'lapsed while a promise is open');
      Object.assign(pupil, { status: 'lapsed', eligibility: null, lapseReason: text(data.reason) });
      return;
    }
    case 'DuplicateReported':
      must(
        'FOUR_EYES_DUPLICATE',
        pupil.registrar !== event.actor.id && data.survivorSubjectId !== name,
        () => event.actor.id,
      );
      Object.assign(pupil, { status: 'duplicate', eligibility: null });
      return;
    case 'ExceptionResolved':
      return resolve(check, pupil);
    default:
      return;
  }
};

const waitingOf = (event: Body) => {
  const flags = withholding(event.data);
  return { author: event.actor.id, code: flags[0] ?? '', blocks: flags.some((flag) => flag !== 'CONSENT') };
};

const enqueue = (pupil: Pupil, event: Body): void => {
  if (withholding(event.data).length > 0) pupil.waiting.set(event.id, waitingOf(event));
};

/** A basis that suffices answers what was queued for its lack. */
const recordConsent = (pupil: Pupil, event: Body): void => {
  if (withholding(event.data).length > 0) return enqueue(pupil, event);
  pupil.hasLegalBasis = true;
  for (const answer of Array.isArray(event.data.answers) ? event.data.answers : []) pupil.waiting.delete(text(answer));
};

const resolve = ({ event, data, must }: Checking, pupil: Pupil): void => {
  const eventId = text(data.eventId);
  const fact = pupil.waiting.get(eventId);
  if (!must('FOUR_EYES_EXCEPTION', fact !== undefined, () => `resolves ${eventId}, which does not wait`)) return;
  must('FOUR_EYES_EXCEPTION', fact!.author !== event.actor.id, () => `${event.actor.id} resolves a fact of their own`);
  pupil.waiting.delete(eventId);
  if (data.outcome === 'ACCEPTED') {
    if (fact!.attestation) Object.assign(pupil, { attestation: fact!.attestation, eligibility: null });
  } else if (eventId === pupil.registrationId && fact!.blocks)
    Object.assign(pupil, { status: 'refused', eligibility: null });
};

/** The inputs are what the stream shows, and the result is what rule set 1 makes of them. */
const checkEvaluation = ({ data, must }: Checking, pupil: Pupil): void => {
  const inputs = record(data.inputs);
  const stated: Data = {
    registeredOn: pupil.registeredOn,
    enrolled: pupil.status === 'registered',
    phase: phaseOn(text(inputs.evaluatedOn))?.code,
    devicePossession: pupil.possession,
    category: pupil.attestation?.category,
    categoryYear: pupil.attestation?.year,
    hasLegalBasis: pupil.hasLegalBasis,
    served: mayHave(pupil, undefined) === 'ALREADY_SERVED' || isServed(pupil),
  };
  const other = Object.keys(stated).find((key) => inputs[key] !== stated[key]);
  must('ELIGIBILITY_RECOMPUTED', other === undefined, () => `input ${other} is not what the stream shows`);
  if (data.ruleSetVersion !== 1) return;
  const reasons = failingRules(inputs).join();
  const said = Array.isArray(data.reasons) ? data.reasons.join() : '';
  const result = reasons === '' ? 'ELIGIBLE' : 'NOT_ELIGIBLE';
  must('ELIGIBILITY_RECOMPUTED', said === reasons && data.result === result, () => `[${said}] should be [${reasons}]`);
};

const isServed = (pupil: Pupil): boolean =>
  [...pupil.assignments.values()].some((one) => isOpen(one) || (one.served && !one.voided));

const propose = ({ event, data, name, must }: Checking, pupil: Pupil, facts: Facts): void => {
  const id = text(data.assignmentId);
  const fresh = !facts.assignments.has(id);
  must('THING_FIRST', fresh, () => `assignment ${id} is proposed again`);
  const assignment: Assignment = {
    tag: text(data.tag),
    school: text(data.schoolCode),
    tenure: text(data.tenure),
    replaces: text(data.replaces),
    proposer: event.actor.id,
    status: 'proposed',
    served: false,
    voided: false,
    endReason: '',
  };
  pupil.assignments.set(id, assignment);
  if (fresh)
    facts.assignments.set(id, {
      subjectId: name,
      tag: assignment.tag,
      assigned: false,
      declined: '',
      acceptedOn: '',
      handedOn: '',
      servedOn: '',
      replaces: assignment.replaces,
      voided: false,
      causes: new Set(),
    });
};

/** The approval. */
const promise = ({ event, data, name, must }: Checking, pupil: Pupil, facts: Facts): void => {
  const id = text(data.assignmentId);
  const proposal = pupil.assignments.get(id);
  if (!must('APPROVED_WHAT_WAS_PROPOSED', proposal !== undefined, () => `${id} was not proposed`)) return;
  must('FOUR_EYES_APPROVAL', proposal!.proposer !== event.actor.id, () => `${event.actor.id} proposed ${id}`);
  const obstacle = mayHave(pupil, proposal!.replaces === '' ? undefined : proposal!.replaces);
  const isSecond = obstacle === 'ALREADY_SERVED' || obstacle === 'REPLACEMENT_USED' || obstacle === 'NOT_REPLACEABLE';
  must('ONE_DEVICE_PER_PUPIL', !isSecond, () => `${id}: ${obstacle}`);
  const same =
    proposal!.status === 'proposed' &&
    proposal!.tag === data.tag &&
    proposal!.school === data.schoolCode &&
    proposal!.tenure === data.tenure;
  must('APPROVED_WHAT_WAS_PROPOSED', same, () => `${id} is not open, or not as proposed`);
  must('APPROVED_WHAT_WAS_PROPOSED', obstacle === null || isSecond, () => `${id}: ${obstacle}`);
  must('NOTHING_OVER_WAITING', !hasBlockingFact(pupil), () => `${id} is approved`);
  proposal!.status = 'promised';
  facts.promises.set(event.id, {
    assignmentId: id,
    subjectId: name,
    tag: text(data.tag),
    schoolCode: text(data.schoolCode),
    tenure: text(data.tenure),
    approver: event.actor.id,
    answered: false,
  });
};

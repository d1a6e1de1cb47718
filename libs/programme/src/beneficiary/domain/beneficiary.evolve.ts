import type { Recorded } from '@kernel';
import { withholding } from '../../shared';
import type { BeneficiaryEvent } from './beneficiary.events';
import { type Assignment, type Beneficiary, type QueuedFact, isSufficient } from './beneficiary.state';

type RecordedEvent = Recorded<BeneficiaryEvent>;

const without = <T>(entries: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> => {
  const { [key]: _, ...rest } = entries;
  return rest;
};

/** The flagged fact waits, unless its flags only mark it. */
const enqueue = (pupil: Beneficiary, event: RecordedEvent, more: Partial<QueuedFact> = {}): Beneficiary => {
  const flags = withholding(event.data);
  if (flags.length === 0) return pupil;
  const queued: QueuedFact = {
    author: event.actor.id,
    code: flags[0]!,
    blocks: flags.some((flag) => flag !== 'CONSENT'),
    ...more,
  };
  return { ...pupil, queued: { ...pupil.queued, [event.id]: queued } };
};

const withAssignment = (pupil: Beneficiary, id: string, change: Partial<Assignment>): Beneficiary => {
  const assignment = pupil.assignments[id];
  if (!assignment) return pupil;
  return { ...pupil, assignments: { ...pupil.assignments, [id]: { ...assignment, ...change } } };
};

const registered = (pupil: Beneficiary, event: Extract<RecordedEvent, { type: 'NeedRegistered' }>): Beneficiary => {
  const { data } = event;
  const next: Beneficiary = {
    ...pupil,
    status: 'registered',
    registrar: event.actor.id,
    subjectId: data.subjectId,
    registrationId: event.id,
    schoolCode: data.schoolCode,
    provinceCode: data.provinceCode,
    unitCode: data.unitCode,
    registeredOn: data.registeredOn,
    ownConsentRequired: data.ownConsentRequired,
    devicePossession: data.devicePossession,
    legalBasis: isSufficient(data.legalBasis, data.ownConsentRequired, data.registeredOn) ? data.legalBasis! : null,
  };
  return enqueue(next, event);
};

const resolved = (pupil: Beneficiary, event: Extract<RecordedEvent, { type: 'ExceptionResolved' }>): Beneficiary => {
  const { eventId, outcome } = event.data;
  const fact = pupil.queued[eventId];
  if (!fact) return pupil;
  const next: Beneficiary = {
    ...pupil,
    queued: without(pupil.queued, eventId),
    resolved: { ...pupil.resolved, [eventId]: outcome },
  };
  if (outcome === 'REFUSED')
    return eventId === pupil.registrationId && fact.blocks ? { ...next, status: 'refused', eligibility: null } : next;
  return fact.attestation ? { ...next, attestation: fact.attestation, eligibility: null } : next;
};

/** What is then known. Takes any subset of the stream in its order and never throws (contract 3). */
export const evolve = (pupil: Beneficiary, event: RecordedEvent): Beneficiary => {
  switch (event.type) {
    case 'NeedRegistered':
      return registered(pupil, event);
    case 'CategoryAttested': {
      const attestation = { category: event.data.category, validYear: event.data.validYear };
      // An attestation that waits blocks nobody: without it the pupil simply has no (new) category.
      return withholding(event.data).length > 0
        ? enqueue(pupil, event, { attestation, blocks: false })
        : { ...pupil, attestation, eligibility: null };
    }
    case 'DevicePossessionDeclared':
      return enqueue({ ...pupil, devicePossession: event.data.devicePossession, eligibility: null }, event);
    case 'ConsentRecorded': {
      if (withholding(event.data).length > 0) return enqueue(pupil, event);
      const queued = (event.data.answers ?? []).reduce(without<QueuedFact>, pupil.queued);
      return { ...pupil, legalBasis: event.data.legalBasis, queued };
    }
    case 'ConsentWithdrawn':
      return { ...pupil, legalBasis: null, eligibility: null };
    case 'EligibilityEvaluated':
      return { ...pupil, eligibility: { result: event.data.result, reasons: event.data.reasons } };
    case 'AssignmentProposed': {
      const { assignmentId, tag, schoolCode, tenure, replaces } = event.data;
      const assignment: Assignment = {
        tag,
        schoolCode,
        tenure,
        ...(replaces === undefined ? {} : { replaces }),
        proposer: event.actor.id,
        status: 'proposed',
        served: false,
        voided: false,
      };
      return { ...pupil, assignments: { ...pupil.assignments, [assignmentId]: assignment } };
    }
    case 'ProposalRejected':
      return withAssignment(pupil, event.data.assignmentId, { status: 'rejected' });
    case 'DevicePromised':
      return withAssignment(pupil, event.data.assignmentId, { status: 'promised', approver: event.actor.id });
    case 'PromiseConfirmed':
      return withAssignment(pupil, event.data.assignmentId, { status: 'confirmed' });
    case 'PromiseReleased':
      return withAssignment(pupil, event.data.assignmentId, { status: 'released' });
    case 'PupilServed':
      return withAssignment(pupil, event.data.assignmentId, { status: 'served', served: true });
    case 'AssignmentEnded':
      return withAssignment(pupil, event.data.assignmentId, {
        status: 'ended',
        endReason: event.data.reason,
        voided: event.data.voided,
      });
    case 'BeneficiaryTransferred': {
      const { toSchoolCode, provinceCode, unitCode } = event.data;
      return enqueue({ ...pupil, schoolCode: toSchoolCode, provinceCode, unitCode }, event);
    }
    case 'NeedLapsed':
      return { ...pupil, status: 'lapsed', lapseReason: event.data.reason, eligibility: null };
    case 'DuplicateReported':
      return { ...pupil, status: 'duplicate', eligibility: null };
    case 'ExceptionResolved':
      return resolved(pupil, event);
  }
};

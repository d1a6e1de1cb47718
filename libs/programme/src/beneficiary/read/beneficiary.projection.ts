import type { EventOf } from '@kernel';
import { type Measure, type Positioned, defineState } from '@projections';
import { type Category, withholding } from '@programme/shared';
import { beneficiaryEvents, subjectIdOf } from '../domain';

/** One assignment in the pupil's row; ends and voids stay, so that what was counted can be told from what was not. */
export interface PupilAssignment {
  readonly assignmentId: string;
  readonly tag: string;
  readonly schoolCode: string;
  readonly tenure: string;
  readonly status: 'PROPOSED' | 'REJECTED' | 'PROMISED' | 'CONFIRMED' | 'RELEASED' | 'SERVED' | 'ENDED';
  readonly replaces: string | null;
  readonly servedOn: string | null;
  readonly endReason: string | null;
  readonly voided: boolean;
}

export type BeneficiaryRow = {
  readonly subject_id: string;
  readonly status: 'REGISTERED' | 'REFUSED' | 'LAPSED' | 'DUPLICATE';
  readonly status_reason: string | null;
  readonly school_code: string | null;
  readonly province_code: string | null;
  readonly unit_code: string | null;
  readonly level: string | null;
  readonly grade: number | null;
  readonly registered_on: string | null;
  readonly device_possession: string | null;
  readonly category: Category | null;
  readonly category_year: number | null;
  readonly has_legal_basis: boolean;
  readonly eligibility: 'ELIGIBLE' | 'NOT_ELIGIBLE' | null;
  readonly eligibility_reasons: readonly string[];
  readonly rule_set_version: number | null;
  readonly assignments: readonly PupilAssignment[];
  /** Attestations that wait for a second person, by event id. */
  readonly waiting: Readonly<Record<string, { readonly category: Category; readonly year: number }>>;
  /** The event id of a registration that waits. */
  readonly waiting_registration: string | null;
};

type Event = Positioned<EventOf<(typeof beneficiaryEvents)[number]>>;

const unknown = (subjectId: string): BeneficiaryRow => ({
  subject_id: subjectId,
  status: 'REGISTERED',
  status_reason: null,
  school_code: null,
  province_code: null,
  unit_code: null,
  level: null,
  grade: null,
  registered_on: null,
  device_possession: null,
  category: null,
  category_year: null,
  has_legal_basis: false,
  eligibility: null,
  eligibility_reasons: [],
  rule_set_version: null,
  assignments: [],
  waiting: {},
  waiting_registration: null,
});

const unevaluated = { eligibility: null, eligibility_reasons: [], rule_set_version: null } as const;

const changed = (row: BeneficiaryRow, assignmentId: string, change: Partial<PupilAssignment>): BeneficiaryRow => ({
  ...row,
  assignments: row.assignments.map((one) => (one.assignmentId === assignmentId ? { ...one, ...change } : one)),
});

const resolved = (row: BeneficiaryRow, eventId: string, outcome: 'ACCEPTED' | 'REFUSED'): BeneficiaryRow => {
  const { [eventId]: attestation, ...waiting } = row.waiting;
  const isRegistration = row.waiting_registration === eventId;
  const next = { ...row, waiting, waiting_registration: isRegistration ? null : row.waiting_registration };
  if (outcome === 'REFUSED') return isRegistration ? { ...next, ...unevaluated, status: 'REFUSED' } : next;
  return attestation
    ? { ...next, ...unevaluated, category: attestation.category, category_year: attestation.year }
    : next;
};

const evolve = (found: BeneficiaryRow | undefined, event: Event, subjectId: string): BeneficiaryRow => {
  const row = found ?? unknown(subjectId);
  switch (event.type) {
    case 'NeedRegistered': {
      const { data } = event;
      const flags = withholding(data);
      return {
        ...row,
        school_code: data.schoolCode,
        province_code: data.provinceCode,
        unit_code: data.unitCode,
        level: data.level,
        grade: data.grade ?? null,
        registered_on: data.registeredOn,
        device_possession: data.devicePossession,
        has_legal_basis: data.legalBasis !== undefined && !flags.includes('CONSENT'),
        waiting_registration: flags.some((flag) => flag !== 'CONSENT') ? event.id : null,
      };
    }
    case 'CategoryAttested': {
      const { category, validYear: year } = event.data;
      return withholding(event.data).length > 0
        ? { ...row, waiting: { ...row.waiting, [event.id]: { category, year } } }
        : { ...row, ...unevaluated, category, category_year: year };
    }
    case 'DevicePossessionDeclared':
      return { ...row, ...unevaluated, device_possession: event.data.devicePossession };
    case 'ConsentRecorded':
      return withholding(event.data).length > 0 ? row : { ...row, has_legal_basis: true };
    case 'ConsentWithdrawn':
      return { ...row, ...unevaluated, has_legal_basis: false };
    case 'EligibilityEvaluated': {
      const { result, reasons, ruleSetVersion } = event.data;
      return { ...row, eligibility: result, eligibility_reasons: reasons, rule_set_version: ruleSetVersion };
    }
    case 'AssignmentProposed': {
      const { assignmentId, tag, schoolCode, tenure, replaces } = event.data;
      const proposed: PupilAssignment = {
        assignmentId,
        tag,
        schoolCode,
        tenure,
        status: 'PROPOSED',
        replaces: replaces ?? null,
        servedOn: null,
        endReason: null,
        voided: false,
      };
      return { ...row, assignments: [...row.assignments, proposed] };
    }
    case 'ProposalRejected':
      return changed(row, event.data.assignmentId, { status: 'REJECTED' });
    case 'DevicePromised':
      return changed(row, event.data.assignmentId, { status: 'PROMISED' });
    case 'PromiseConfirmed':
      return changed(row, event.data.assignmentId, { status: 'CONFIRMED' });
    case 'PromiseReleased':
      return changed(row, event.data.assignmentId, { status: 'RELEASED' });
    case 'PupilServed':
      return changed(row, event.data.assignmentId, { status: 'SERVED', servedOn: event.data.servedOn });
    case 'AssignmentEnded': {
      const { assignmentId, reason, voided } = event.data;
      return changed(row, assignmentId, { status: 'ENDED', endReason: reason, voided });
    }
    case 'BeneficiaryTransferred': {
      const { toSchoolCode, provinceCode, unitCode } = event.data;
      return { ...row, school_code: toSchoolCode, province_code: provinceCode, unit_code: unitCode };
    }
    case 'NeedLapsed':
      return { ...row, ...unevaluated, status: 'LAPSED', status_reason: event.data.reason };
    case 'DuplicateReported':
      return { ...row, ...unevaluated, status: 'DUPLICATE', status_reason: event.data.survivorSubjectId };
    case 'ExceptionResolved':
      return resolved(row, event.data.eventId, event.data.outcome);
  }
};

/** What one pupil adds to the funnel by category. Pupils served and devices consumed differ by the replacements (4.F). */
const measures = (row: BeneficiaryRow): readonly Measure[] => {
  const key = row.category ?? 'UNATTESTED';
  const count = (measure: string, isMeant: (one: PupilAssignment) => boolean): readonly Measure[] => {
    const n = row.assignments.filter(isMeant).length;
    return n === 0 ? [] : [{ cut: 'CATEGORY', key, measure, n }];
  };
  const ended =
    (...reasons: readonly string[]) =>
    ({ status, endReason }: PupilAssignment) =>
      status === 'ENDED' && reasons.includes(endReason ?? '');
  return [
    ...count('assigned', ({ status, endReason }) =>
      status === 'ENDED' ? endReason !== 'DECLINED' : status === 'CONFIRMED' || status === 'SERVED',
    ),
    ...count('acceptedByPupil', ({ servedOn, voided, replaces }) => servedOn !== null && !voided && replaces === null),
    ...count('inUse', ({ status }) => status === 'SERVED'),
    ...count('returned', ended('RETURNED')),
    ...count('lost', ended('LOST', 'STOLEN')),
    ...count('replaced', ({ servedOn, replaces, voided }) => servedOn !== null && replaces !== null && !voided),
    ...count('voided', ({ voided }) => voided),
    ...count('leakage', ({ voided, servedOn }) => voided && servedOn !== null),
  ];
};

/**
 * Answers  what is known of each pupil's need, eligibility and assignments, and was known at any size; never who the pupil is.
 * Totals   the funnel's cut CATEGORY.
 */
export const beneficiaryProjection = defineState<typeof beneficiaryEvents, BeneficiaryRow>({
  name: 'beneficiary',
  version: 2,
  events: beneficiaryEvents,
  table: {
    kind: 'state',
    name: 'beneficiary',
    key: { subject_id: 'uuid' },
    bitemporal: true,
    columns: {
      status: 'text',
      status_reason: 'text',
      school_code: 'text',
      province_code: 'text',
      unit_code: 'text',
      level: 'text',
      grade: 'int',
      registered_on: 'day',
      device_possession: 'text',
      category: 'text',
      category_year: 'int',
      has_legal_basis: 'boolean',
      eligibility: 'text',
      eligibility_reasons: 'json',
      rule_set_version: 'int',
      assignments: 'json',
      waiting: 'json',
      waiting_registration: 'text',
    },
    indexes: [['school_code'], ['province_code']],
  },
  // ExceptionResolved may stand in other kinds of stream too.
  keys: (event) => (event.stream.startsWith('beneficiary-') ? [subjectIdOf(event.stream)] : []),
  evolve,
  measures,
});

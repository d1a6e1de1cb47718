import type { Measure } from '@projections';
import { RULE_SET_1, phaseOn } from '@programme/beneficiary/domain';
import type { DeviceStatus } from '../domain';
import type { AssignmentOfDevice } from './device-assignment.projection';

/** Where and on which day a device reached a stage. */
export interface Place {
  readonly at: string;
  readonly on: string;
}

/** What of a device's row its stages are made of. */
export interface Staged {
  readonly status: DeviceStatus;
  readonly donation_code: string | null;
  readonly warehouse_code: string | null;
  readonly received_on: string | null;
  /** Of its receipt, where that bears a flag; null where nothing withholds it. */
  readonly receipt: 'WAITING' | 'REFUSED' | null;
  readonly accepted_on: string | null;
  readonly allocated: Place | null;
  readonly at_school: Place | null;
  readonly assignments: readonly AssignmentOfDevice[];
  readonly stages: readonly StageReached[];
}

/** The stages in their order: who reached one has reached all before it. */
export const STAGES = [
  'received',
  'accepted',
  'allocated',
  'dispatched',
  'atSchool',
  'assigned',
  'handedOver',
  'acceptedByPupil',
] as const;
export type Stage = (typeof STAGES)[number];

export interface StageReached extends Place {
  readonly stage: Stage;
}

/** Before the first phase, or after the last one. */
const OUTSIDE = 'OUTSIDE';

const phaseOf = (day: string): string => phaseOn(RULE_SET_1, day)?.code ?? OUTSIDE;

/** A handover that was refused, or a promise that was taken back before it, never bound the device. */
const bound = ({ end, handedOn }: AssignmentOfDevice): boolean =>
  end !== 'DECLINED' && !(end === 'UNASSIGNED' && handedOn === null);

const placeOf = ({ schoolCode, assignedOn, handedOn }: AssignmentOfDevice): Place | null => {
  const on = handedOn ?? assignedOn;
  return schoolCode !== null && on !== null ? { at: schoolCode, on } : null;
};

/** Delivery goes by the day of the handover (domain 4.A); what comes before it by its own day. */
const reached = (row: Omit<Staged, 'stages'>): readonly (Place | null)[] => {
  const binding = row.assignments.filter(bound);
  const last = (fits: (one: AssignmentOfDevice) => boolean): AssignmentOfDevice | undefined => binding.findLast(fits);
  const assigned = last(() => true);
  const handed = last(({ handedOn }) => handedOn !== null);
  const accepted = last(({ acceptedOn, voided }) => acceptedOn !== null && !voided);
  const own = assigned && placeOf({ ...assigned, handedOn: null });
  return [
    // Until rounds allocate, a device is allocated to the school that it is sent to (domain 4.E, V4).
    row.allocated,
    row.allocated,
    row.at_school,
    own ?? (assigned ? placeOf(assigned) : null),
    handed ? placeOf(handed) : null,
    accepted ? placeOf(accepted) : null,
  ];
};

/**
 * Where and when the device reached each stage, in order and without a gap: a stage without a fact of its own was reached at the latest
 * with the next one. Not received, or withheld: nothing. Not usable yet: nothing after that.
 */
export const stagesOf = (row: Omit<Staged, 'stages'>): readonly StageReached[] => {
  const { received_on, accepted_on, warehouse_code: at } = row;
  if (received_on === null || at === null || (row.receipt !== null && accepted_on === null)) return [];
  const received: StageReached = { stage: 'received', at, on: received_on };
  if (accepted_on === null) return [received];
  const places = [...reached(row)];
  for (let stage = places.length - 2; stage >= 0; stage -= 1) places[stage] ??= places[stage + 1]!;
  const later = places.flatMap((place, index) => (place ? [{ stage: STAGES[index + 2]!, ...place }] : []));
  return [received, { stage: 'accepted', at, on: accepted_on }, ...later];
};

/** What was written off is missing still. */
const MISSING: ReadonlySet<DeviceStatus> = new Set(['LOST', 'STOLEN', 'WRITTEN_OFF']);
const BROKEN: ReadonlySet<DeviceStatus> = new Set(['FAULTY', 'UNDER_REPAIR']);

/** What one device adds to the funnel: its stages, what it is now, and which of its assignments were replaced or void (4.F). */
export const deviceMeasures = (row: Staged): readonly Measure[] => {
  const { stages } = row;
  const last = stages.at(-1);
  if (!last) return [];
  const delivered = row.assignments.findLast(({ handedOn }) => handedOn !== null);
  const here = (delivered && placeOf(delivered)) ?? last;
  const open = row.assignments.findLast(({ end }) => end === null);
  const now = (measure: string, is: boolean, place: Place = here): readonly (readonly [string, Place])[] =>
    is ? [[measure, place]] : [];
  const ofAssignments = (measure: string, is: (one: AssignmentOfDevice) => boolean) =>
    row.assignments.filter(is).map((one) => [measure, placeOf(one) ?? here] as const);
  const counted: readonly (readonly [string, Place])[] = [
    ...stages.map((one) => [one.stage, one] as const),
    ...now('inUse', row.status === 'IN_USE', (open && placeOf(open)) ?? here),
    ...now('returned', row.status === 'RETURNED'),
    ...now('lost', MISSING.has(row.status)),
    ...now('faulty', BROKEN.has(row.status)),
    ...ofAssignments('replaced', ({ end }) => end === 'REPLACED_DOA'),
    ...ofAssignments('voided', ({ voided }) => voided),
    ...ofAssignments('leakage', ({ voided, acceptedOn }) => voided && acceptedOn !== null),
  ];
  return counted.flatMap(([measure, { at, on }]) => [
    ...(row.donation_code === null ? [] : [{ cut: 'DONATION', key: row.donation_code, measure, n: 1 }]),
    { cut: 'ORGANISATION', key: at, measure, n: 1 },
    { cut: 'PHASE', key: phaseOf(on), measure, n: 1 },
  ]);
};

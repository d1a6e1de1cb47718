import type { EventOf, Recorded } from '@kernel';
import { type Positioned, defineState } from '@projections';
import {
  type Carrier,
  type Custodian,
  type Queue,
  type Tenure,
  takingEffect,
  vietnamDay,
  withholding,
} from '@programme/shared';
import {
  type Device,
  type DeviceAssignment,
  type DeviceEvent,
  type DeviceStatus,
  type Transfer,
  deviceEvents,
  evolveDevice,
  isSameCustodian,
  tagOf,
  unknownDevice,
} from '../domain';
import { type AssignmentOfDevice, assignmentsAfter } from './device-assignment.projection';
import { type Place, type StageReached, type Staged, deviceMeasures, stagesOf } from './device-stages.projection';

export type DeviceRow = {
  readonly tag: string;
  readonly status: DeviceStatus;
  readonly donation_code: string | null;
  readonly lot_no: string | null;
  readonly serial: string | null;
  readonly imei: readonly string[];
  readonly type: string | null;
  readonly maker: string | null;
  readonly model: string | null;
  readonly condition: string | null;
  readonly unit_vnd: number | null;
  readonly warehouse_code: string | null;
  readonly received_on: string | null;
  readonly received_position: number | null;
  readonly receipt: Staged['receipt'];
  readonly accepted_on: string | null;
  readonly allocated: Place | null;
  readonly at_school: Place | null;
  readonly custodian_kind: Custodian['kind'] | null;
  readonly custodian_id: string | null;
  /** On its way: custody is still the releaser's. */
  readonly transfer: Transfer | null;
  /** The school that has it, is to get it, or whose pupil has it. */
  readonly school_code: string | null;
  readonly assignment_id: string | null;
  readonly subject_id: string | null;
  readonly promise: string | null;
  readonly tenure: Tenure | null;
  readonly approved_by: string | null;
  readonly handed_on: string | null;
  readonly accepted_by_pupil_on: string | null;
  readonly sim_id: string | null;
  readonly carrier: Carrier | null;
  readonly assignments: readonly AssignmentOfDevice[];
  /** What the funnel counts of it, in order: where and when each stage was reached. */
  readonly stages: readonly StageReached[];
  /** Flags that withhold something until a second person resolves them. */
  readonly open_flags: readonly string[];
  /** The facts that bear them, by event id. */
  readonly waiting: Queue<DeviceEvent>['waiting'];
};

type Event = Positioned<EventOf<(typeof deviceEvents)[number]>>;

const unknown = (tag: string): DeviceRow => ({
  tag,
  status: 'UNKNOWN',
  donation_code: null,
  lot_no: null,
  serial: null,
  imei: [],
  type: null,
  maker: null,
  model: null,
  condition: null,
  unit_vnd: null,
  warehouse_code: null,
  received_on: null,
  received_position: null,
  receipt: null,
  accepted_on: null,
  allocated: null,
  at_school: null,
  custodian_kind: null,
  custodian_id: null,
  transfer: null,
  school_code: null,
  assignment_id: null,
  subject_id: null,
  promise: null,
  tenure: null,
  approved_by: null,
  handed_on: null,
  accepted_by_pupil_on: null,
  sim_id: null,
  carrier: null,
  assignments: [],
  stages: [],
  open_flags: [],
  waiting: {},
});

const assignmentOf = (row: DeviceRow): DeviceAssignment | null =>
  row.assignment_id === null
    ? null
    : {
        assignmentId: row.assignment_id,
        subjectId: row.subject_id!,
        schoolCode: row.school_code!,
        tenure: row.tenure!,
        approvedBy: row.approved_by!,
        ...(row.handed_on === null ? {} : { handedOn: row.handed_on }),
        ...(row.accepted_by_pupil_on === null ? {} : { acceptedOn: row.accepted_by_pupil_on }),
        ...(row.sim_id === null ? {} : { simId: row.sim_id }),
        ...(row.carrier === null ? {} : { carrier: row.carrier }),
      };

/** As much of the decider's state as its `evolve` looks at. */
const stateOf = (row: DeviceRow): Device => ({
  ...unknownDevice,
  status: row.status,
  custodian: row.custodian_kind === null ? null : { kind: row.custodian_kind, id: row.custodian_id! },
  transfer: row.transfer,
  assignment: assignmentOf(row),
  queue: { waiting: row.waiting, resolved: {} },
});

/** The school that the device belongs to now: its pupil's, the one that has it, or the one that it is sent to. */
const schoolOf = ({ assignment, transfer, custodian }: Device, before: string | null): string | null => {
  if (assignment) return assignment.schoolCode;
  if (transfer?.to.kind === 'SCHOOL') return transfer.to.id;
  switch (custodian?.kind) {
    case 'SCHOOL':
      return custodian.id;
    case 'WAREHOUSE':
    case 'AUTHORITY':
      return null;
    case 'PUPIL':
    case 'REPAIR':
    case undefined:
      return before;
  }
};

const folded = (row: DeviceRow, device: Device): DeviceRow => {
  const { custodian, transfer, assignment, queue } = device;
  const waiting = Object.values(queue.waiting);
  return {
    ...row,
    status: device.status,
    custodian_kind: custodian?.kind ?? null,
    custodian_id: custodian?.id ?? null,
    transfer,
    school_code: schoolOf(device, row.school_code),
    assignment_id: assignment?.assignmentId ?? null,
    subject_id: assignment?.subjectId ?? null,
    promise: row.assignments.find(({ assignmentId }) => assignmentId === assignment?.assignmentId)?.promise ?? null,
    tenure: assignment?.tenure ?? null,
    approved_by: assignment?.approvedBy ?? null,
    handed_on: assignment?.handedOn ?? null,
    accepted_by_pupil_on: assignment?.acceptedOn ?? null,
    sim_id: assignment?.simId ?? null,
    carrier: assignment?.carrier ?? null,
    open_flags: [...new Set(waiting.flatMap(({ data }) => withholding(data)))],
    waiting: queue.waiting,
  };
};

/** What was received is there at once, though it may wait to be counted. */
const received = (row: DeviceRow, event: Event): DeviceRow => {
  if (event.type === 'ExceptionResolved') {
    const isReceipt = row.waiting[event.data.eventId]?.type === 'DeviceReceived';
    return isReceipt ? { ...row, receipt: event.data.outcome === 'ACCEPTED' ? null : 'REFUSED' } : row;
  }
  if (event.type !== 'DeviceReceived') return row;
  const { data } = event;
  return {
    ...row,
    donation_code: data.donationCode,
    lot_no: data.lotNo,
    serial: data.serial ?? null,
    imei: data.imei ?? [],
    type: data.type,
    maker: data.maker,
    model: data.model ?? null,
    condition: data.condition,
    unit_vnd: data.unitVnd ?? null,
    warehouse_code: data.warehouseCode,
    received_on: data.receivedOn,
    received_position: event.position,
    receipt: takingEffect(row.waiting, event) ? null : 'WAITING',
  };
};

/** Where the device came to by a fact that takes its effect. */
const placed = (row: DeviceRow, fact: Recorded<DeviceEvent>, before: Device, after: Device): DeviceRow => {
  const on = vietnamDay(fact.occurredAt);
  const works = after.status === 'AVAILABLE' || after.status === 'AT_SCHOOL';
  const found = works && (fact.type === 'DeviceInspected' || fact.type === 'DeviceRepaired');
  const isSent = fact.type === 'CustodyReleased' && fact.data.to.kind === 'SCHOOL';
  const { custodian } = after;
  const moved = custodian && !(before.custodian && isSameCustodian(custodian, before.custodian));
  return {
    ...row,
    accepted_on: row.accepted_on ?? (found ? on : null),
    allocated: isSent ? { at: fact.data.to.id, on } : row.allocated,
    at_school: moved && custodian.kind === 'SCHOOL' ? { at: custodian.id, on } : row.at_school,
    assignments: assignmentsAfter(row.assignments, fact),
  };
};

const evolve = (found: DeviceRow | undefined, event: Event, tag: string): DeviceRow => {
  const row = found ?? unknown(tag);
  const { position: _position, ...fact } = event;
  const before = stateOf(row);
  const after = evolveDevice(before, fact);
  const effect = takingEffect<DeviceEvent>(row.waiting, fact);
  const known = received(row, event);
  const next = folded(effect ? placed(known, effect, before, after) : known, after);
  return { ...next, stages: stagesOf(next) };
};

/**
 * Answers  where each device is in its life, who has it and for whom, and was at any size.
 * Totals   the funnel from received to leakage, by DONATION, ORGANISATION (where it happened) and PHASE.
 */
export const deviceProjection = defineState<typeof deviceEvents, DeviceRow>({
  name: 'device',
  version: 3,
  events: deviceEvents,
  table: {
    kind: 'state',
    name: 'device',
    key: { tag: 'text' },
    bitemporal: true,
    columns: {
      status: 'text',
      donation_code: 'text',
      lot_no: 'text',
      serial: 'text',
      imei: 'json',
      type: 'text',
      maker: 'text',
      model: 'text',
      condition: 'text',
      unit_vnd: 'bigint',
      warehouse_code: 'text',
      received_on: 'day',
      received_position: 'bigint',
      receipt: 'text',
      accepted_on: 'day',
      allocated: 'json',
      at_school: 'json',
      custodian_kind: 'text',
      custodian_id: 'text',
      transfer: 'json',
      school_code: 'text',
      assignment_id: 'uuid',
      subject_id: 'uuid',
      promise: 'uuid',
      tenure: 'text',
      approved_by: 'text',
      handed_on: 'day',
      accepted_by_pupil_on: 'day',
      sim_id: 'uuid',
      carrier: 'text',
      assignments: 'json',
      stages: 'json',
      open_flags: 'json',
      waiting: 'json',
    },
    indexes: [['donation_code', 'lot_no'], ['school_code'], ['custodian_id'], ['subject_id'], ['serial'], ['status']],
  },
  // ExceptionResolved may stand in other kinds of stream too.
  keys: (event) => (event.stream.startsWith('device-') ? [tagOf(event.stream)] : []),
  evolve,
  measures: deviceMeasures,
});

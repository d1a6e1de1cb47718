import type { Body } from './body';
import { daysBetween } from './calendar';
import { deviceHoldsItsKeys } from './claim.rules';
import {
  type Checking,
  type Facts,
  type StreamRules,
  type Waiting,
  exceptional,
  record,
  resolved,
  text,
  withholding,
} from './facts';

interface DeviceState {
  custodian: string;
  transfer: { readonly id: string; readonly from: string; readonly to: string } | null;
  assignment: {
    readonly id: string;
    readonly subject: string;
    readonly approver: string;
    handedOn: string;
    acceptedOn: string;
  } | null;
  /** It passed an inspection, and was in nobody's hands but ours since. */
  cleared: boolean;
  works: boolean;
  /** LOST, STOLEN, or how it left the programme. */
  gone: string;
  /** Since when it is missing, and who said so. */
  missing: { readonly since: string; readonly author: string };
  mayHoldData: boolean;
  readonly waiting: Waiting;
  /** What only marks the device: it waits for nobody, and is resolved once all the same. */
  readonly marked: Waiting;
}

const custodianOf = (value: unknown): string => `${text(record(value).kind)}/${text(record(value).id)}`;

/** What may be recorded although a fact of the device waits: a loss, and what policies and second persons say. */
const WHILE_WAITING: ReadonlySet<string> = new Set([
  'DeviceReportedLost',
  'DeviceUnassigned',
  'AssignmentDeclined',
  'ExceptionResolved',
]);

/** What follows from facts that were judged already, from a day that passed or a manifest: it decides nothing about the device. */
const CONSEQUENCES: ReadonlySet<string> = new Set([
  'AcceptanceBecameOverdue',
  'TransferBecameOverdue',
  'DeviceSeenAgain',
  'DeliveryConfirmed',
  'AssignmentEndConfirmed',
]);

export const deviceRules: StreamRules = (check, facts) => {
  const { event, data, earlier, name, must } = check;
  // A promise of a device that nobody has received is declined on its stream.
  if (event.type === 'AssignmentDeclined') return answered(check, facts, null);
  const state = check.state as DeviceState | undefined;
  if (event.type === 'DeviceReceived') {
    must('THING_FIRST', state === undefined, () => 'received again');
    must('STREAM_NAME', data.tag === name, () => `tag ${text(data.tag)}`);
    deviceHoldsItsKeys(check, facts, data);
    check.state = received(event);
    return undefined;
  }
  if (!state)
    return void must('THING_FIRST', false, () => `${event.type} at revision ${earlier}, before it was received`);
  if (CONSEQUENCES.has(event.type)) return consequence(check, state);
  must('NOTHING_OVER_WAITING', state.waiting.size === 0 || WHILE_WAITING.has(event.type), () => event.type);
  if (event.type === 'ExceptionResolved') {
    const isMark = state.marked.has(text(data.eventId));
    const fact = resolved(check, isMark ? state.marked : state.waiting);
    if (isMark) return undefined;
    if (fact && fact.type !== 'DeviceReceived') apply(state, fact, facts);
    return undefined;
  }
  checkFact(check, state, facts);
  if (withholding(data).length > 0) state.waiting.set(event.id, event);
  else apply(state, event, facts);
  return undefined;
};

const consequence = ({ event, data, must }: Checking, { transfer, marked }: DeviceState): void => {
  if (event.type === 'TransferBecameOverdue')
    must('ONE_CUSTODIAN', transfer?.id === data.transferId, () => `${text(data.transferId)} is not open, and overdue`);
  if (exceptional(data).length > 0) marked.set(event.id, event);
};

const received = (event: Body): DeviceState => ({
  custodian: `WAREHOUSE/${text(event.data.warehouseCode)}`,
  transfer: null,
  assignment: null,
  cleared: false,
  works: true,
  gone: '',
  missing: { since: '', author: '' },
  mayHoldData: event.data.condition !== 'NEW',
  waiting: withholding(event.data).length > 0 ? new Map([[event.id, event]]) : new Map(),
  marked: new Map(),
});

/** The device's answer to a promise that the pupil's stream holds. */
const answered = ({ data, name, must }: Checking, facts: Facts, school: string | null): void => {
  const id = text(data.promise);
  const promise = facts.promises.get(id);
  if (!must('ASSIGNED_BY_PROMISE', promise !== undefined, () => `no promise ${id} was approved before`)) return;
  const same =
    promise!.assignmentId === data.assignmentId &&
    promise!.subjectId === data.subjectId &&
    promise!.tag === name &&
    (school === null ||
      (promise!.schoolCode === school && promise!.tenure === data.tenure && promise!.approver === data.approvedBy));
  must('ASSIGNED_BY_PROMISE', same, () => `not as promise ${id} was approved`);
  must('ASSIGNED_BY_PROMISE', !promise!.answered, () => `promise ${id} is answered again`);
  promise!.answered = true;
  const assignment = facts.assignments.get(text(data.assignmentId));
  if (!assignment) return;
  if (school === null) assignment.declined = text(data.code);
  else assignment.assigned = true;
};

const checkFact = (check: Checking, state: DeviceState, facts: Facts): void => {
  const { event, data, must } = check;
  const step = (holds: boolean, detail: string): boolean => must('NO_STATE_SKIPPED', holds, () => detail);
  const { gone, custodian, assignment } = state;
  if (event.type === 'DeviceUnassigned')
    return void must('ONE_HOLDER', assignment?.id === data.assignmentId, () => `not ${text(data.assignmentId)}`);
  const isMissing = gone === 'LOST' || gone === 'STOLEN';
  const endsIt = event.type === 'DeviceRecovered' || data.outcome === 'WRITTEN_OFF';
  step(gone === '' || (isMissing && endsIt), `${event.type} of a device that is ${gone}`);
  switch (event.type) {
    case 'DeviceInspected': {
      step(!state.cleared || !state.works, 'inspected again without a reason');
      const wiped = data.result !== 'PASSED' || !state.mayHoldData || data.dataWiped === true;
      return void must('WIPED_BEFORE_USE', wiped, () => 'passed with somebody’s data on it');
    }
    case 'CustodyReleased':
    case 'CustodyTaken':
      return checkCustody(check, state);
    case 'DeviceAssigned': {
      const school = text(data.schoolCode);
      must('ONE_HOLDER', assignment === null, () => `${assignment!.id} is open`);
      step(state.cleared && state.works && !state.transfer, 'assigned before it was free');
      step(custodian === `SCHOOL/${school}`, `assigned at ${school}, and with ${custodian}`);
      return answered(check, facts, school);
    }
    case 'HandoverRecorded':
      return checkHandover(check, state);
    case 'HandoverAccepted':
    case 'HandoverDeclined': {
      const open = assignment?.id === data.assignmentId && assignment?.subject === data.subjectId;
      step(
        open && assignment!.handedOn !== '' && assignment!.acceptedOn === '',
        'not handed over, or answered already',
      );
      if (event.type === 'HandoverDeclined') return;
      const inOrder = data.handedOn === assignment?.handedOn && text(data.acceptedOn) >= text(data.handedOn);
      return void step(inOrder, `accepted on ${text(data.acceptedOn)}, handed over on ${assignment?.handedOn}`);
    }
    case 'WrongRecipientReported':
      return void step(assignment?.id === data.assignmentId && assignment?.handedOn !== '', 'not handed over');
    case 'DeviceReportedLost':
    case 'DeviceReportedFaulty':
    case 'DeviceReturned':
      return void must('ONE_HOLDER', data.assignmentId === assignment?.id, () => `not ${text(data.assignmentId)}`);
    case 'DeviceRepaired':
      return void step(!state.works, 'repaired, and was not broken');
    case 'DeviceQuarantined':
      return void step(isHeldByUs(state), 'quarantined, and not in our hands');
    case 'DeviceWithdrawn':
      return checkWithdrawal(check, state);
    default:
      return;
  }
};

const checkCustody = ({ event, data, must }: Checking, state: DeviceState): void => {
  const { transfer, custodian, assignment } = state;
  const from = custodianOf(data.from);
  if (event.type === 'CustodyTaken') {
    const by = custodianOf(data.by);
    const matches = transfer?.id === data.transferId && transfer?.from === from && transfer?.to === by;
    return void must('ONE_CUSTODIAN', matches, () => `${by} takes it from ${from}`);
  }
  const to = custodianOf(data.to);
  must('ONE_CUSTODIAN', from === custodian, () => `${from} releases it, and ${custodian} has it`);
  must('ONE_CUSTODIAN', transfer === null && from !== to, () => `released to ${to} while it is on its way`);
  const toSchool = record(data.to).kind === 'SCHOOL';
  const free = !assignment || !state.works;
  must('NO_STATE_SKIPPED', free && record(data.to).kind !== 'PUPIL', () => `released to ${to} while it is assigned`);
  must('NO_STATE_SKIPPED', !toSchool || state.works, () => 'a broken device is released to a school');
};

const isHeldByUs = ({ assignment, transfer, custodian }: DeviceState): boolean =>
  !assignment && !transfer && !custodian.startsWith('PUPIL/');

const WRITE_OFF_DAYS = 30;

const checkWithdrawal = ({ event, data, must }: Checking, state: DeviceState): void => {
  if (data.outcome !== 'WRITTEN_OFF')
    return void must('NO_STATE_SKIPPED', isHeldByUs(state), () => 'withdrawn, and not in our hands');
  const { since, author } = state.missing;
  must('NO_STATE_SKIPPED', state.gone !== '', () => 'written off, and not missing');
  must('FOUR_EYES_WRITE_OFF', author !== event.actor.id, () => `${author} reported it, and wrote it off`);
  const early = since !== '' && daysBetween(since, text(data.withdrawnOn)) < WRITE_OFF_DAYS;
  must('FOUR_EYES_WRITE_OFF', !early, () => `missing since ${since}, written off on ${text(data.withdrawnOn)}`);
};

const checkHandover = ({ event, data, must }: Checking, { custodian, assignment }: DeviceState): void => {
  const school = text(data.schoolCode);
  const open = assignment?.id === data.assignmentId && assignment?.subject === data.subjectId;
  must('NO_STATE_SKIPPED', open && assignment!.handedOn === '', () => 'handed over without an assignment, or again');
  must('NO_STATE_SKIPPED', custodian === `SCHOOL/${school}`, () => `handed over by ${school}, and with ${custodian}`);
  must('FOUR_EYES_HANDOVER', assignment?.approver !== event.actor.id, () => `${event.actor.id} approved it`);
};

const apply = (state: DeviceState, { type, data, actor }: Body, facts: Facts): void => {
  const causes = facts.assignments.get(text(data.assignmentId))?.causes;
  const out = (): void => void Object.assign(state, { cleared: false, mayHoldData: true });
  switch (type) {
    case 'DeviceInspected':
      state.cleared = data.result === 'PASSED';
      state.works = state.cleared;
      if (data.dataWiped === true) state.mayHoldData = false;
      return;
    case 'CustodyReleased':
      state.transfer = { id: text(data.transferId), from: custodianOf(data.from), to: custodianOf(data.to) };
      return;
    case 'CustodyTaken':
      state.custodian = custodianOf(data.by);
      state.transfer = null;
      if (record(data.by).kind === 'REPAIR') state.works = false;
      return;
    case 'DeviceAssigned':
      state.assignment = {
        id: text(data.assignmentId),
        subject: text(data.subjectId),
        approver: text(data.approvedBy),
        handedOn: '',
        acceptedOn: '',
      };
      return;
    case 'HandoverRecorded':
      if (state.assignment) state.assignment.handedOn = text(data.handedOn);
      state.custodian = `PUPIL/${text(data.subjectId)}`;
      return out();
    case 'HandoverAccepted': {
      if (state.assignment) state.assignment.acceptedOn = text(data.acceptedOn);
      const assignment = facts.assignments.get(text(data.assignmentId));
      if (assignment) Object.assign(assignment, { acceptedOn: text(data.acceptedOn), handedOn: text(data.handedOn) });
      return;
    }
    case 'HandoverDeclined':
      // Never taken: as it was before it was held out (4.F).
      Object.assign(state, { assignment: null, cleared: true, mayHoldData: false });
      state.custodian = `SCHOOL/${text(data.schoolCode)}`;
      causes?.add('DECLINED');
      return;
    case 'DeviceUnassigned':
      state.assignment = null;
      return;
    default:
      if (type === 'DeviceReportedLost') state.missing = { since: text(data.lostOn), author: actor.id };
      return applyMishap(state, type, data, causes, out);
  }
};

/** What happened to a device outside of its usual way. */
const applyMishap = (
  state: DeviceState,
  type: string,
  data: Body['data'],
  causes: Set<string> | undefined,
  out: () => void,
): void => {
  switch (type) {
    case 'DeviceReportedLost':
      Object.assign(state, { gone: text(data.kind), assignment: null, transfer: null });
      causes?.add(text(data.kind));
      return out();
    case 'DeviceRecovered':
      state.gone = '';
      state.custodian = custodianOf(data.custodian);
      return out();
    case 'DeviceQuarantined':
      state.cleared = false;
      state.works = false;
      return;
    case 'DeviceWithdrawn':
      state.gone = text(data.outcome);
      return;
    case 'DeviceReportedFaulty':
      state.works = false;
      if (data.deadOnArrival !== true) return;
      state.assignment = null;
      causes?.add('REPLACED_DOA');
      return;
    case 'DeviceRepaired':
      state.works = true;
      if (data.outcome === 'SCRAPPED') Object.assign(state, { gone: 'SCRAPPED', assignment: null, transfer: null });
      if (data.outcome !== 'BACK_IN_USE') return;
      if (state.assignment) state.custodian = `PUPIL/${state.assignment.subject}`;
      state.transfer = null;
      return;
    case 'DeviceReturned':
      Object.assign(state, { assignment: null, custodian: custodianOf(data.to) });
      causes?.add('RETURNED');
      return out();
    case 'WrongRecipientReported':
      state.assignment = null;
      if (typeof data.actualSubjectId === 'string') state.custodian = `PUPIL/${data.actualSubjectId}`;
      causes?.add('WRONG_RECIPIENT');
      return out();
    default:
      return;
  }
};

import { addMonths, daysBetween, isDay } from './calendar';
import { type Checking, type Facts, type StreamRules, type Waiting, exceptional, resolved, text } from './facts';
import { uuidV5 } from './ids';

/** What a pupil is promised for each day (N3). */
export const QUOTA_BYTES_PER_DAY = 4 * 1024 ** 3;
const GRANT_MONTHS = 3;

interface GrantState {
  status: 'entitled' | 'active' | 'ended';
  readonly handedOn: string;
  suspendedOn: string;
  end: { readonly reason: string; readonly on: string } | null;
  reordered: boolean;
  readonly waiting: Waiting;
}

export const grantRules: StreamRules = (check, facts) => {
  const { event, data, earlier, name, must } = check;
  const isFirst = event.type === 'GrantEntitled';
  if (!must('THING_FIRST', isFirst === (earlier === 0), () => `${event.type} at revision ${earlier}`)) return;
  if (isFirst) return entitled(check, facts);
  const grant = check.state as GrantState | undefined;
  if (!grant) return;
  if (event.type === 'ExceptionResolved') return void resolved(check, grant.waiting);
  if (exceptional(data).length > 0) grant.waiting.set(event.id, event);
  const life = (holds: boolean, detail: string): boolean => must('GRANT_LIFE', holds, () => detail);
  switch (event.type) {
    case 'GrantActivated':
      return activated(check, grant, facts);
    case 'GrantSuspended':
      life(grant.suspendedOn === '' && grant.status !== 'ended', `suspended, being ${grant.status}`);
      grant.suspendedOn = text(data.suspendedOn);
      return;
    case 'GrantResumed':
      life(grant.suspendedOn !== '' && text(data.resumedOn) >= grant.suspendedOn, `resumed on ${text(data.resumedOn)}`);
      grant.suspendedOn = '';
      return;
    case 'GrantReordered': {
      const expired = grant.status === 'ended' && grant.end?.reason === 'EXPIRED_UNACTIVATED';
      life(expired && !grant.reordered, `ordered again, being ${grant.status}`);
      Object.assign(grant, { status: 'entitled', end: null, reordered: true });
      facts.grants.get(name)!.ended = false;
      return;
    }
    case 'PostGrantTermsNotified': {
      const ran = grant.status === 'active' || grant.end?.reason === 'COMPLETED';
      life(ran && data.autoCharge === false, `told of later terms, being ${grant.status}`);
      return;
    }
    case 'GrantActivationBecameOverdue':
      return void life(grant.status === 'entitled', `waited for, being ${grant.status}`);
    case 'GrantEnded': {
      const reason = text(data.reason);
      const again = grant.status !== 'ended' || (reason === 'VOIDED' && grant.end?.reason !== 'VOIDED');
      const concerns =
        (reason !== 'COMPLETED' || grant.status === 'active') &&
        (reason !== 'EXPIRED_UNACTIVATED' || grant.status === 'entitled');
      life(again && concerns, `ended as ${reason}, being ${grant.status}`);
      Object.assign(grant, { status: 'ended', end: { reason, on: text(data.endedOn) } });
      facts.grants.get(name)!.ended = true;
    }
  }
};

const entitled = (check: Checking, facts: Facts): void => {
  const { data, name, must } = check;
  const [assignmentId, subjectId] = [text(data.assignmentId), text(data.subjectId)];
  const assignment = facts.assignments.get(assignmentId);
  const follows =
    assignment !== undefined &&
    assignment.subjectId === subjectId &&
    assignment.tag === data.tag &&
    assignment.replaces === '' &&
    assignment.servedOn !== '' &&
    assignment.servedOn === data.entitledOn &&
    assignment.handedOn === data.handedOn;
  must('GRANT_AFTER_SERVICE', follows, () => `assignment ${assignmentId} was not served so`);
  must(
    'GRANT_AFTER_SERVICE',
    data.quotaBytesPerDay === QUOTA_BYTES_PER_DAY,
    () => `${String(data.quotaBytesPerDay)} bytes`,
  );
  if (assignment) must('STREAM_NAME', name === uuidV5(facts.hashes, assignmentId, 'grant'), () => assignmentId);
  const others = facts.grantsOfPupil.get(subjectId) ?? [];
  const live = others.find((id) => {
    const other = facts.grants.get(id)!;
    return !other.ended && facts.assignments.get(other.assignmentId)?.voided !== true;
  });
  must('ONE_GRANT_PER_PUPIL', live === undefined, () => `grant ${live} of the same pupil lives`);
  facts.grantsOfPupil.set(subjectId, [...others, name]);
  facts.grants.set(name, { assignmentId, ended: false });
  check.state = {
    status: 'entitled',
    handedOn: text(data.handedOn),
    suspendedOn: '',
    end: null,
    reordered: false,
    waiting: new Map(),
  } satisfies GrantState;
};

const activated = ({ data, name, must }: Checking, grant: GrantState, facts: Facts): void => {
  const on = text(data.activatedOn);
  const late = grant.end?.reason === 'EXPIRED_UNACTIVATED' && on <= grant.end.on;
  must('GRANT_LIFE', grant.status === 'entitled' || late, () => `activated, being ${grant.status}`);
  const firstDay = on > grant.handedOn ? on : grant.handedOn;
  if (must('GRANT_WINDOW', isDay(on) && isDay(firstDay), () => `activated on ${on}`)) {
    const endDay = addMonths(firstDay, GRANT_MONTHS);
    const days = daysBetween(firstDay, endDay);
    const same = data.firstDay === firstDay && data.endDay === endDay && data.days === days;
    must(
      'GRANT_WINDOW',
      same,
      () => `[${text(data.firstDay)}, ${text(data.endDay)}) should be [${firstDay}, ${endDay})`,
    );
  }
  const sim = facts.sims.get(text(data.simId));
  const bySim = data.simId === undefined || (sim?.activatedOn === on && sim.grantId === name);
  must('GRANT_LIFE', bySim, () => `SIM ${text(data.simId)} was not activated so`);
  Object.assign(grant, { status: 'active', end: null });
  facts.grants.get(name)!.ended = false;
};

interface SimState {
  replaced: boolean;
  readonly waiting: Waiting;
}

export const simRules: StreamRules = (check, facts) => {
  const { event, data, earlier, name, must } = check;
  const isFirst = event.type === 'SimIssued';
  if (!must('THING_FIRST', isFirst === (earlier === 0), () => `${event.type} at revision ${earlier}`)) return;
  if (isFirst) {
    must('STREAM_NAME', data.simId === name, () => `SIM ${text(data.simId)}`);
    facts.sims.set(name, { activatedOn: '', grantId: '' });
    check.state = { replaced: false, waiting: new Map() } satisfies SimState;
  }
  const state = check.state as SimState | undefined;
  const sim = facts.sims.get(name);
  if (!state || !sim) return;
  if (event.type === 'ExceptionResolved') return void resolved(check, state.waiting);
  if (exceptional(data).length > 0) state.waiting.set(event.id, event);
  if (event.type === 'SimActivated') {
    must('SIM_ONE_GRANT', sim.activatedOn === '' && !state.replaced, () => `switched on since ${sim.activatedOn}`);
    must('SIM_ONE_GRANT', text(data.grantId) === sim.grantId, () => `for grant ${text(data.grantId)}`);
    sim.activatedOn = text(data.activatedOn);
  }
  if (event.type === 'SimAttached') {
    const [grantId, assignmentId] = [text(data.grantId), text(data.assignmentId)];
    must('SIM_ONE_GRANT', sim.grantId === '' && !state.replaced, () => `carries grant ${sim.grantId}`);
    const known = facts.grants.get(grantId)?.assignmentId === assignmentId;
    must('SIM_ONE_GRANT', known, () => `grant ${grantId} is not entitled by ${assignmentId}`);
    sim.grantId = grantId;
  }
  if (event.type === 'SimReplaced') {
    must('SIM_ONE_GRANT', !state.replaced && data.newSimId !== name, () => 'replaced again, or by itself');
    state.replaced = true;
  }
};

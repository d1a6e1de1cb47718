import { type AssignmentFacts, type Checking, type Facts, text } from './facts';
import { type Assignment, type Pupil, isOpen } from './pupil';

/** Ends that mean it never counted as served: the days credited meanwhile are leakage (4.F). */
const VOIDING: ReadonlySet<string> = new Set(['WRONG_RECIPIENT', 'DUPLICATE']);
/** Ends whose cause stands in the device's stream. */
const OF_THE_DEVICE: ReadonlySet<string> = new Set([
  'DECLINED',
  'LOST',
  'STOLEN',
  'REPLACED_DOA',
  'RETURNED',
  'WRONG_RECIPIENT',
]);

/** What became of a proposal or a promise; each names its assignment. */
export const checkOutcome = (check: Checking, pupil: Pupil, facts: Facts): void => {
  const { event, data, must } = check;
  const id = text(data.assignmentId);
  const assignment = pupil.assignments.get(id);
  const across = facts.assignments.get(id);
  if (!must('THING_FIRST', assignment !== undefined && across !== undefined, () => `${id} was not proposed`)) return;
  must('APPROVED_WHAT_WAS_PROPOSED', assignment!.tag === data.tag, () => `${id} is of ${assignment!.tag}`);
  switch (event.type) {
    case 'ProposalRejected':
      must('APPROVED_WHAT_WAS_PROPOSED', assignment!.status === 'proposed', () => `${id} is ${assignment!.status}`);
      assignment!.status = 'rejected';
      return;
    case 'PromiseConfirmed':
      must('PROMISE_OUTCOME', assignment!.status === 'promised' && across!.assigned, () => `${id} is confirmed`);
      assignment!.status = 'confirmed';
      return;
    case 'PromiseReleased':
      return released(check, assignment!, across!, facts);
    case 'PupilServed':
      return served(check, assignment!, across!);
    default:
      return ended(check, pupil, assignment!, across!);
  }
};

const released = ({ data, must }: Checking, assignment: Assignment, across: AssignmentFacts, facts: Facts): void => {
  const [reason, { status }] = [text(data.reason), assignment];
  const tooLate = reason === 'CONFIRMED_TOO_LATE' && status === 'released' && across.assigned;
  const inTime = reason === 'DEADLINE' ? facts.today !== '' : reason === across.declined;
  must('PROMISE_OUTCOME', tooLate || (status === 'promised' && inTime), () => `released as ${reason}, being ${status}`);
  assignment.status = 'released';
};

const served = ({ data, must }: Checking, assignment: Assignment, across: AssignmentFacts): void => {
  const open = assignment.status === 'promised' || assignment.status === 'confirmed';
  const accepted = across.acceptedOn !== '' && across.acceptedOn === data.servedOn && across.handedOn === data.handedOn;
  must(
    'SERVED_AFTER_ACCEPTANCE',
    open && accepted,
    () => `served on ${text(data.servedOn)}, being ${assignment.status}`,
  );
  must('SERVED_AFTER_ACCEPTANCE', text(data.replaces) === assignment.replaces, () => `replaces ${text(data.replaces)}`);
  Object.assign(assignment, { status: 'served', served: true });
  across.servedOn = text(data.servedOn);
};

const ended = ({ data, must }: Checking, pupil: Pupil, assignment: Assignment, across: AssignmentFacts): void => {
  const reason = text(data.reason);
  must('END_AFTER_CAUSE', isOpen(assignment), () => `ended as ${reason}, being ${assignment.status}`);
  const caused =
    (!OF_THE_DEVICE.has(reason) || across.causes.has(reason)) &&
    (reason !== 'DECEASED' || pupil.lapseReason === 'DECEASED') &&
    (reason !== 'DUPLICATE' || pupil.status === 'duplicate');
  must('END_AFTER_CAUSE', caused, () => `nothing before says ${reason}`);
  const entitledBy = assignment.served ? assignment.replaces || text(data.assignmentId) : '';
  const follows = data.voided === VOIDING.has(reason) && text(data.entitledBy) === entitledBy;
  must('END_AFTER_CAUSE', follows, () => `voided ${String(data.voided)}, entitled by ${text(data.entitledBy)}`);
  Object.assign(assignment, { status: 'ended', endReason: reason, voided: data.voided === true });
  across.voided = data.voided === true;
};

import { isDay } from './calendar';
import { type StreamRules, text } from './facts';

export const ledgerRules: StreamRules = (check) => {
  const { event, data, must } = check;
  const state = (check.state ?? {
    purpose: '',
    policies: new Set<string>(),
    proposed: new Map<string, string>(),
    scratches: new Set<string>(),
  }) as {
    purpose: string;
    readonly policies: Set<string>;
    /** Who proposed to leave out an event. */
    readonly proposed: Map<string, string>;
    /** Those that are not dropped. */
    readonly scratches: Set<string>;
  };
  check.state = state;
  if (event.type === 'LedgerOpened') {
    must('OPENED_FIRST', check.position === 0 && state.purpose === '', () => 'opened again');
    state.purpose = text(data.purpose);
  }
  if (event.type === 'DemoCompleted')
    must('OPENED_FIRST', state.purpose === 'DEMO', () => `a demo in a ledger of purpose ${state.purpose}`);
  if (event.type === 'PolicyEnabled') {
    const policy = text(data.policy);
    must('THING_FIRST', !state.policies.has(policy), () => `policy ${policy} enabled again`);
    state.policies.add(policy);
  }
  const scratch = text(data.scratchId);
  if (event.type === 'ProjectionScratchOrdered') state.scratches.add(scratch);
  if (event.type === 'ProjectionScratchDropped')
    must('THING_FIRST', state.scratches.delete(scratch), () => `scratch ${scratch} was not ordered, or is dropped`);
  const skip = `${text(data.name)} v${String(data.version)} @${text(data.position)}`;
  if (event.type === 'ProjectionSkipProposed') state.proposed.set(skip, event.actor.id);
  if (event.type === 'ProjectionEventSkipped') {
    const proposer = state.proposed.get(skip);
    must('FOUR_EYES_SKIP', proposer !== undefined && proposer !== event.actor.id, () => `${skip} by ${event.actor.id}`);
  }
};

export const clockRules: StreamRules = ({ data, must }, facts) => {
  const day = text(data.day);
  must('DAYS_FORWARD', isDay(day) && day > facts.today, () => `${day} after ${facts.today}`);
  if (day > facts.today) facts.today = day;
};

/** A thing that is registered once, by the first event of its stream, which is named for it. */
export const registerRules =
  (first: string, key: string): StreamRules =>
  ({ event, data, name, earlier, must }) => {
    must('THING_FIRST', (event.type === first) === (earlier === 0), () => `${event.type} at revision ${earlier}`);
    if (event.type === first) must('STREAM_NAME', data[key] === name, () => `${key} ${text(data[key])}`);
  };

export const unitRules: StreamRules = (check) => {
  const { event, data, name, must } = check;
  const open = (check.state ?? new Set<string>()) as Set<string>;
  check.state = open;
  const measure = text(data.measureId);
  if (event.type === 'LocalityMeasureDeclared') {
    must('STREAM_NAME', name.startsWith(`${text(data.unitCode)}-`), () => `unit ${text(data.unitCode)}`);
    must('THING_FIRST', measure !== '' && !open.has(measure), () => `measure ${measure} declared again`);
    open.add(measure);
  } else must('THING_FIRST', open.has(measure), () => `measure ${measure} was not declared`);
};

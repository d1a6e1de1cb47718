import { type Asked, type Decider, type Decision, accept, refuse } from '@kernel';
import {
  type Carrier,
  type Flagged,
  type ResolveException,
  answered,
  flaggedAfter,
  resolveFlagged,
} from '../../shared';
import { type SimEvent, simEvents } from './data-grant.events';

export type SimCommand =
  | {
      readonly type: 'IssueSim';
      readonly data: {
        readonly simId: string;
        readonly carrier: Carrier;
        readonly issuedOn: string;
        readonly tag?: string;
        readonly schoolCode?: string;
        readonly subjectId?: string;
        readonly commitments: { readonly iccid: string; readonly msisdn: string };
        readonly flags?: string[];
      };
    }
  | {
      readonly type: 'ActivateSim';
      readonly data: { readonly activatedAt: string; readonly activatedOn: string; readonly planCode: string };
    }
  | {
      readonly type: 'FailSimActivation';
      readonly data: { readonly attemptedAt: string; readonly planCode: string; readonly code: string };
    }
  | {
      readonly type: 'AttachSim';
      readonly data: {
        readonly grantId: string;
        readonly assignmentId: string;
        readonly handedOn: string;
        /** A person attached it, on this day; the policy does with the box that was handed over. */
        readonly attachedOn?: string;
      };
    }
  | {
      readonly type: 'ReplaceSim';
      readonly data: { readonly newSimId: string; readonly replacedOn: string; readonly reason: string };
    }
  | { readonly type: 'RemindOfActivation'; readonly data: { readonly grantId: string } }
  | ResolveException;

export type SimRefusal =
  | 'SIM_EXISTS'
  | 'SIM_UNKNOWN'
  | 'SIM_REPLACED'
  | 'SIM_ALREADY_ACTIVE'
  | 'SIM_ATTACHED'
  | 'SIM_REPLACED_BY_ITSELF'
  | 'EXCEPTION_UNKNOWN'
  | 'SEPARATION_OF_DUTIES';

export interface Sim {
  readonly status: 'unknown' | 'issued' | 'active' | 'replaced';
  readonly simId: string;
  readonly carrier: Carrier | null;
  readonly issuedOn: string;
  readonly tag?: string;
  readonly schoolCode?: string;
  readonly activatedOn: string | null;
  readonly attachment: { readonly grantId: string; readonly assignmentId: string; readonly handedOn: string } | null;
  readonly replacedBy: string | null;
  /** Somebody was reminded that it is not on; once is enough. */
  readonly reminded: boolean;
  /** Flagged facts that nobody resolved yet. */
  readonly queued: Flagged;
}

type Outcome = Decision<SimEvent, SimRefusal>;
type Of<T extends SimCommand['type']> = Extract<SimCommand, { type: T }>['data'];

/** Row 54: on before it was issued or handed over. It marks the fact; the window starts at the handover all the same. */
const early = (isEarly: boolean): { readonly flags?: string[] } => (isEarly ? { flags: ['ACTIVATED_EARLY'] } : {});

/** Never refuses, for a deadline asks: only a SIM that still carries this grant and is off is worth a reminder. */
const remind = ({ grantId }: Of<'RemindOfActivation'>, { status, attachment, reminded }: Sim): Outcome =>
  status === 'issued' && attachment?.grantId === grantId && !reminded
    ? accept({ type: 'SimActivationBecameOverdue', data: { ...attachment, flags: ['SIM_NOT_ACTIVATED'] } })
    : accept();

const activate = (data: Of<'ActivateSim'>, sim: Sim): Outcome => {
  if (sim.status === 'replaced') return refuse('SIM_REPLACED');
  if (sim.status === 'active')
    return sim.activatedOn === data.activatedOn ? accept() : refuse('SIM_ALREADY_ACTIVE', { since: sim.activatedOn! });
  const notBefore = sim.attachment?.handedOn ?? sim.issuedOn;
  const activated: SimEvent = {
    type: 'SimActivated',
    data: {
      ...data,
      carrier: sim.carrier!,
      ...(sim.attachment ? { grantId: sim.attachment.grantId } : {}),
      ...early(data.activatedOn < notBefore),
    },
    occurredAt: data.activatedAt,
  };
  return accept<SimEvent>(activated, ...answered(sim.queued, 'SIM_NOT_ACTIVATED', 'SIM_ACTIVATED'));
};

const attach = ({ attachedOn, ...data }: Of<'AttachSim'>, sim: Sim): Outcome => {
  if (sim.status === 'replaced') return refuse('SIM_REPLACED');
  if (sim.attachment?.grantId === data.grantId) return accept();
  if (sim.attachment) return refuse('SIM_ATTACHED');
  // What was on before it came to the child would have its window begin without the child.
  if (attachedOn !== undefined && sim.activatedOn !== null)
    return refuse('SIM_ALREADY_ACTIVE', { since: sim.activatedOn });
  return accept({
    type: 'SimAttached',
    data: {
      ...data,
      carrier: sim.carrier!,
      ...(sim.activatedOn === null ? {} : { activatedOn: sim.activatedOn }),
      ...early(sim.activatedOn !== null && sim.activatedOn < data.handedOn),
    },
    occurredAt: attachedOn ?? data.handedOn,
  });
};

const replace = (data: Of<'ReplaceSim'>, sim: Sim): Outcome => {
  if (sim.status === 'replaced') return sim.replacedBy === data.newSimId ? accept() : refuse('SIM_REPLACED');
  if (data.newSimId === sim.simId) return refuse('SIM_REPLACED_BY_ITSELF');
  const attachment = sim.attachment ? { attachment: sim.attachment } : {};
  const replaced: SimEvent = {
    type: 'SimReplaced',
    data: { ...data, ...attachment },
    occurredAt: data.replacedOn,
  };
  return accept<SimEvent>(replaced, ...answered(sim.queued, 'SIM_NOT_ACTIVATED', 'SIM_REPLACED'));
};

/**
 * Stream    sim-{id}: one SIM, before and beyond its grant. An activation that comes before the acceptance waits here.
 * Protects  a SIM is switched on once and carries one grant.
 * Refuses   in source order. IssueSim: SIM_EXISTS. The others: SIM_UNKNOWN, then: activation SIM_REPLACED, SIM_ALREADY_ACTIVE;
 *           attachment SIM_REPLACED, SIM_ATTACHED, and by a person SIM_ALREADY_ACTIVE; replacement SIM_REPLACED, SIM_REPLACED_BY_ITSELF; a resolution EXCEPTION_UNKNOWN,
 *           SEPARATION_OF_DUTIES. The same activation, attachment or replacement again is silent; so is a reminder that is not needed.
 */
const decide = (command: Asked<SimCommand>, sim: Sim): Outcome => {
  if (command.type === 'IssueSim')
    return sim.status === 'unknown'
      ? accept({ type: 'SimIssued', data: command.data, occurredAt: command.data.issuedOn })
      : refuse('SIM_EXISTS');
  if (sim.status === 'unknown') return refuse('SIM_UNKNOWN');
  switch (command.type) {
    case 'ActivateSim':
      return activate(command.data, sim);
    case 'FailSimActivation':
      return accept({ type: 'SimActivationFailed', data: command.data, occurredAt: command.data.attemptedAt });
    case 'AttachSim':
      return attach(command.data, sim);
    case 'ReplaceSim':
      return replace(command.data, sim);
    case 'RemindOfActivation':
      return remind(command.data, sim);
    case 'ResolveException':
      return resolveFlagged(command.data, sim.queued, command.actor);
  }
};

const evolve: Decider<SimCommand, Sim, SimEvent, SimRefusal>['evolve'] = (sim, event) => {
  const next: Sim = { ...sim, queued: flaggedAfter(sim.queued, event) };
  switch (event.type) {
    case 'SimIssued': {
      const { simId, carrier, issuedOn, tag, schoolCode } = event.data;
      return { ...next, status: 'issued', simId, carrier, issuedOn, tag, schoolCode };
    }
    case 'SimActivated':
      return { ...next, status: 'active', activatedOn: event.data.activatedOn };
    case 'SimActivationFailed':
    case 'ExceptionResolved':
      return next;
    case 'SimAttached': {
      const { grantId, assignmentId, handedOn } = event.data;
      return { ...next, attachment: { grantId, assignmentId, handedOn } };
    }
    case 'SimReplaced':
      return { ...next, status: 'replaced', replacedBy: event.data.newSimId };
    case 'SimActivationBecameOverdue':
      return { ...next, reminded: true };
  }
};

export const sim: Decider<SimCommand, Sim, SimEvent, SimRefusal> = {
  noun: 'sim',
  streamOf: (simId) => `sim-${simId}`,
  events: simEvents,
  initial: {
    status: 'unknown',
    simId: '',
    carrier: null,
    issuedOn: '',
    activatedOn: null,
    attachment: null,
    replacedBy: null,
    reminded: false,
    queued: {},
  },
  decide,
  evolve,
};

/** The SIM id that a SIM's stream names. */
export const simIdOf = (stream: string): string => stream.slice('sim-'.length);

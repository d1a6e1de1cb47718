import { type Actor, type Decider, type Decision, accept, refuse } from '@kernel';
import { type ClockEvent, type LedgerEvent, clockEvents, ledgerEvents } from './ledger.events';

export interface ProjectionVersion {
  readonly name: string;
  readonly version: number;
}

/** What a comparison of rebuilt with live tables found. */
export interface FoundDifference {
  readonly size: string;
  readonly digestBefore?: string;
  readonly digestAfter: string;
  readonly differingRows: number;
}

/** The event at which a version of a projection stopped. */
export interface PoisonEvent extends ProjectionVersion {
  readonly position: string;
  readonly eventId: string;
}

/** Read tables of the first `size` events, beside the live ones. */
export interface OrderedScratch {
  readonly scratchId: string;
  readonly size: string;
  readonly reason: string;
}

export type LedgerCommand =
  | { readonly type: 'OpenLedger'; readonly data: { readonly purpose: 'DEMO' | 'PRODUCTION'; readonly seed?: string } }
  | { readonly type: 'CompleteDemo'; readonly data: { readonly events: string } }
  | { readonly type: 'EnablePolicy'; readonly data: { readonly policy: string; readonly fromPosition: string } }
  | { readonly type: 'RecordRebuildOrder'; readonly data: ProjectionVersion }
  | {
      readonly type: 'RecordRebuild';
      readonly data: ProjectionVersion & {
        readonly size: string;
        readonly digestBefore?: string;
        readonly digestAfter: string;
      };
    }
  | {
      readonly type: 'AcceptDifference';
      readonly data: ProjectionVersion & FoundDifference & { readonly reason: string };
    }
  | { readonly type: 'RecordAbort'; readonly data: ProjectionVersion & Partial<FoundDifference> }
  | { readonly type: 'ProposeSkip'; readonly data: PoisonEvent & { readonly reason: string } }
  | { readonly type: 'SkipEvent'; readonly data: PoisonEvent }
  | {
      readonly type: 'RecordScratchOrder';
      readonly data: OrderedScratch & { readonly projections: string[] };
    }
  | { readonly type: 'RecordScratchDrop'; readonly data: OrderedScratch }
  | {
      readonly type: 'RecordRestore';
      readonly data: {
        readonly previousOrigin: string;
        readonly previousSize: string;
        readonly previousRoot: string;
        readonly origin: string;
      };
    }
  | { readonly type: 'RecordMove'; readonly data: { readonly fromStore: StoreKind; readonly toStore: StoreKind } };

/** Where the events of a ledger are kept. */
export type StoreKind = 'POSTGRES' | 'KURRENTDB';

export interface LedgerState {
  readonly purpose: 'DEMO' | 'PRODUCTION' | null;
  readonly seed: string | null;
  readonly demoCompleted: boolean;
  /** The origins under which the log was continued, in order; its first one is in no event. */
  readonly origins: readonly string[];
  /** Policy → the position from which on it reacts. */
  readonly policies: Readonly<Record<string, string>>;
  /** By projection, version and position: what was proposed, and whether somebody else agreed. */
  readonly skips: Readonly<Record<string, SkipProposal>>;
}

export interface SkipProposal {
  readonly proposer: string;
  readonly reason: string;
  readonly agreed: boolean;
}

export type LedgerRefusal =
  'LEDGER_OPEN' | 'NOT_A_DEMO' | 'SKIP_PROPOSED' | 'SKIP_NOT_PROPOSED' | 'SEPARATION_OF_DUTIES';

const skipOf = ({ name, version, position }: PoisonEvent): string => `${name} v${version} @${position}`;

/** A proposal stands until somebody else agrees; made again by the same person it is silent. */
const proposeSkip = (
  data: PoisonEvent & { readonly reason: string },
  { skips }: LedgerState,
  actor: Actor,
): Decision<LedgerEvent, LedgerRefusal> => {
  const known = skips[skipOf(data)];
  if (!known) return accept({ type: 'ProjectionSkipProposed', data });
  return known.proposer === actor.id && known.reason === data.reason ? accept() : refuse('SKIP_PROPOSED');
};

const skip = (data: PoisonEvent, { skips }: LedgerState, actor: Actor): Decision<LedgerEvent, LedgerRefusal> => {
  const known = skips[skipOf(data)];
  if (!known) return refuse('SKIP_NOT_PROPOSED');
  if (known.agreed) return accept();
  if (known.proposer === actor.id) return refuse('SEPARATION_OF_DUTIES');
  return accept({ type: 'ProjectionEventSkipped', data: { ...data, reason: known.reason } });
};

/**
 * Stream    ledger: what concerns the ledger itself.
 * Protects  a ledger is opened once and its purpose never changes; a policy starts at one position; a log takes up an origin once; a projection
 *           leaves out an event only where two persons say so.
 * Refuses   in source order.
 */
const decide: Decider<LedgerCommand, LedgerState, LedgerEvent, LedgerRefusal>['decide'] = (
  command,
  state,
): Decision<LedgerEvent, LedgerRefusal> => {
  switch (command.type) {
    case 'OpenLedger':
      if (state.purpose !== null)
        return state.purpose === command.data.purpose ? accept() : refuse('LEDGER_OPEN', { purpose: state.purpose });
      return accept({ type: 'LedgerOpened', data: command.data });
    case 'CompleteDemo':
      if (state.purpose !== 'DEMO') return refuse('NOT_A_DEMO');
      return state.demoCompleted ? accept() : accept({ type: 'DemoCompleted', data: command.data });
    case 'EnablePolicy':
      return command.data.policy in state.policies ? accept() : accept({ type: 'PolicyEnabled', data: command.data });
    case 'RecordRebuildOrder':
      return accept({ type: 'ProjectionRebuildOrdered', data: command.data });
    case 'RecordRebuild':
      return accept({ type: 'ProjectionRebuilt', data: command.data });
    case 'AcceptDifference':
      return accept({ type: 'ProjectionDifferenceAccepted', data: command.data });
    case 'RecordAbort':
      return accept({ type: 'ProjectionRebuildAborted', data: command.data });
    case 'ProposeSkip':
      return proposeSkip(command.data, state, command.actor);
    case 'SkipEvent':
      return skip(command.data, state, command.actor);
    case 'RecordScratchOrder':
      return accept({ type: 'ProjectionScratchOrdered', data: command.data });
    case 'RecordScratchDrop':
      return accept({ type: 'ProjectionScratchDropped', data: command.data });
    case 'RecordRestore':
      return state.origins.includes(command.data.origin)
        ? accept()
        : accept({ type: 'LedgerRestored', data: command.data });
    case 'RecordMove':
      return accept({ type: 'LedgerMoved', data: command.data });
  }
};

const evolve: Decider<LedgerCommand, LedgerState, LedgerEvent, LedgerRefusal>['evolve'] = (state, event) => {
  switch (event.type) {
    case 'LedgerOpened':
      return { ...state, purpose: event.data.purpose, seed: event.data.seed ?? null };
    case 'DemoCompleted':
      return { ...state, demoCompleted: true };
    case 'PolicyEnabled':
      return { ...state, policies: { ...state.policies, [event.data.policy]: event.data.fromPosition } };
    case 'ProjectionRebuildOrdered':
    case 'ProjectionRebuilt':
    case 'ProjectionDifferenceAccepted':
    case 'ProjectionRebuildAborted':
    case 'ProjectionScratchOrdered':
    case 'ProjectionScratchDropped':
    case 'LedgerMoved':
      return state;
    case 'ProjectionSkipProposed': {
      const proposal = { proposer: event.actor.id, reason: event.data.reason, agreed: false };
      return { ...state, skips: { ...state.skips, [skipOf(event.data)]: proposal } };
    }
    case 'ProjectionEventSkipped': {
      const proposal = state.skips[skipOf(event.data)]!;
      return { ...state, skips: { ...state.skips, [skipOf(event.data)]: { ...proposal, agreed: true } } };
    }
    case 'LedgerRestored':
      return { ...state, origins: [...state.origins, event.data.origin] };
  }
};

export const ledger: Decider<LedgerCommand, LedgerState, LedgerEvent, LedgerRefusal> = {
  noun: 'ledger',
  streamOf: () => 'ledger',
  events: ledgerEvents,
  initial: { purpose: null, seed: null, demoCompleted: false, origins: [], policies: {}, skips: {} },
  decide,
  evolve,
};

export interface BeginDay {
  readonly type: 'BeginDay';
  readonly data: { readonly day: string };
}

/**
 * Stream    clock: the days that began.
 * Protects  days go forward, each once; a day that is not after the last one is silent.
 */
export const clock: Decider<BeginDay, { readonly day: string | null }, ClockEvent, never> = {
  noun: 'clock',
  streamOf: () => 'clock',
  events: clockEvents,
  initial: { day: null },
  decide: ({ data }, { day }) => (day !== null && data.day <= day ? accept() : accept({ type: 'DayBegan', data })),
  evolve: (_, event) => ({ day: event.data.day }),
};

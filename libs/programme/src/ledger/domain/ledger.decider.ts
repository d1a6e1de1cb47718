import { type Decider, type Decision, accept, refuse } from '@kernel';
import { type ClockEvent, type LedgerEvent, clockEvents, ledgerEvents } from './ledger.events';

export type LedgerCommand =
  | { readonly type: 'OpenLedger'; readonly data: { readonly purpose: 'DEMO' | 'PRODUCTION'; readonly seed?: string } }
  | { readonly type: 'CompleteDemo'; readonly data: { readonly events: string } }
  | { readonly type: 'EnablePolicy'; readonly data: { readonly policy: string; readonly fromPosition: string } }
  | {
      readonly type: 'RecordRebuild';
      readonly data: {
        readonly name: string;
        readonly version: number;
        readonly size: string;
        readonly digestBefore?: string;
        readonly digestAfter: string;
      };
    }
  | {
      readonly type: 'RecordRestore';
      readonly data: {
        readonly previousOrigin: string;
        readonly previousSize: string;
        readonly previousRoot: string;
        readonly origin: string;
      };
    };

export interface LedgerState {
  readonly purpose: 'DEMO' | 'PRODUCTION' | null;
  readonly seed: string | null;
  readonly demoCompleted: boolean;
  /** The origins under which the log was continued, in order; its first one is in no event. */
  readonly origins: readonly string[];
  /** Policy → the position from which on it reacts. */
  readonly policies: Readonly<Record<string, string>>;
}

export type LedgerRefusal = 'LEDGER_OPEN' | 'NOT_A_DEMO';

/**
 * Stream    ledger: what concerns the ledger itself.
 * Protects  a ledger is opened once and its purpose never changes; a policy starts at one position; a log takes up an origin once.
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
    case 'RecordRebuild':
      return accept({ type: 'ProjectionRebuilt', data: command.data });
    case 'RecordRestore':
      return state.origins.includes(command.data.origin)
        ? accept()
        : accept({ type: 'LedgerRestored', data: command.data });
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
    case 'ProjectionRebuilt':
      return state;
    case 'LedgerRestored':
      return { ...state, origins: [...state.origins, event.data.origin] };
  }
};

export const ledger: Decider<LedgerCommand, LedgerState, LedgerEvent, LedgerRefusal> = {
  noun: 'ledger',
  streamOf: () => 'ledger',
  events: ledgerEvents,
  initial: { purpose: null, seed: null, demoCompleted: false, origins: [], policies: {} },
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

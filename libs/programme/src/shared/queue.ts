import { type Actor, type AnyEvent, type Recorded, type Refused, refuse } from '@kernel';
import { withholding } from './flags';

export type Resolution = 'ACCEPTED' | 'REFUSED';

/** Facts of one stream whose effect waits for a second person, and what became of earlier ones (contract 4, Q). */
export interface Queue<E extends AnyEvent> {
  readonly waiting: Readonly<Record<string, Recorded<E>>>;
  readonly resolved: Readonly<Record<string, Resolution>>;
}

export const emptyQueue = { waiting: {}, resolved: {} } as const;

export interface QueuedState<E extends AnyEvent> {
  readonly queue: Queue<E>;
}

export const isWaiting = ({ queue }: QueuedState<AnyEvent>): boolean => Object.keys(queue.waiting).length > 0;

interface Effects<S, E extends AnyEvent> {
  /** What a fact does once nothing withholds its effect. */
  readonly apply: (state: S, event: Recorded<E>) => S;
  /** What it does although it waits: that it is there at all. Nothing where absent. */
  readonly announce?: (state: S, event: Recorded<E>) => S;
  /** What is taken back when it is refused. Nothing where absent. */
  readonly refuse?: (state: S, event: Recorded<E>) => S;
  /** What an accepted fact does, where that is not `apply`. */
  readonly accept?: (state: S, event: Recorded<E>) => S;
}

/** An `evolve` in which a flagged fact waits, and takes its effect when it is accepted. */
export const evolveWithQueue =
  <S extends QueuedState<E>, E extends AnyEvent>({ apply, announce, refuse: undo, accept }: Effects<S, E>) =>
  (state: S, event: Recorded<E>): S => {
    if (event.type === 'ExceptionResolved') {
      const { eventId, outcome } = event.data as { readonly eventId: string; readonly outcome: Resolution };
      const { [eventId]: fact, ...waiting } = state.queue.waiting;
      if (!fact) return state;
      const resolved = { ...state.queue.resolved, [eventId]: outcome };
      const next: S = { ...state, queue: { waiting, resolved } };
      if (outcome === 'REFUSED') return undo ? undo(next, fact) : next;
      return accept ? accept(next, fact) : apply(next, fact);
    }
    if (withholding(event.data as { readonly flags?: readonly string[] }).length === 0) return apply(state, event);
    const waiting = { ...state.queue.waiting, [event.id]: event };
    const known = announce ? announce(state, event) : state;
    return { ...known, queue: { ...state.queue, waiting } };
  };

/** The fact that takes its effect by this event: the event itself, the one that it accepts, or none while something withholds it. */
export const takingEffect = <E extends AnyEvent>(
  waiting: Queue<E>['waiting'],
  event: Recorded<E>,
): Recorded<E> | null => {
  if (event.type === 'ExceptionResolved') {
    const { eventId, outcome } = event.data as { readonly eventId: string; readonly outcome: Resolution };
    return outcome === 'ACCEPTED' ? (waiting[eventId] ?? null) : null;
  }
  return withholding(event.data as { readonly flags?: readonly string[] }).length === 0 ? event : null;
};

export interface ResolveException {
  readonly type: 'ResolveException';
  readonly data: { readonly eventId: string; readonly outcome: Resolution; readonly reason: string };
}

type ResolutionRefusal = 'EXCEPTION_RESOLVED' | 'EXCEPTION_UNKNOWN' | 'SEPARATION_OF_DUTIES';

export type ResolutionAnswer<E extends AnyEvent> =
  | Refused<ResolutionRefusal>
  | { readonly kind: 'repeated' }
  | {
      readonly kind: 'resolved';
      readonly fact: Recorded<E>;
      readonly event: {
        readonly type: 'ExceptionResolved';
        readonly data: ResolveException['data'] & { readonly code: string };
      };
    };

/**
 * A flagged fact is resolved once, by another person than its author. Refuses, in this order: EXCEPTION_RESOLVED, EXCEPTION_UNKNOWN,
 * SEPARATION_OF_DUTIES.
 */
export const resolution = <E extends AnyEvent>(
  { queue }: QueuedState<E>,
  data: ResolveException['data'],
  actor: Actor,
): ResolutionAnswer<E> => {
  const earlier = queue.resolved[data.eventId];
  if (earlier === data.outcome) return { kind: 'repeated' };
  if (earlier) return refuse('EXCEPTION_RESOLVED', { outcome: earlier });
  const fact = queue.waiting[data.eventId];
  if (!fact) return refuse('EXCEPTION_UNKNOWN');
  if (fact.actor.id === actor.id) return refuse('SEPARATION_OF_DUTIES');
  const code = withholding(fact.data as { readonly flags?: readonly string[] })[0]!;
  return { kind: 'resolved', fact, event: { type: 'ExceptionResolved', data: { ...data, code } } };
};

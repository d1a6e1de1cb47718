import { type Actor, type AnyEvent, type Decision, type Recorded, accept, refuse } from '@kernel';
import { exceptional } from './flags';
import type { ResolveException } from './queue';

/** Flagged facts that nobody resolved yet, by event, for streams in which nothing waits for them. */
export type Flagged = Readonly<Record<string, { readonly author: string; readonly code: string }>>;

type Resolved = {
  readonly type: 'ExceptionResolved';
  readonly data: ResolveException['data'] & { readonly code: string };
};

export const flaggedAfter = (flagged: Flagged, event: Recorded<AnyEvent>): Flagged => {
  if (event.type === 'ExceptionResolved') {
    const { [(event.data as ResolveException['data']).eventId]: _, ...left } = flagged;
    return left;
  }
  const [code] = exceptional(event.data as { readonly flags?: readonly string[] });
  return code === undefined ? flagged : { ...flagged, [event.id]: { author: event.actor.id, code } };
};

/** By another person than who recorded the fact. Refuses, in this order: EXCEPTION_UNKNOWN, SEPARATION_OF_DUTIES. */
export const resolveFlagged = (
  data: ResolveException['data'],
  flagged: Flagged,
  actor: Actor,
): Decision<Resolved, 'EXCEPTION_UNKNOWN' | 'SEPARATION_OF_DUTIES'> => {
  const fact = flagged[data.eventId];
  if (!fact) return refuse('EXCEPTION_UNKNOWN');
  if (fact.author === actor.id) return refuse('SEPARATION_OF_DUTIES');
  return accept({ type: 'ExceptionResolved', data: { ...data, code: fact.code } });
};

/** What was waited for came: facts with this flag are no exceptions any more. */
export const answered = (flagged: Flagged, code: string, reason: string): readonly Resolved[] =>
  Object.entries(flagged)
    .filter(([, fact]) => fact.code === code)
    .map(([eventId]) => ({ type: 'ExceptionResolved', data: { eventId, code, outcome: 'ACCEPTED', reason } }));

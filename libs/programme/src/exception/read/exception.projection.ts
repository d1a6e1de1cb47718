import type { EventDefinition } from '@kernel';
import { type Positioned, defineState } from '@projections';
import { ExceptionResolved, exceptional, vietnamDay } from '@programme/shared';
import { ConsentRecorded, beneficiaryEvents } from '@programme/beneficiary/domain';
import { grantEvents, simEvents } from '@programme/data-grant/domain';
import { deviceEvents } from '@programme/device/domain';
import { donationEvents, lotEvents } from '@programme/donation/domain';

/**
 * Facts whose flags a second person can resolve, because their stream's decider takes the resolution. A carrier's lines bear no flags:
 * what is wrong with them is derived by the day's reconciliation.
 */
const events: readonly EventDefinition[] = [
  ...new Set<EventDefinition>([
    ...donationEvents,
    ...lotEvents,
    ...deviceEvents,
    ...beneficiaryEvents,
    ...simEvents,
    ...grantEvents,
  ]),
];

export type ExceptionRow = {
  readonly event_id: string;
  readonly state: 'OPEN' | 'ACCEPTED' | 'REFUSED' | 'ANSWERED';
  readonly code: string;
  readonly flags: readonly string[];
  readonly stream: string;
  readonly type: string;
  readonly author: string;
  /** Of the author. */
  readonly unit: string | null;
  readonly occurred_on: string;
  readonly raised_at: string;
  readonly raised_position: number;
  readonly resolved_by: string | null;
  readonly resolved_at: string | null;
  readonly reason: string | null;
};

type Event = Positioned;
type Flagged = { readonly flags?: readonly string[] };
type Resolution = { readonly eventId: string; readonly outcome: 'ACCEPTED' | 'REFUSED'; readonly reason: string };

const answersOf = (event: Event): readonly string[] =>
  event.type === ConsentRecorded.type ? ((event.data as { readonly answers?: readonly string[] }).answers ?? []) : [];

const evolve = (row: ExceptionRow | undefined, event: Event, eventId: string): ExceptionRow | undefined => {
  if (event.id === eventId) {
    const flags = exceptional(event.data as Flagged);
    return {
      event_id: eventId,
      state: 'OPEN',
      code: flags[0]!,
      flags,
      stream: event.stream,
      type: event.type,
      author: event.actor.id,
      unit: event.actor.unit,
      occurred_on: vietnamDay(event.occurredAt),
      raised_at: event.recordedAt,
      raised_position: event.position,
      resolved_by: null,
      resolved_at: null,
      reason: null,
    };
  }
  if (!row) return undefined;
  const resolved = { resolved_by: event.actor.id, resolved_at: event.recordedAt };
  if (event.type === ConsentRecorded.type)
    return { ...row, ...resolved, state: 'ANSWERED', reason: 'CONSENT_RECORDED' };
  const { outcome, reason } = event.data as Resolution;
  return { ...row, ...resolved, state: outcome, reason };
};

/** Answers  which facts are queued or marked, and what a second person made of them (contract 4, Q). */
export const exceptionProjection = defineState<readonly EventDefinition[], ExceptionRow>({
  name: 'exception',
  version: 2,
  events,
  table: {
    kind: 'state',
    name: 'exception',
    key: { event_id: 'uuid' },
    columns: {
      state: 'text',
      code: 'text',
      flags: 'json',
      stream: 'text',
      type: 'text',
      author: 'text',
      unit: 'text',
      occurred_on: 'day',
      raised_at: 'instant',
      raised_position: 'bigint',
      resolved_by: 'text',
      resolved_at: 'instant',
      reason: 'text',
    },
    indexes: [['occurred_on', 'raised_position'], ['state', 'occurred_on'], ['stream']],
  },
  keys: (event) => {
    if (event.type === ExceptionResolved.type) return [(event.data as Resolution).eventId];
    const isFlagged = exceptional(event.data as Flagged).length > 0;
    return [...(isFlagged ? [event.id] : []), ...answersOf(event)];
  },
  evolve,
});

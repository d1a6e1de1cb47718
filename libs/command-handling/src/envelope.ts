import type { AnyEvent, EventDefinition, Recorded } from '@kernel';
import { eventIdOf } from '@event-store';
import {
  CLOCK_SKEW_MILLISECONDS,
  FIRST_DAY,
  LATE_AFTER_DAYS,
  daysBetween,
  type Provenance,
  vietnamDay,
} from '@programme/shared';
import type { CommandContext } from './command-context';

/** What the events of one command have in common. */
export interface Envelope {
  readonly stream: string;
  readonly sha256: string;
  readonly context: CommandContext;
  /** The caller's, or `recordedAt`. */
  readonly occurredAt: string;
  readonly recordedAt: string;
}

/** The Vietnam day of an instant that was asked for last: a bulk is recorded at one time. */
let last = { instant: '', day: '' };
const dayOf = (instantOrDay: string): string => {
  if (instantOrDay.length === 10) return instantOrDay;
  if (instantOrDay !== last.instant) last = { instant: instantOrDay, day: vietnamDay(instantOrDay) };
  return last.day;
};

const MOMENT = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}\.\d{3}Z)?$/;

/** An instant may be ahead by the skew of a clock; a day may not be after the Vietnam day on which it is recorded. */
export const isInTheFuture = (occurredAt: string, recordedAt: string): boolean => {
  if (!MOMENT.test(occurredAt)) throw new RangeError('occurredAt is neither a day nor a UTC instant with milliseconds');
  return occurredAt.length === 10
    ? occurredAt > dayOf(recordedAt)
    : Date.parse(occurredAt) - Date.parse(recordedAt) > CLOCK_SKEW_MILLISECONDS;
};

/** The event's body (DESIGN 3, contract 1), before it is encoded. `index` is its place among the events of its command. */
export const recordedEvent = (
  event: AnyEvent,
  index: number,
  revision: number,
  v: number,
  { stream, sha256, context, occurredAt: commandOccurredAt, recordedAt }: Envelope,
): Recorded => {
  const { commandId, actor, causation, correlation = commandId, provenance } = context;
  const occurredAt = event.occurredAt ?? commandOccurredAt;
  // In the order of canonical JSON, which then has nothing to sort.
  return {
    actor,
    ...(causation === undefined ? {} : { causation }),
    command: { id: commandId, sha256 },
    correlation,
    // A consequence is as late as its cause, and that says so already.
    data: withProvenance(event.data, provenance, causation ? NO_FLAGS : timeFlags(occurredAt, recordedAt)),
    id: eventIdOf(commandId, stream, index, sha256),
    occurredAt,
    recordedAt,
    revision,
    stream,
    type: event.type,
    v,
  };
};

const NO_FLAGS: readonly string[] = [];

/** The flags that were asked for last: the facts of a file are of one day. */
let lastFlags = { occurredAt: '', recordedAt: '', flags: NO_FLAGS };

const timeFlags = (occurredAt: string, recordedAt: string): readonly string[] => {
  // Most facts are recorded as they happen: no calendar for them.
  if (occurredAt === recordedAt) return NO_FLAGS;
  if (occurredAt !== lastFlags.occurredAt || recordedAt !== lastFlags.recordedAt)
    lastFlags = { occurredAt, recordedAt, flags: calendarFlags(occurredAt, recordedAt) };
  return lastFlags.flags;
};

const calendarFlags = (occurredAt: string, recordedAt: string): readonly string[] => {
  const day = vietnamDay(occurredAt);
  const today = dayOf(recordedAt);
  const late = day < today && daysBetween(day, today) > LATE_AFTER_DAYS ? ['LATE'] : [];
  return day < FIRST_DAY ? [...late, 'HISTORICAL'] : late;
};

const withProvenance = (data: unknown, provenance: Provenance | undefined, flags: readonly string[]): unknown => {
  if (!provenance && flags.length === 0) return data;
  const own = (data as { readonly flags?: readonly string[] }).flags ?? [];
  const all = [...new Set([...own, ...(provenance?.flags ?? []), ...flags])];
  return { ...(data as object), ...provenance, ...(all.length > 0 ? { flags: all } : {}) };
};

/** Version of each event that a decider may give, by type. */
export const versionsOf = (definitions: readonly EventDefinition[]): ReadonlyMap<string, number> =>
  new Map(definitions.map(({ type, version }) => [type, version]));

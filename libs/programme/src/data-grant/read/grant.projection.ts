import type { EventOf } from '@kernel';
import { type Measure, type Positioned, defineState } from '@projections';
import type { Carrier } from '@programme/shared';
import { type Inactive, SimAttached, grantEvents, grantIdOf, paused, resumed, simIdOf } from '../domain';

const events = [...grantEvents, SimAttached] as const;
type Event = Positioned<EventOf<(typeof events)[number]>>;

export type GrantStatus =
  'ENTITLED' | 'ACTIVE' | 'SUSPENDED' | 'COMPLETED' | 'TERMINATED' | 'VOIDED' | 'EXPIRED_UNACTIVATED';

export type GrantRow = {
  readonly grant_id: string;
  readonly status: GrantStatus;
  readonly assignment_id: string | null;
  readonly subject_id: string | null;
  readonly tag: string | null;
  readonly carrier: Carrier | null;
  readonly sim_id: string | null;
  readonly handed_on: string | null;
  readonly entitled_on: string | null;
  readonly activated_on: string | null;
  readonly first_day: string | null;
  /** Exclusive. */
  readonly end_day: string | null;
  readonly days: number | null;
  /** `[{from, to}]`, to exclusive and null while it lasts: days of the window without data (4.H). */
  readonly inactive: readonly Inactive[];
  readonly ended_on: string | null;
  readonly cause: string | null;
};

const unknown = (grantId: string): GrantRow => ({
  grant_id: grantId,
  status: 'ENTITLED',
  assignment_id: null,
  subject_id: null,
  tag: null,
  carrier: null,
  sim_id: null,
  handed_on: null,
  entitled_on: null,
  activated_on: null,
  first_day: null,
  end_day: null,
  days: null,
  inactive: [],
  ended_on: null,
  cause: null,
});

const isSuspended = (row: GrantRow): boolean => row.inactive.some(({ to }) => to === null);

const evolve = (found: GrantRow | undefined, event: Event, grantId: string): GrantRow => {
  const row = found ?? unknown(grantId);
  switch (event.type) {
    case 'GrantEntitled': {
      const { assignmentId, subjectId, tag, carrier, simId, handedOn, entitledOn } = event.data;
      return {
        ...row,
        assignment_id: assignmentId,
        subject_id: subjectId,
        tag,
        carrier: carrier ?? row.carrier,
        sim_id: simId ?? row.sim_id,
        handed_on: handedOn,
        entitled_on: entitledOn,
      };
    }
    case 'SimAttached':
      return { ...row, sim_id: simIdOf(event.stream), carrier: event.data.carrier };
    case 'GrantActivated': {
      const { activatedOn, firstDay, endDay, days, simId, carrier } = event.data;
      return {
        ...row,
        status: isSuspended(row) ? 'SUSPENDED' : 'ACTIVE',
        ended_on: null,
        cause: isSuspended(row) ? row.cause : null,
        activated_on: activatedOn,
        first_day: firstDay,
        end_day: endDay,
        days,
        sim_id: simId ?? row.sim_id,
        carrier: carrier ?? row.carrier,
      };
    }
    case 'GrantSuspended': {
      const inactive = paused(row.inactive, event.data.suspendedOn);
      return { ...row, status: 'SUSPENDED', inactive, cause: event.data.reason };
    }
    case 'GrantResumed': {
      const inactive = resumed(row.inactive, event.data.resumedOn);
      const status = row.first_day === null ? 'ENTITLED' : 'ACTIVE';
      return { ...row, status, inactive, sim_id: event.data.simId ?? row.sim_id, cause: null };
    }
    case 'GrantEnded': {
      const { reason, endedOn, cause } = event.data;
      // A window that ran out, or never began, needs no pause.
      const ranOut = reason === 'COMPLETED' || reason === 'EXPIRED_UNACTIVATED';
      const inactive = ranOut ? row.inactive : paused(row.inactive, endedOn);
      return { ...row, status: reason, inactive, ended_on: endedOn, cause: cause ?? null };
    }
    case 'GrantReordered':
      return { ...row, status: isSuspended(row) ? 'SUSPENDED' : 'ENTITLED', ended_on: null, cause: null };
    case 'GrantActivationBecameOverdue':
    case 'PostGrantTermsNotified':
    case 'ExceptionResolved':
      return row;
  }
};

const measures = (row: GrantRow): readonly Measure[] => {
  const key = row.carrier ?? 'UNKNOWN';
  const one = (measure: string): Measure => ({ cut: 'CARRIER', key, measure, n: 1 });
  const isVoided = row.status === 'VOIDED';
  return [
    ...(isVoided ? [one('voided')] : [one('acceptedByPupil')]),
    ...(isVoided && row.first_day !== null ? [one('leakage')] : []),
    ...(row.status === 'ACTIVE' ? [one('inUse')] : []),
  ];
};

/**
 * Answers  each grant's window, SIM and carrier, and on which of its days it gives data; as of any size.
 * Totals   the funnel's cut CARRIER.
 */
export const grantProjection = defineState<typeof events, GrantRow>({
  name: 'grant',
  version: 2,
  events,
  table: {
    kind: 'state',
    // "grant" alone is a word of SQL.
    name: 'data_grant',
    key: { grant_id: 'uuid' },
    bitemporal: true,
    columns: {
      status: 'text',
      assignment_id: 'uuid',
      subject_id: 'uuid',
      tag: 'text',
      carrier: 'text',
      sim_id: 'uuid',
      handed_on: 'day',
      entitled_on: 'day',
      activated_on: 'day',
      first_day: 'day',
      end_day: 'day',
      days: 'int',
      inactive: 'json',
      ended_on: 'day',
      cause: 'text',
    },
    indexes: [['carrier', 'first_day', 'end_day'], ['subject_id'], ['tag'], ['assignment_id']],
  },
  keys: (event) => {
    if (event.type === 'SimAttached') return [event.data.grantId];
    // ExceptionResolved may stand in other kinds of stream too.
    return event.stream.startsWith('grant-') ? [grantIdOf(event.stream)] : [];
  },
  evolve,
  measures,
});

/** A small ledger of two carriers' grants and lines, with the tables that a day's reconciliation reads. For specifications. */
import type { AnyEvent, EventDefinition } from '@kernel';
import { type Projection, type Row, defineState } from '@projections';
import { type ReadSide, createReadSide, encodedFact } from '@projections/testing/read-side';
import { QUOTA_BYTES_PER_DAY, later } from '@programme/shared';
import { type Inactive, SimAttached, grantEvents, paused, resumed, windowOf } from '@programme/data-grant/domain';
import { CarrierTermsAgreed } from '@programme/organisation/domain';
import { type BookEvent, bookEvents, bookId, carrierDayEvents } from '../domain';
import { carrierDayProjection, carrierTermsProjection } from './carrier-day.projection';
import { creditProjection } from './credit.projection';

/** The tables that other slices keep, as far as a day's reconciliation reads them. */
const grantTable = defineState<typeof grantEvents, Row>({
  name: 'grant',
  version: 1,
  events: grantEvents,
  table: {
    kind: 'state',
    name: 'data_grant',
    key: { grant_id: 'uuid' },
    columns: { carrier: 'text', first_day: 'day', end_day: 'day', inactive: 'json' },
  },
  keys: ({ stream }) => [stream.slice('grant-'.length)],
  evolve: (row, event, key) => evolveGrant(row, event, key),
});
const timeTable = defineState<readonly EventDefinition[], { readonly recorded_max: string }>({
  name: 'ledger-time',
  version: 1,
  events: [...grantEvents, ...bookEvents, ...carrierDayEvents, CarrierTermsAgreed],
  table: { kind: 'state', name: 'ledger_time', key: { clock: 'text' }, columns: { recorded_max: 'instant' } },
  keys: () => ['ledger'],
  evolve: (row, { recordedAt }) => ({ recorded_max: row ? later(row.recorded_max, recordedAt) : recordedAt }),
});
export const evolveGrant = (row: Row | undefined, { type, data }: AnyEvent, grantId: string): Row => {
  const known = row ?? { grant_id: grantId, carrier: null, first_day: null, end_day: null, inactive: [] };
  const day = data as {
    carrier?: string;
    firstDay?: string;
    endDay?: string;
    suspendedOn?: string;
    resumedOn?: string;
    endedOn?: string;
  };
  const inactive = known.inactive as readonly Inactive[];
  switch (type) {
    case 'GrantEntitled':
      return { ...known, carrier: day.carrier ?? null };
    case 'GrantActivated':
      return { ...known, first_day: day.firstDay, end_day: day.endDay };
    case 'GrantSuspended':
      return { ...known, inactive: paused(inactive, day.suspendedOn!) };
    case 'GrantResumed':
      return { ...known, inactive: resumed(inactive, day.resumedOn!) };
    default:
      return { ...known, inactive: paused(inactive, day.endedOn!) };
  }
};

export interface Told {
  readonly stream: string;
  readonly event: AnyEvent;
  readonly recordedAt?: string;
}

export const definitions: readonly EventDefinition[] = [
  ...grantEvents,
  SimAttached,
  ...bookEvents,
  ...carrierDayEvents,
  CarrierTermsAgreed,
];
export const projections: readonly Projection[] = [
  creditProjection,
  carrierDayProjection,
  carrierTermsProjection,
  grantTable,
  timeTable,
];
export const CARRIERS = ['VIETTEL', 'MOBIFONE'] as const;
export const DAY = '2021-12-10';
export const grantId = (index: number): string => `0a0a0a0a-0000-5000-8000-00000000000${index}`;

export const entitled = (index: number, carrier: string): Told => ({
  stream: `grant-${grantId(index)}`,
  event: {
    type: 'GrantEntitled',
    data: {
      assignmentId: grantId(index),
      subjectId: grantId(index),
      tag: 'SMT-00000001Y',
      handedOn: '2021-11-01',
      entitledOn: '2021-11-01',
      carrier,
      quotaBytesPerDay: QUOTA_BYTES_PER_DAY,
    },
  },
});
export const ofGrant = (index: number, event: AnyEvent): Told => ({ stream: `grant-${grantId(index)}`, event });
export const activated = (index: number, firstDay: string): Told =>
  ofGrant(index, { type: 'GrantActivated', data: { activatedOn: firstDay, ...windowOf(firstDay, firstDay) } });
export const ofBook = (carrier: (typeof CARRIERS)[number], event: BookEvent): Told => ({
  stream: `book-${bookId(carrier, event.data.serviceDate, 0)}`,
  event,
});
export const terms90: Told = {
  stream: 'org-MOBIFONE',
  event: {
    type: 'CarrierTermsAgreed',
    data: {
      carrier: 'MOBIFONE',
      validFrom: '2021-01-01',
      unitBase: 'BINARY',
      periodMode: 'CALENDAR_DAY',
      termPolicy: 'FIXED_90_DAYS',
      pledgedGrants: 10,
      documentNo: 'HD-1',
    },
  },
};

/** A ledger of these facts, with its tables up to date. */
export const ledgerOf = async (told: readonly Told[]): Promise<ReadSide> => {
  const side = await createReadSide(definitions);
  const revisions = new Map<string, number>();
  for (const { stream, event, recordedAt } of told) {
    const revision = revisions.get(stream) ?? 0;
    revisions.set(stream, revision + 1);
    const fact = { ...event, ...(recordedAt ? { recordedAt } : {}) };
    const events = [encodedFact(side.codec, stream, revision, fact)];
    const result = await side.ledger.store.append({ stream, expectedRevision: revision - 1, events });
    if (result.kind !== 'appended') throw new Error(`not appended: ${result.kind}`);
  }
  await side.runner(projections).start();
  const names = projections.map(({ name }) => name);
  await side.sizes(projections).waitForSize(names, told.length, 20_000);
  return side;
};

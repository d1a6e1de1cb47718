import type { EventOf } from '@kernel';
import { type Positioned, defineFacts, defineState } from '@projections';
import type { Carrier } from '@programme/shared';
import { CarrierTermsAgreed } from '@programme/organisation/domain';
import { type CarrierDayClosed, carrierDayEvents, carrierDayOf } from '../domain';

type Event = Positioned<EventOf<(typeof carrierDayEvents)[number]>>;

/** A carrier's file of the day, and what came of its lines. */
export interface FileOfDay {
  readonly fileId: string;
  readonly fileNo: number;
  readonly sha256: string;
  readonly lines: number;
  readonly bytes: string;
  readonly unitBase: string;
  readonly periodMode: string;
  readonly late: boolean;
  readonly receivedAt: string;
  readonly applied: { readonly recorded: number; readonly repeated: number; readonly rejected: number } | null;
}

type ClosedFigures = EventOf<typeof CarrierDayClosed>['data'];

export type CarrierDayRow = {
  readonly carrier_day_id: string;
  readonly carrier: Carrier;
  readonly service_date: string;
  readonly shards: number | null;
  readonly files: readonly FileOfDay[];
  readonly closed: boolean;
  readonly closed_at: string | null;
  /** Actor id. */
  readonly closed_by: string | null;
  readonly closed_figures: ClosedFigures | null;
  readonly reopened_reason: string | null;
};

const evolve = (found: CarrierDayRow | undefined, event: Event, carrierDayId: string): CarrierDayRow => {
  const { carrier, serviceDate } = carrierDayOf(event.stream);
  const row: CarrierDayRow = found ?? {
    carrier_day_id: carrierDayId,
    carrier,
    service_date: serviceDate,
    shards: null,
    files: [],
    closed: false,
    closed_at: null,
    closed_by: null,
    closed_figures: null,
    reopened_reason: null,
  };
  switch (event.type) {
    case 'CarrierDayOpened':
      return { ...row, shards: event.data.shards };
    case 'CarrierFileReceived': {
      const { fileId, fileNo, sha256, lines, bytes, unitBase, periodMode, late } = event.data;
      const receivedAt = event.recordedAt;
      const file = { fileId, fileNo, sha256, lines, bytes, unitBase, periodMode, late, receivedAt, applied: null };
      return { ...row, files: [...row.files, file] };
    }
    case 'CarrierFileApplied': {
      const { fileId, recorded, repeated, rejected } = event.data;
      const applied = { recorded, repeated, rejected };
      return { ...row, files: row.files.map((file) => (file.fileId === fileId ? { ...file, applied } : file)) };
    }
    case 'CarrierDayClosed':
      return {
        ...row,
        closed: true,
        closed_at: event.recordedAt,
        closed_by: event.actor.id,
        closed_figures: event.data,
      };
    case 'ReconciliationReopened':
      return {
        ...row,
        closed: false,
        closed_at: null,
        closed_by: null,
        closed_figures: null,
        reopened_reason: event.data.reason,
      };
  }
};

/** Answers  which files of a carrier's day came, what came of them, and whether the day is closed, and with which figures. */
export const carrierDayProjection = defineState<typeof carrierDayEvents, CarrierDayRow>({
  name: 'carrier-day',
  version: 2,
  events: carrierDayEvents,
  table: {
    kind: 'state',
    name: 'carrier_day',
    key: { carrier_day_id: 'text' },
    columns: {
      carrier: 'text',
      service_date: 'day',
      shards: 'int',
      files: 'json',
      closed: 'boolean',
      closed_at: 'instant',
      closed_by: 'text',
      closed_figures: 'json',
      reopened_reason: 'text',
    },
    indexes: [['carrier', 'service_date']],
  },
  keys: (event) => [event.stream.slice('carrierday-'.length)],
  evolve,
});

/** Answers  which terms a carrier agreed to for which days: what explains a shortfall, and changes no promise (N2, N3). */
export const carrierTermsProjection = defineFacts({
  name: 'carrier-terms',
  version: 1,
  events: [CarrierTermsAgreed] as const,
  tables: [
    {
      kind: 'facts',
      name: 'carrier_terms',
      columns: { carrier: 'text', valid_from: 'day', valid_to: 'day', term_policy: 'text', unit_base: 'text' },
      indexes: [['carrier', 'valid_from']],
    },
  ],
  facts: ({ data: { carrier, validFrom, validTo, termPolicy, unitBase } }) => ({
    carrier_terms: [
      { carrier, valid_from: validFrom, valid_to: validTo ?? null, term_policy: termPolicy, unit_base: unitBase },
    ],
  }),
});

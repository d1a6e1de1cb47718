import type { EventOf } from '@kernel';
import { type Positioned, defineState } from '@projections';
import { type MeasureKind, localityEvents } from '../domain';

export type MeasureRow = {
  readonly measure_id: string;
  readonly unit_code: string | null;
  readonly kind: MeasureKind;
  readonly first_day: string | null;
  /** The last day; null while it lasts. */
  readonly last_day: string | null;
  readonly document_no: string | null;
  readonly ended_by: string | null;
};

type Event = Positioned<EventOf<(typeof localityEvents)[number]>>;

const evolve = (found: MeasureRow | undefined, { type, data }: Event, measureId: string): MeasureRow => {
  const { kind } = data;
  const row = found ?? {
    measure_id: measureId,
    unit_code: null,
    kind,
    first_day: null,
    last_day: null,
    document_no: null,
    ended_by: null,
  };
  switch (type) {
    case 'LocalityMeasureDeclared': {
      const { unitCode, from, to, documentNo } = data;
      return { ...row, kind, unit_code: unitCode, first_day: from, last_day: to ?? null, document_no: documentNo };
    }
    case 'LocalityMeasureEnded':
      return { ...row, last_day: data.lastDay, ended_by: data.documentNo ?? null };
  }
};

/** Answers  which directive, or online teaching, is declared where and for which days, each document by itself. */
export const measureProjection = defineState<typeof localityEvents, MeasureRow>({
  name: 'measure',
  version: 2,
  events: localityEvents,
  table: {
    kind: 'state',
    name: 'measure',
    key: { measure_id: 'uuid' },
    bitemporal: true,
    columns: {
      unit_code: 'text',
      kind: 'text',
      first_day: 'day',
      last_day: 'day',
      document_no: 'text',
      ended_by: 'text',
    },
    indexes: [['unit_code', 'first_day']],
  },
  keys: ({ data }) => [data.measureId],
  evolve,
});

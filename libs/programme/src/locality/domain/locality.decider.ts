import { type Asked, type Decider, type Decision, accept, refuse } from '@kernel';
import { addDays } from '../../shared';
import { type LocalityEvent, type MeasureKind, localityEvents } from './locality.events';

export type LocalityCommand =
  | {
      readonly type: 'DeclareMeasure';
      readonly data: {
        readonly measureId: string;
        readonly unitCode: string;
        readonly kind: MeasureKind;
        readonly from: string;
        readonly to?: string;
        readonly documentNo: string;
      };
    }
  | {
      readonly type: 'EndMeasure';
      readonly data: { readonly measureId: string; readonly lastDay: string; readonly documentNo?: string };
    };

export type LocalityRefusal = 'MEASURE_PERIOD' | 'MEASURE_UNKNOWN' | 'MEASURE_ENDED';

export interface Measure {
  readonly measureId: string;
  readonly unitCode: string;
  readonly kind: MeasureKind;
  readonly from: string;
  /** The last day; null while it lasts. */
  readonly to: string | null;
  readonly documentNo: string;
}

/** Measures as they were declared; `periodsOf` merges them. */
export type Locality = readonly Measure[];

/**
 * Stream    unit-{code}-{validFrom}: the measures of one administrative unit.
 * Protects  nothing is forgotten: overlapping periods of one kind are all kept and read as one (domain 4.A).
 * Refuses   in source order. Declaring: MEASURE_PERIOD. Ending: MEASURE_UNKNOWN, MEASURE_PERIOD, MEASURE_ENDED. The same again is silent.
 */
const decide = (command: Asked<LocalityCommand>, measures: Locality): Decision<LocalityEvent, LocalityRefusal> => {
  switch (command.type) {
    case 'DeclareMeasure': {
      const { data } = command;
      if (data.to !== undefined && data.to < data.from)
        return refuse('MEASURE_PERIOD', { from: data.from, to: data.to });
      const same = measures.some(
        ({ kind, from, to, documentNo }) =>
          kind === data.kind && from === data.from && to === (data.to ?? null) && documentNo === data.documentNo,
      );
      return same ? accept() : accept({ type: 'LocalityMeasureDeclared', data, occurredAt: data.from });
    }
    case 'EndMeasure': {
      const { measureId, lastDay } = command.data;
      const measure = measures.find((known) => known.measureId === measureId);
      if (!measure) return refuse('MEASURE_UNKNOWN');
      if (lastDay < measure.from) return refuse('MEASURE_PERIOD', { from: measure.from, to: lastDay });
      if (measure.to === lastDay) return accept();
      if (measure.to !== null && measure.to < lastDay) return refuse('MEASURE_ENDED', { lastDay: measure.to });
      return accept({
        type: 'LocalityMeasureEnded',
        data: { ...command.data, kind: measure.kind },
        occurredAt: lastDay,
      });
    }
  }
};

export const locality: Decider<LocalityCommand, Locality, LocalityEvent, LocalityRefusal> = {
  noun: 'locality',
  streamOf: (id) => `unit-${id}`,
  events: localityEvents,
  initial: [],
  decide,
  evolve: (measures, event) => {
    switch (event.type) {
      case 'LocalityMeasureDeclared': {
        const { measureId, unitCode, kind, from, to, documentNo } = event.data;
        return [...measures, { measureId, unitCode, kind, from, to: to ?? null, documentNo }];
      }
      case 'LocalityMeasureEnded': {
        const { measureId, lastDay } = event.data;
        return measures.map((measure) => (measure.measureId === measureId ? { ...measure, to: lastDay } : measure));
      }
    }
  },
};

export interface Period {
  readonly from: string;
  readonly to: string | null;
}

/** The periods of one kind, overlapping and adjoining ones as one, in order. */
export const periodsOf = (measures: Locality, kind: MeasureKind): readonly Period[] => {
  const merged: Period[] = [];
  const own = measures
    .filter((measure) => measure.kind === kind)
    .sort((one, other) => (one.from < other.from ? -1 : 1));
  for (const { from, to } of own) {
    const last = merged.at(-1);
    if (!last || (last.to !== null && addDays(last.to, 1) < from)) merged.push({ from, to });
    else if (last.to !== null && (to === null || to > last.to)) merged[merged.length - 1] = { from: last.from, to };
  }
  return merged;
};

const holds = (measures: Locality, kind: MeasureKind, day: string): boolean =>
  periodsOf(measures, kind).some(({ from, to }) => from <= day && (to === null || day <= to));

/**
 * Is the place under Directive 16 and teaching online on that day? `units` are the measures of its units, the most specific first; for
 * each kind the most specific unit that has declared that kind at all decides (domain 4.A).
 */
export const isPriorityLocality = (units: readonly Locality[], day: string): boolean =>
  (['DIR16', 'ONLINE_TEACHING'] as const).every((kind) => {
    const deciding = units.find((measures) => measures.some((measure) => measure.kind === kind));
    return deciding !== undefined && holds(deciding, kind, day);
  });

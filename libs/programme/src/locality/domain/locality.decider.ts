import { type Asked, type Decider, type Decision, type Recorded, accept, refuse } from '@kernel';
import { type LocalityEvent, localityEvents } from './locality.events';
import type { Measure, MeasureKind } from './measures';
import { unitOn } from './units';

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

export type LocalityRefusal =
  'UNIT_UNKNOWN' | 'ADMIN_NOT_VALID_ON_DATE' | 'PERIOD_ORDER' | 'MEASURE_UNKNOWN' | 'MEASURE_ENDED';

interface KnownMeasure extends Measure {
  readonly documentNo: string;
  readonly ended: boolean;
}

export interface Locality {
  readonly measures: readonly KnownMeasure[];
}

const declare = (
  data: Extract<LocalityCommand, { type: 'DeclareMeasure' }>['data'],
  { measures }: Locality,
): Decision<LocalityEvent, LocalityRefusal> => {
  const reading = unitOn(data.unitCode, data.from);
  if (reading.kind === 'unknown') return refuse('UNIT_UNKNOWN', { unitCode: data.unitCode });
  if (reading.kind === 'not-valid')
    return refuse('ADMIN_NOT_VALID_ON_DATE', reading.successor ? { successor: reading.successor } : {});
  if (data.to !== undefined && data.to < data.from) return refuse('PERIOD_ORDER');
  const said = measures.some(
    ({ measureId, kind, from, to, documentNo }) =>
      measureId === data.measureId ||
      (kind === data.kind && from === data.from && to === (data.to ?? null) && documentNo === data.documentNo),
  );
  return said ? accept() : accept({ type: 'LocalityMeasureDeclared', data });
};

/**
 * Stream    unit-{code}-{validFrom}: what is in force in one administrative unit.
 * Protects  a unit is named by a code that is its own on the first day of the measure. Periods of one kind may overlap: they are merged
 *           where they are read, and each document stays as it was declared.
 * Refuses   in source order. A declaration: UNIT_UNKNOWN, ADMIN_NOT_VALID_ON_DATE, PERIOD_ORDER. An end: MEASURE_UNKNOWN,
 *           MEASURE_ENDED, PERIOD_ORDER.
 */
const decide = (command: Asked<LocalityCommand>, locality: Locality): Decision<LocalityEvent, LocalityRefusal> => {
  switch (command.type) {
    case 'DeclareMeasure':
      return declare(command.data, locality);
    case 'EndMeasure': {
      const { data } = command;
      const measure = locality.measures.find(({ measureId }) => measureId === data.measureId);
      if (!measure) return refuse('MEASURE_UNKNOWN');
      if (measure.ended) return measure.to === data.lastDay ? accept() : refuse('MEASURE_ENDED');
      if (data.lastDay < measure.from) return refuse('PERIOD_ORDER');
      return accept({ type: 'LocalityMeasureEnded', data: { ...data, kind: measure.kind } });
    }
  }
};

const evolve = (locality: Locality, { type, data }: Recorded<LocalityEvent>): Locality => {
  switch (type) {
    case 'LocalityMeasureDeclared': {
      const { measureId, unitCode, kind, from, to, documentNo } = data;
      return {
        measures: [...locality.measures, { measureId, unitCode, kind, from, to: to ?? null, documentNo, ended: false }],
      };
    }
    case 'LocalityMeasureEnded':
      return {
        measures: locality.measures.map((measure) =>
          measure.measureId === data.measureId ? { ...measure, to: data.lastDay, ended: true } : measure,
        ),
      };
  }
};

export const locality: Decider<LocalityCommand, Locality, LocalityEvent, LocalityRefusal> = {
  noun: 'locality',
  streamOf: (id) => `unit-${id}`,
  events: localityEvents,
  initial: { measures: [] },
  decide,
  evolve,
};

/** Id of the unit's stream: the code and the day from which it names this territory. The code alone where no unit has it that day. */
export const localityId = (unitCode: string, day: string): string => {
  const reading = unitOn(unitCode, day);
  return reading.kind === 'unit' ? `${unitCode}-${reading.unit.validFrom}` : unitCode;
};

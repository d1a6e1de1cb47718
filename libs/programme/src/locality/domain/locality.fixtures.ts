import type { LocalityCommand } from './locality.decider';
import type { LocalityEvent } from './locality.events';

type Fact<T extends LocalityEvent['type']> = Extract<LocalityEvent, { type: T }>;
type Ask<T extends LocalityCommand['type']> = Extract<LocalityCommand, { type: T }>;

export const MEASURE = '55555555-5555-5555-8555-555555555555';
const measure = {
  measureId: MEASURE,
  unitCode: '303',
  kind: 'DIR16' as const,
  from: '2021-09-01',
  to: '2021-09-30',
  documentNo: 'CT-TEST-16',
};

export const localityMeasureDeclared = (
  data: Partial<Fact<'LocalityMeasureDeclared'>['data']> = {},
): Fact<'LocalityMeasureDeclared'> => ({
  type: 'LocalityMeasureDeclared',
  data: { ...measure, ...data },
  occurredAt: data.from ?? measure.from,
});

export const localityMeasureEnded = (lastDay = '2021-09-20'): Fact<'LocalityMeasureEnded'> => ({
  type: 'LocalityMeasureEnded',
  data: { measureId: MEASURE, kind: 'DIR16', lastDay },
  occurredAt: lastDay,
});

export const declareMeasure = (data: Partial<Ask<'DeclareMeasure'>['data']> = {}): Ask<'DeclareMeasure'> => ({
  type: 'DeclareMeasure',
  data: { ...measure, ...data },
});

export const endMeasure = (lastDay = '2021-09-20'): Ask<'EndMeasure'> => ({
  type: 'EndMeasure',
  data: { measureId: MEASURE, lastDay },
});

/** One valid example of each fact and request, for specifications; every part can be said otherwise. */
import type { LocalityCommand } from './locality.decider';
import type { LocalityEvent } from './locality.events';

type EventData<T extends LocalityEvent['type']> = Extract<LocalityEvent, { type: T }>['data'];
type CommandData<T extends LocalityCommand['type']> = Extract<LocalityCommand, { type: T }>['data'];

const fact =
  <T extends LocalityEvent['type']>(type: T, example: EventData<T>) =>
  (change: Partial<EventData<T>> = {}): Extract<LocalityEvent, { type: T }> =>
    ({ type, data: { ...example, ...change } }) as unknown as Extract<LocalityEvent, { type: T }>;
const request =
  <T extends LocalityCommand['type']>(type: T, example: CommandData<T>) =>
  (change: Partial<CommandData<T>> = {}): Extract<LocalityCommand, { type: T }> =>
    ({ type, data: { ...example, ...change } }) as unknown as Extract<LocalityCommand, { type: T }>;

export const MEASURE = '99999999-9999-5999-8999-999999999991';
export const OTHER_MEASURE = '99999999-9999-5999-8999-999999999992';

const measure: CommandData<'DeclareMeasure'> = {
  measureId: MEASURE,
  unitCode: '31',
  kind: 'DIR16',
  from: '2021-09-06',
  documentNo: 'CT-16/2021',
};

export const localityMeasureDeclared = fact('LocalityMeasureDeclared', measure);
export const localityMeasureEnded = fact('LocalityMeasureEnded', {
  measureId: MEASURE,
  kind: 'DIR16',
  lastDay: '2021-10-11',
});
export const declareMeasure = request('DeclareMeasure', measure);
export const endMeasure = request('EndMeasure', { measureId: MEASURE, lastDay: '2021-10-11' });

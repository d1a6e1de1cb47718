import { recorded, specification } from '@kernel/testing';
import { type Locality, isPriorityLocality, locality, periodsOf } from './locality.decider';
import type { LocalityEvent } from './locality.events';
import { declareMeasure, endMeasure, localityMeasureDeclared, localityMeasureEnded } from './locality.fixtures';

const given = specification(locality, (actual, expected) => expect(actual).toEqual(expected));
const measures = (...events: readonly LocalityEvent[]): Locality =>
  events.map((event) => recorded<LocalityEvent>(event)).reduce(locality.evolve, locality.initial);

describe('a measure of a locality', () => {
  it('is declared', () => given().when(declareMeasure()).then(localityMeasureDeclared()));
  it('is silent when the same is declared again', () =>
    given(localityMeasureDeclared()).when(declareMeasure()).thenNothing());
  it('does not end before it begins', () =>
    given()
      .when(declareMeasure({ to: '2021-08-31' }))
      .thenRefused('MEASURE_PERIOD'));
  it('ends', () => given(localityMeasureDeclared()).when(endMeasure()).then(localityMeasureEnded()));
  it('ends only if it was declared, not before it began, and never later than it did', () => {
    given().when(endMeasure()).thenRefused('MEASURE_UNKNOWN');
    given(localityMeasureDeclared()).when(endMeasure('2021-08-31')).thenRefused('MEASURE_PERIOD');
    given(localityMeasureDeclared()).when(endMeasure('2021-10-01')).thenRefused('MEASURE_ENDED');
    given(localityMeasureDeclared()).when(endMeasure('2021-09-30')).thenNothing();
  });
});

describe('the periods of one kind', () => {
  it('that overlap or adjoin are one, and a gap stays', () =>
    expect(
      periodsOf(
        measures(
          localityMeasureDeclared({ from: '2021-09-10', to: '2021-09-20' }),
          localityMeasureDeclared({ from: '2021-09-01', to: '2021-09-12' }),
          localityMeasureDeclared({ from: '2021-09-21', to: '2021-09-25' }),
          localityMeasureDeclared({ from: '2021-10-01', to: undefined }),
          localityMeasureDeclared({ kind: 'DIR15', from: '2021-01-01' }),
        ),
        'DIR16',
      ),
    ).toEqual([
      { from: '2021-09-01', to: '2021-09-25' },
      { from: '2021-10-01', to: null },
    ]));
});

describe('a priority locality', () => {
  const online = localityMeasureDeclared({ kind: 'ONLINE_TEACHING', from: '2021-09-06', to: '2021-12-31' });
  it('is under Directive 16 and teaches online on the same day', () => {
    const unit = measures(localityMeasureDeclared(), online);
    expect(isPriorityLocality([unit], '2021-09-05')).toBe(false);
    expect(isPriorityLocality([unit], '2021-09-06')).toBe(true);
    expect(isPriorityLocality([unit], '2021-10-01')).toBe(false);
  });
  it('follows the most specific unit that says anything of the kind', () => {
    const province = measures(localityMeasureDeclared(), online);
    const district = measures(localityMeasureDeclared({ to: '2021-09-10' }));
    expect(isPriorityLocality([district, province], '2021-09-10')).toBe(true);
    expect(isPriorityLocality([district, province], '2021-09-11')).toBe(false);
    expect(isPriorityLocality([measures(), province], '2021-09-11')).toBe(true);
  });
});

import { specification } from '@kernel/testing';
import { type Measure, directiveOn, isPriorityLocality, locality, localityId, mergedPeriods } from '.';
import * as a from './locality.fixtures';

const given = specification(locality, (actual, expected) => expect(actual).toEqual(expected));

describe('declaring a measure', () => {
  it('is recorded once, by its id or by its document', () => {
    given().when(a.declareMeasure()).then(a.localityMeasureDeclared());
    given(a.localityMeasureDeclared()).when(a.declareMeasure()).thenNothing();
    given(a.localityMeasureDeclared())
      .when(a.declareMeasure({ measureId: a.OTHER_MEASURE }))
      .thenNothing();
  });
  it('may overlap another of its kind', () => {
    const other = { measureId: a.OTHER_MEASURE, from: '2021-10-01', documentNo: 'CT-17/2021' };
    given(a.localityMeasureDeclared()).when(a.declareMeasure(other)).then(a.localityMeasureDeclared(other));
  });
  it('names a unit that is valid on its first day', () => {
    given()
      .when(a.declareMeasure({ unitCode: '99' }))
      .thenRefused('UNIT_UNKNOWN');
    const merged = given().when(a.declareMeasure({ unitCode: '30', from: '2025-08-01' }));
    merged.thenRefused('ADMIN_NOT_VALID_ON_DATE');
    expect(merged.decision).toMatchObject({ facts: { successor: '31' } });
  });
  it('does not end before it begins', () =>
    given()
      .when(a.declareMeasure({ to: '2021-09-05' }))
      .thenRefused('PERIOD_ORDER'));
});

describe('ending a measure', () => {
  it('is recorded once', () => {
    given(a.localityMeasureDeclared()).when(a.endMeasure()).then(a.localityMeasureEnded());
    given(a.localityMeasureDeclared(), a.localityMeasureEnded()).when(a.endMeasure()).thenNothing();
    given(a.localityMeasureDeclared(), a.localityMeasureEnded())
      .when(a.endMeasure({ lastDay: '2021-10-12' }))
      .thenRefused('MEASURE_ENDED');
  });
  it('needs the measure, and a day that is not before its first', () => {
    given().when(a.endMeasure()).thenRefused('MEASURE_UNKNOWN');
    given(a.localityMeasureDeclared())
      .when(a.endMeasure({ lastDay: '2021-09-05' }))
      .thenRefused('PERIOD_ORDER');
  });
});

it('a unit is its code and the day from which the code is its own', () => {
  expect(localityId('31', '2021-09-06')).toBe('31-2008-08-01');
  expect(localityId('31', '2025-07-01')).toBe('31-2025-07-01');
  expect(localityId('303', '2021-09-06')).toBe('303-2008-08-01');
});

describe('periods', () => {
  it('of one kind that overlap or touch are one', () =>
    expect(
      mergedPeriods([
        { from: '2021-10-20', to: null },
        { from: '2021-09-06', to: '2021-09-20' },
        { from: '2021-09-15', to: '2021-09-18' },
        { from: '2021-09-21', to: '2021-10-01' },
      ]),
    ).toEqual([
      { from: '2021-09-06', to: '2021-10-01' },
      { from: '2021-10-20', to: null },
    ]));
  it('that have no end swallow what follows', () =>
    expect(
      mergedPeriods([
        { from: '2021-09-06', to: null },
        { from: '2021-10-01', to: '2021-10-02' },
      ]),
    ).toEqual([{ from: '2021-09-06', to: null }]));
});

describe('a priority locality', () => {
  const measure = (
    unitCode: string,
    kind: Measure['kind'],
    from = '2021-09-06',
    to: string | null = null,
  ): Measure => ({
    measureId: a.MEASURE,
    unitCode,
    kind,
    from,
    to,
  });
  const online = measure('31', 'ONLINE_TEACHING');
  const units = ['303', '31'];
  it('is under Directive 16 and teaches online on that day', () => {
    const city = [measure('31', 'DIR16', '2021-09-06', '2021-10-11'), online];
    const on = (day: string) => isPriorityLocality(city, units, day);
    expect(['2021-09-05', '2021-09-06', '2021-10-11', '2021-10-12'].map(on)).toEqual([false, true, true, false]);
    expect(isPriorityLocality([city[0]!], units, '2021-09-20')).toBe(false);
  });
  it('goes by the most specific unit that says anything', () => {
    const measures = [measure('31', 'DIR16'), measure('303', 'DIR15', '2021-09-20', '2021-09-30'), online];
    const on = (day: string) => isPriorityLocality(measures, units, day);
    expect(['2021-09-19', '2021-09-25', '2021-10-01'].map(on)).toEqual([true, false, true]);
    expect(isPriorityLocality(measures, ['304', '31'], '2021-09-25')).toBe(true);
  });
  it('with two directives in one unit is under the stricter', () =>
    expect(directiveOn([measure('31', 'DIR19'), measure('31', 'DIR16')], ['31'], '2021-09-10')).toBe('DIR16'));
});

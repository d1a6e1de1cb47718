import { on, projectionSpec } from '@projections/testing/projection-spec';
import * as a from '../domain/locality.fixtures';
import { measureProjection } from '.';

const unit = 'unit-31-2008-08-01';

describe('measures of localities', () => {
  const projection = projectionSpec(measureProjection);

  it('has one row for each document, with its last day once that is known', async () => {
    const { type, data } = a.localityMeasureDeclared({
      measureId: a.OTHER_MEASURE,
      kind: 'ONLINE_TEACHING',
      to: '2021-11-30',
    });
    await projection.given(on(unit, a.localityMeasureDeclared(), { type, data }, a.localityMeasureEnded()));
    const declared = { measure_id: a.MEASURE, unit_code: '31', kind: 'DIR16', first_day: '2021-09-06' };
    expect(await projection.now()).toMatchObject([
      { ...declared, last_day: '2021-10-11', document_no: 'CT-16/2021' },
      { measure_id: a.OTHER_MEASURE, kind: 'ONLINE_TEACHING', last_day: '2021-11-30', ended_by: null },
    ]);
    expect(await projection.at(2)).toMatchObject([{ ...declared, last_day: null }, {}]);
  });

  it('takes an end of what nobody declared', async () => {
    await projection.given(on(unit, a.localityMeasureEnded()));
    expect(await projection.now()).toMatchObject([{ unit_code: null, first_day: null, last_day: '2021-10-11' }]);
  });
});

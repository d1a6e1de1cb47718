import { on, projectionSpec } from '@projections/testing/projection-spec';
import * as a from '../domain/organisation.fixtures';
import { organisationProjection } from '.';

describe('organisations', () => {
  const projection = projectionSpec(organisationProjection);
  const carrier = { ...a.carrier, code: 'NM-TEST-01' };

  it('has one row for each, and a carrier with its dated terms', async () => {
    await projection.given(
      on('org-31-TEST-001', a.organisationRegistered()),
      on(
        'org-NM-TEST-01',
        a.organisationRegistered(carrier),
        a.carrierTermsAgreed(),
        a.carrierTermsAgreed({ validFrom: '2023-01-01', validTo: undefined, unitBase: 'DECIMAL' }),
      ),
    );
    expect(await projection.now()).toMatchObject([
      { code: '31-TEST-001', kind: 'SCHOOL', name: a.school.name, province_code: '31', unit_code: '303', terms: [] },
      {
        code: 'NM-TEST-01',
        kind: 'CARRIER',
        carrier: 'VIETTEL',
        terms: [{ unitBase: 'BINARY' }, { unitBase: 'DECIMAL' }],
      },
    ]);
    const before = await projection.at(3);
    expect(before[1]).toMatchObject({ code: 'NM-TEST-01', terms: [{ validTo: '2022-12-31' }] });
  });

  it('takes terms of a carrier that nobody registered', async () => {
    await projection.given(on('org-NM-TEST-02', a.carrierTermsAgreed()));
    expect(await projection.now()).toMatchObject([{ code: 'NM-TEST-02', kind: null, name: null, carrier: 'VIETTEL' }]);
  });
});

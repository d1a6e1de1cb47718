import { on, projectionSpec } from '@projections/testing/projection-spec';
import * as a from '../domain/donor.fixtures';
import { donorProjection } from '.';

describe('donors', () => {
  const projection = projectionSpec(donorProjection);

  it('have the public name of an organisation, and nothing of a person', async () => {
    const person = { ...a.individual, name: undefined, taxCode: undefined };
    await projection.given(
      on('donor-DN-TEST-02', a.donorRegistered()),
      on('donor-DN-TEST-12', { type: 'DonorRegistered', data: JSON.parse(JSON.stringify(person)) }),
    );
    expect(await projection.now()).toMatchObject([
      { code: 'DN-TEST-02', kind: 'ENTERPRISE', name: a.enterprise.name, tax_code: '0100000000', publicity: 'NAMED' },
      { code: 'DN-TEST-12', kind: 'PERSON', name: null, tax_code: null, publicity: 'ANONYMOUS' },
    ]);
    expect(JSON.stringify(await projection.now())).not.toContain(a.individual.subjectId);
  });
});

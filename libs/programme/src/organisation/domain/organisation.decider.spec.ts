import { recorded, specification } from '@kernel/testing';
import { organisation, termsOn } from './organisation.decider';
import {
  agreeCarrierTerms,
  carrierRegistered,
  carrierTermsAgreed,
  organisationRegistered,
  registerOrganisation,
} from './organisation.fixtures';

const given = specification(organisation, (actual, expected) => expect(actual).toEqual(expected));

describe('registering an organisation', () => {
  it('takes a school of a district', () => given().when(registerOrganisation()).then(organisationRegistered()));
  it('stays silent when the same is registered again', () =>
    given(organisationRegistered()).when(registerOrganisation()).thenNothing());
  it('refuses another under the same code', () =>
    given(organisationRegistered())
      .when(registerOrganisation({ name: 'Khác' }))
      .thenRefused('ORGANISATION_EXISTS'));
  it('refuses a province that is not its own', () =>
    given()
      .when(registerOrganisation({ unitCode: '30' }))
      .thenRefused('ADMIN_PARENT'));
  it('wants a carrier name of a carrier and of nobody else', () => {
    given()
      .when(registerOrganisation({ kind: 'CARRIER' }))
      .thenRefused('CARRIER_REQUIRED');
    given()
      .when(registerOrganisation({ carrier: 'VIETTEL' }))
      .thenRefused('CARRIER_REQUIRED');
  });
});

describe("a carrier's terms", () => {
  it('are agreed for a time', () => given(carrierRegistered()).when(agreeCarrierTerms()).then(carrierTermsAgreed()));
  it('are refused for an unknown organisation, and for one that is no carrier', () => {
    given().when(agreeCarrierTerms()).thenRefused('ORGANISATION_UNKNOWN');
    given(organisationRegistered()).when(agreeCarrierTerms()).thenRefused('NOT_A_CARRIER');
  });
  it('are refused where they end before they begin', () =>
    given(carrierRegistered())
      .when(agreeCarrierTerms({ validTo: '2021-08-31' }))
      .thenRefused('TERMS_PERIOD'));
  it('never overlap', () => {
    const until = carrierTermsAgreed({ validTo: '2021-12-31' });
    given(carrierRegistered(), until)
      .when(agreeCarrierTerms({ validFrom: '2021-12-31' }))
      .thenRefused('TERMS_OVERLAP');
    given(carrierRegistered(), carrierTermsAgreed())
      .when(agreeCarrierTerms({ validFrom: '2022-06-01' }))
      .thenRefused('TERMS_OVERLAP');
    given(carrierRegistered(), until)
      .when(agreeCarrierTerms({ validFrom: '2022-01-01' }))
      .then(carrierTermsAgreed({ validFrom: '2022-01-01' }));
  });
  it('in force are those of the day', () => {
    const state = [carrierRegistered(), carrierTermsAgreed({ validTo: '2021-12-31' })]
      .map(recorded)
      .reduce(organisation.evolve, organisation.initial);
    expect(termsOn(state, '2021-12-31')?.documentNo).toBe('HD-TEST-01');
    expect(termsOn(state, '2022-01-01')).toBeNull();
    expect(termsOn(state, '2021-08-31')).toBeNull();
  });
});

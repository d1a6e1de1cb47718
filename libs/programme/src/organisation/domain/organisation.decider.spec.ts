import { specification } from '@kernel/testing';
import { organisation, termsOn } from '.';
import * as a from './organisation.fixtures';

const given = specification(organisation, (actual, expected) => expect(actual).toEqual(expected));
const carrier = a.organisationRegistered(a.carrier);

describe('registering an organisation', () => {
  it('is recorded once', () => {
    given().when(a.registerOrganisation()).then(a.organisationRegistered());
    given(a.organisationRegistered()).when(a.registerOrganisation()).thenNothing();
    given(a.organisationRegistered({ channel: 'IMPORT', flags: ['LATE'] }))
      .when(a.registerOrganisation())
      .thenNothing();
    given(a.organisationRegistered())
      .when(a.registerOrganisation({ name: 'Trường khác' }))
      .thenRefused('ORGANISATION_EXISTS');
  });
  it('names the carrier of a carrier, and of nothing else', () => {
    given()
      .when(a.registerOrganisation({ ...a.carrier, carrier: undefined }))
      .thenRefused('CARRIER_MISMATCH');
    given()
      .when(a.registerOrganisation({ carrier: 'VIETTEL' }))
      .thenRefused('CARRIER_MISMATCH');
  });
});

describe('agreeing terms', () => {
  it('is for a carrier, its own', () => {
    given(carrier).when(a.agreeCarrierTerms()).then(a.carrierTermsAgreed());
    given().when(a.agreeCarrierTerms()).thenRefused('ORGANISATION_UNKNOWN');
    given(a.organisationRegistered()).when(a.agreeCarrierTerms()).thenRefused('CARRIER_MISMATCH');
    given(carrier)
      .when(a.agreeCarrierTerms({ carrier: 'MOBIFONE' }))
      .thenRefused('CARRIER_MISMATCH');
  });
  it('has an end that is not before its start', () =>
    given(carrier)
      .when(a.agreeCarrierTerms({ validTo: '2021-09-30' }))
      .thenRefused('PERIOD_ORDER'));
  it('never overlaps, not by one day', () => {
    const next = { validFrom: '2022-12-31', validTo: undefined };
    given(carrier, a.carrierTermsAgreed()).when(a.agreeCarrierTerms()).thenNothing();
    given(carrier, a.carrierTermsAgreed()).when(a.agreeCarrierTerms(next)).thenRefused('TERMS_OVERLAP');
    given(carrier, a.carrierTermsAgreed())
      .when(a.agreeCarrierTerms({ ...next, validFrom: '2023-01-01' }))
      .then(a.carrierTermsAgreed({ ...next, validFrom: '2023-01-01' }));
    given(carrier, a.carrierTermsAgreed({ validTo: undefined }))
      .when(a.agreeCarrierTerms({ validFrom: '2030-01-01', validTo: '2030-12-31' }))
      .thenRefused('TERMS_OVERLAP');
  });
  it('holds from the first to the last day', () => {
    const terms = [
      a.carrierTermsAgreed().data,
      a.carrierTermsAgreed({ validFrom: '2023-01-01', validTo: undefined }).data,
    ];
    const of = (day: string) => termsOn(terms, day)?.validFrom;
    expect(['2021-09-30', '2021-10-01', '2022-12-31', '2023-01-01', '2040-01-01'].map(of)).toEqual([
      undefined,
      '2021-10-01',
      '2021-10-01',
      '2023-01-01',
      '2023-01-01',
    ]);
  });
});

import type { OrganisationCommand } from './organisation.decider';
import type { OrganisationEvent } from './organisation.events';

type Fact<T extends OrganisationEvent['type']> = Extract<OrganisationEvent, { type: T }>;
type Ask<T extends OrganisationCommand['type']> = Extract<OrganisationCommand, { type: T }>;

const school = {
  code: '31-TEST-001',
  kind: 'SCHOOL' as const,
  name: 'Trường Thử Nghiệm số 1',
  provinceCode: '31',
  unitCode: '303',
};

const terms = {
  validFrom: '2021-09-01',
  unitBase: 'BINARY' as const,
  periodMode: 'CALENDAR_DAY' as const,
  termPolicy: 'CALENDAR_3_MONTHS' as const,
  pledgedGrants: 37_000,
  documentNo: 'HD-TEST-01',
};

export const organisationRegistered = (
  data: Partial<Fact<'OrganisationRegistered'>['data']> = {},
): Fact<'OrganisationRegistered'> => ({ type: 'OrganisationRegistered', data: { ...school, ...data } });

/** A carrier, for terms. */
export const carrierRegistered = (): Fact<'OrganisationRegistered'> =>
  organisationRegistered({
    code: 'VIETTEL',
    kind: 'CARRIER',
    name: 'Nhà mạng thử',
    unitCode: '31',
    carrier: 'VIETTEL',
  });

export const carrierTermsAgreed = (
  data: Partial<Fact<'CarrierTermsAgreed'>['data']> = {},
): Fact<'CarrierTermsAgreed'> => ({ type: 'CarrierTermsAgreed', data: { ...terms, carrier: 'VIETTEL', ...data } });

export const registerOrganisation = (
  data: Partial<Ask<'RegisterOrganisation'>['data']> = {},
): Ask<'RegisterOrganisation'> => ({ type: 'RegisterOrganisation', data: { ...school, ...data } });

export const agreeCarrierTerms = (data: Partial<Ask<'AgreeCarrierTerms'>['data']> = {}): Ask<'AgreeCarrierTerms'> => ({
  type: 'AgreeCarrierTerms',
  data: { ...terms, ...data },
});

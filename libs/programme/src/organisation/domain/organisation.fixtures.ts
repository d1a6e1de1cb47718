/** One valid example of each fact and request, for specifications; every part can be said otherwise. */
import type { OrganisationCommand } from './organisation.decider';
import type { OrganisationEvent } from './organisation.events';

type EventData<T extends OrganisationEvent['type']> = Extract<OrganisationEvent, { type: T }>['data'];
type CommandData<T extends OrganisationCommand['type']> = Extract<OrganisationCommand, { type: T }>['data'];

const fact =
  <T extends OrganisationEvent['type']>(type: T, example: EventData<T>) =>
  (change: Partial<EventData<T>> = {}): Extract<OrganisationEvent, { type: T }> =>
    ({ type, data: { ...example, ...change } }) as unknown as Extract<OrganisationEvent, { type: T }>;
const request =
  <T extends OrganisationCommand['type']>(type: T, example: CommandData<T>) =>
  (change: Partial<CommandData<T>> = {}): Extract<OrganisationCommand, { type: T }> =>
    ({ type, data: { ...example, ...change } }) as unknown as Extract<OrganisationCommand, { type: T }>;

export const school: CommandData<'RegisterOrganisation'> = {
  code: '31-TEST-001',
  kind: 'SCHOOL',
  name: 'Trường Thử Nghiệm số 1',
  provinceCode: '31',
  unitCode: '303',
};
export const carrier: CommandData<'RegisterOrganisation'> = {
  code: 'NM-TEST-01',
  kind: 'CARRIER',
  name: 'Nhà mạng Thử Nghiệm',
  provinceCode: '01',
  unitCode: '01',
  carrier: 'VIETTEL',
};
const terms: CommandData<'AgreeCarrierTerms'> = {
  carrier: 'VIETTEL',
  validFrom: '2021-10-01',
  validTo: '2022-12-31',
  unitBase: 'BINARY',
  periodMode: 'CALENDAR_DAY',
  termPolicy: 'CALENDAR_3_MONTHS',
  pledgedGrants: 500_000,
  documentNo: 'HD-01/2021',
};

export const organisationRegistered = fact('OrganisationRegistered', school);
export const carrierTermsAgreed = fact('CarrierTermsAgreed', terms);
export const registerOrganisation = request('RegisterOrganisation', school);
export const agreeCarrierTerms = request('AgreeCarrierTerms', terms);

import { type Asked, type Decider, type Decision, accept, refuse } from '@kernel';
import type { Carrier } from '../../shared';
import { type OrganisationEvent, type OrganisationKind, organisationEvents } from './organisation.events';

type DataOf<T extends OrganisationEvent['type']> = Extract<OrganisationEvent, { type: T }>['data'];
type Terms = Pick<
  DataOf<'CarrierTermsAgreed'>,
  'carrier' | 'validFrom' | 'validTo' | 'unitBase' | 'periodMode' | 'termPolicy' | 'pledgedGrants' | 'documentNo'
>;

export type OrganisationCommand =
  | {
      readonly type: 'RegisterOrganisation';
      readonly data: {
        readonly code: string;
        readonly kind: OrganisationKind;
        readonly name: string;
        readonly provinceCode: string;
        readonly unitCode: string;
        readonly carrier?: Carrier;
      };
    }
  | { readonly type: 'AgreeCarrierTerms'; readonly data: Omit<Terms, 'carrier'> };

export type OrganisationRefusal =
  | 'ADMIN_PARENT'
  | 'CARRIER_REQUIRED'
  | 'ORGANISATION_EXISTS'
  | 'ORGANISATION_UNKNOWN'
  | 'NOT_A_CARRIER'
  | 'TERMS_PERIOD'
  | 'TERMS_OVERLAP';

export interface Organisation {
  readonly registered: Extract<OrganisationCommand, { type: 'RegisterOrganisation' }>['data'] | null;
  readonly terms: readonly Terms[];
}

const register = (
  data: Extract<OrganisationCommand, { type: 'RegisterOrganisation' }>['data'],
  { registered }: Organisation,
): Decision<OrganisationEvent, OrganisationRefusal> => {
  if (data.unitCode.length === 2 && data.unitCode !== data.provinceCode)
    return refuse('ADMIN_PARENT', { provinceCode: data.provinceCode, unitCode: data.unitCode });
  if ((data.kind === 'CARRIER') !== (data.carrier !== undefined))
    return refuse('CARRIER_REQUIRED', { kind: data.kind });
  if (!registered) return accept({ type: 'OrganisationRegistered', data });
  const same = registered.kind === data.kind && registered.name === data.name && registered.unitCode === data.unitCode;
  return same ? accept() : refuse('ORGANISATION_EXISTS', { code: data.code });
};

const agree = (
  data: Omit<Terms, 'carrier'>,
  { registered, terms }: Organisation,
): Decision<OrganisationEvent, OrganisationRefusal> => {
  if (!registered) return refuse('ORGANISATION_UNKNOWN');
  if (!registered.carrier) return refuse('NOT_A_CARRIER', { kind: registered.kind });
  if (data.validTo !== undefined && data.validTo < data.validFrom) return refuse('TERMS_PERIOD');
  const other = terms.find((known) => overlap(known, data));
  if (other) return refuse('TERMS_OVERLAP', { validFrom: other.validFrom, documentNo: other.documentNo });
  return accept({ type: 'CarrierTermsAgreed', data: { ...data, carrier: registered.carrier } });
};

const overlap = (
  one: { readonly validFrom: string; readonly validTo?: string },
  other: { readonly validFrom: string; readonly validTo?: string },
): boolean =>
  (one.validTo === undefined || other.validFrom <= one.validTo) &&
  (other.validTo === undefined || one.validFrom <= other.validTo);

/**
 * Stream    org-{code}: a school, carrier, warehouse or authority, and a carrier's dated terms.
 * Protects  a code names one organisation; a carrier has one set of terms on any day.
 * Refuses   in source order. Registration: ADMIN_PARENT, CARRIER_REQUIRED, ORGANISATION_EXISTS. Terms: ORGANISATION_UNKNOWN,
 *           NOT_A_CARRIER, TERMS_PERIOD, TERMS_OVERLAP. The same registration again is silent.
 */
const decide = (
  command: Asked<OrganisationCommand>,
  organisation: Organisation,
): Decision<OrganisationEvent, OrganisationRefusal> => {
  switch (command.type) {
    case 'RegisterOrganisation':
      return register(command.data, organisation);
    case 'AgreeCarrierTerms':
      return agree(command.data, organisation);
  }
};

export const organisation: Decider<OrganisationCommand, Organisation, OrganisationEvent, OrganisationRefusal> = {
  noun: 'organisation',
  streamOf: (code) => `org-${code}`,
  events: organisationEvents,
  initial: { registered: null, terms: [] },
  decide,
  evolve: (state, event) => {
    switch (event.type) {
      case 'OrganisationRegistered':
        return { ...state, registered: event.data };
      case 'CarrierTermsAgreed':
        return { ...state, terms: [...state.terms, event.data] };
    }
  },
};

/** The terms in force on a day; null where none are. */
export const termsOn = ({ terms }: Organisation, day: string): Terms | null =>
  terms.find(({ validFrom, validTo }) => validFrom <= day && (validTo === undefined || day <= validTo)) ?? null;

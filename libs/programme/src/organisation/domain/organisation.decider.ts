import type { Static, TSchema } from 'typebox';
import { type Asked, type Decider, type Decision, type Recorded, accept, refuse } from '@kernel';
import type { Carrier } from '../../shared';
import {
  type CarrierTermsAgreed,
  type OrganisationEvent,
  type OrganisationRegistered,
  organisationEvents,
} from './organisation.events';

/** What a request says of its fact; where it came from is added by whoever sends it. */
type Said<D extends { readonly schema: TSchema }> = Omit<
  Static<D['schema']>,
  'channel' | 'import' | 'evidence' | 'flags'
>;

export type OrganisationCommand =
  | { readonly type: 'RegisterOrganisation'; readonly data: Said<typeof OrganisationRegistered> }
  | { readonly type: 'AgreeCarrierTerms'; readonly data: Said<typeof CarrierTermsAgreed> };

export type OrganisationRefusal =
  'ORGANISATION_EXISTS' | 'ORGANISATION_UNKNOWN' | 'CARRIER_MISMATCH' | 'PERIOD_ORDER' | 'TERMS_OVERLAP';

export type CarrierTerms = Said<typeof CarrierTermsAgreed>;

export interface Organisation {
  readonly registered: Said<typeof OrganisationRegistered> | null;
  readonly terms: readonly CarrierTerms[];
}

/** Days sort as text; this one is after all of them. */
const FOR_EVER = '9999-12-31';

const overlap = (one: CarrierTerms, other: CarrierTerms): boolean =>
  one.validFrom <= (other.validTo ?? FOR_EVER) && other.validFrom <= (one.validTo ?? FOR_EVER);

/** The terms in force on a day; there is at most one. */
export const termsOn = (terms: readonly CarrierTerms[], day: string): CarrierTerms | undefined =>
  terms.find(({ validFrom, validTo }) => validFrom <= day && day <= (validTo ?? FOR_EVER));

const same = (one: object, other: object): boolean => {
  const [left, right] = [one as Record<string, unknown>, other as Record<string, unknown>];
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].every((field) => left[field] === right[field]);
};

/** A carrier is one of the seven, and nothing else is. */
const names = (kind: string, carrier: Carrier | undefined): boolean => (kind === 'CARRIER') === (carrier !== undefined);

/**
 * Stream    org-{code}: a school, carrier, warehouse or authority.
 * Protects  on every day at most one set of terms of a carrier is in force.
 * Refuses   in source order. A registration: ORGANISATION_EXISTS, CARRIER_MISMATCH. Terms: ORGANISATION_UNKNOWN, CARRIER_MISMATCH,
 *           PERIOD_ORDER, TERMS_OVERLAP.
 */
const decide = (
  command: Asked<OrganisationCommand>,
  { registered, terms }: Organisation,
): Decision<OrganisationEvent, OrganisationRefusal> => {
  switch (command.type) {
    case 'RegisterOrganisation': {
      const { data } = command;
      if (registered) return same(registered, data) ? accept() : refuse('ORGANISATION_EXISTS', { code: data.code });
      if (!names(data.kind, data.carrier)) return refuse('CARRIER_MISMATCH');
      return accept({ type: 'OrganisationRegistered', data });
    }
    case 'AgreeCarrierTerms': {
      const { data } = command;
      if (!registered) return refuse('ORGANISATION_UNKNOWN');
      if (registered.carrier !== data.carrier) return refuse('CARRIER_MISMATCH');
      if (data.validTo !== undefined && data.validTo < data.validFrom) return refuse('PERIOD_ORDER');
      if (terms.some((known) => same(known, data))) return accept();
      const other = terms.find((known) => overlap(known, data));
      if (other) return refuse('TERMS_OVERLAP', { validFrom: other.validFrom });
      return accept({ type: 'CarrierTermsAgreed', data });
    }
  }
};

const said = <T extends object>(data: T): Omit<T, 'channel' | 'import' | 'evidence' | 'flags'> => {
  const { channel, import: batch, evidence, flags, ...rest } = data as T & Record<string, unknown>;
  return rest as Omit<T, 'channel' | 'import' | 'evidence' | 'flags'>;
};

const evolve = (organisation: Organisation, { type, data }: Recorded<OrganisationEvent>): Organisation => {
  switch (type) {
    case 'OrganisationRegistered':
      return { ...organisation, registered: said(data) };
    case 'CarrierTermsAgreed':
      return { ...organisation, terms: [...organisation.terms, said(data)] };
  }
};

export const organisation: Decider<OrganisationCommand, Organisation, OrganisationEvent, OrganisationRefusal> = {
  noun: 'organisation',
  streamOf: (code) => `org-${code}`,
  events: organisationEvents,
  initial: { registered: null, terms: [] },
  decide,
  evolve,
};

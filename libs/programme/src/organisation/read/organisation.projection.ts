import type { EventOf } from '@kernel';
import { type Positioned, defineState } from '@projections';
import type { Carrier } from '@programme/shared';
import { type CarrierTerms, type OrganisationKind, organisationEvents } from '../domain';

export type OrganisationRow = {
  readonly code: string;
  readonly kind: OrganisationKind | null;
  readonly name: string | null;
  readonly province_code: string | null;
  readonly unit_code: string | null;
  readonly carrier: Carrier | null;
  /** A carrier's dated terms, in the order in which they were agreed. */
  readonly terms: readonly CarrierTerms[];
};

type Event = Positioned<EventOf<(typeof organisationEvents)[number]>>;

const unknown = (code: string): OrganisationRow => ({
  code,
  kind: null,
  name: null,
  province_code: null,
  unit_code: null,
  carrier: null,
  terms: [],
});

const evolve = (found: OrganisationRow | undefined, { type, data }: Event, code: string): OrganisationRow => {
  const row = found ?? unknown(code);
  switch (type) {
    case 'OrganisationRegistered': {
      const { kind, name, provinceCode, unitCode, carrier } = data;
      return { ...row, kind, name, province_code: provinceCode, unit_code: unitCode, carrier: carrier ?? null };
    }
    case 'CarrierTermsAgreed': {
      const { carrier, validFrom, validTo, unitBase, periodMode, termPolicy, pledgedGrants, documentNo } = data;
      const until = validTo === undefined ? {} : { validTo };
      const agreed = { carrier, validFrom, ...until, unitBase, periodMode, termPolicy, pledgedGrants, documentNo };
      return { ...row, carrier, terms: [...row.terms, agreed] };
    }
  }
};

/** Answers  which schools, carriers, warehouses and authorities there are, where, and what a carrier agreed to. */
export const organisationProjection = defineState<typeof organisationEvents, OrganisationRow>({
  name: 'organisation',
  version: 2,
  events: organisationEvents,
  table: {
    kind: 'state',
    name: 'organisation',
    key: { code: 'text' },
    bitemporal: true,
    columns: {
      kind: 'text',
      name: 'text',
      province_code: 'text',
      unit_code: 'text',
      carrier: 'text',
      terms: 'json',
    },
    indexes: [['province_code', 'kind']],
  },
  keys: ({ stream }) => [stream.slice('org-'.length)],
  evolve,
});

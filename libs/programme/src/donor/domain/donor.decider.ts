import { type Asked, type Decider, type Decision, accept, refuse } from '@kernel';
import { type DonorEvent, donorEvents } from './donor.events';

type Registered = Extract<DonorEvent, { type: 'DonorRegistered' }>['data'];

/** A person's name is in the vault by now: `commitments` and `subjectId` stand for it. */
export interface RegisterDonor {
  readonly type: 'RegisterDonor';
  readonly data: Pick<Registered, 'code' | 'kind' | 'name' | 'taxCode' | 'subjectId' | 'commitments' | 'publicity'>;
}

export type DonorRefusal = 'DONOR_NAME' | 'DONOR_EXISTS';

export interface Donor {
  readonly registered: RegisterDonor['data'] | null;
}

/**
 * Stream    donor-{code}: a donor.
 * Protects  a code names one donor; a person is never named in an event, an organisation always is.
 * Refuses   in source order: DONOR_NAME, DONOR_EXISTS. The same registration again is silent.
 */
const decide = ({ data }: Asked<RegisterDonor>, { registered }: Donor): Decision<DonorEvent, DonorRefusal> => {
  const isPerson = data.kind === 'PERSON';
  const namedAsPerson = data.name === undefined && data.taxCode === undefined && data.commitments !== undefined;
  const namedAsOrganisation = data.name !== undefined && data.commitments === undefined && data.subjectId === undefined;
  if (isPerson ? !namedAsPerson : !namedAsOrganisation) return refuse('DONOR_NAME', { kind: data.kind });
  if (!registered) return accept({ type: 'DonorRegistered', data });
  const same =
    registered.kind === data.kind &&
    registered.name === data.name &&
    registered.commitments?.name === data.commitments?.name;
  return same ? accept() : refuse('DONOR_EXISTS', { code: data.code });
};

export const donor: Decider<RegisterDonor, Donor, DonorEvent, DonorRefusal> = {
  noun: 'donor',
  streamOf: (code) => `donor-${code}`,
  events: donorEvents,
  initial: { registered: null },
  decide,
  evolve: (_, event) => ({ registered: event.data }),
};

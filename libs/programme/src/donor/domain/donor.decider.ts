import type { Static } from 'typebox';
import { type Asked, type Decider, type Decision, type Recorded, accept, refuse } from '@kernel';
import { type DonorEvent, type DonorRegistered, donorEvents } from './donor.events';

type Registration = Omit<Static<typeof DonorRegistered.schema>, 'channel' | 'import' | 'evidence' | 'flags'>;

export interface DonorCommand {
  readonly type: 'RegisterDonor';
  readonly data: Registration;
}

export type DonorRefusal = 'DONOR_EXISTS' | 'DONOR_IDENTITY';

export interface Donor {
  readonly registered: Registration | null;
}

/** An organisation's name is public and it is no subject; of a person the event holds a subject id and commitments only. */
const isIdentified = ({ kind, name, taxCode, subjectId, commitments }: Registration): boolean =>
  kind === 'PERSON'
    ? subjectId !== undefined && commitments !== undefined && name === undefined && taxCode === undefined
    : name !== undefined && subjectId === undefined && commitments === undefined;

/** A person is the same by the subject id: commitments differ with every salt. */
const isSame = (one: Registration, other: Registration): boolean =>
  one.kind === other.kind &&
  one.name === other.name &&
  one.taxCode === other.taxCode &&
  one.subjectId === other.subjectId &&
  one.publicity === other.publicity;

/**
 * Stream    donor-{code}: who gives.
 * Protects  a person's name never stands in the ledger.
 * Refuses   in source order: DONOR_EXISTS, DONOR_IDENTITY.
 */
const decide = ({ data }: Asked<DonorCommand>, { registered }: Donor): Decision<DonorEvent, DonorRefusal> => {
  if (registered) return isSame(registered, data) ? accept() : refuse('DONOR_EXISTS', { code: data.code });
  if (!isIdentified(data)) return refuse('DONOR_IDENTITY');
  return accept({ type: 'DonorRegistered', data });
};

const evolve = (_: Donor, { data }: Recorded<DonorEvent>): Donor => ({ registered: data });

export const donor: Decider<DonorCommand, Donor, DonorEvent, DonorRefusal> = {
  noun: 'donor',
  streamOf: (code) => `donor-${code}`,
  events: donorEvents,
  initial: { registered: null },
  decide,
  evolve,
};

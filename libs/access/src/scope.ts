import type { Actor } from '@kernel';
import type { Role } from './roles';

/** Whose a thing is, as far as it is known where the question is asked. */
export interface Whose {
  readonly organisation?: string;
  readonly provinceCode?: string;
  readonly carrier?: string;
}

/** What a role's `actor.unit` is taken from: those who act for an organisation act for that one, others in their unit. */
const FOR_AN_ORGANISATION: ReadonlySet<Role> = new Set(['SCHOOL_OFFICER', 'CARRIER_AGENT', 'DONOR_VIEWER']);

export const unitOf = (
  role: Role,
  { unit, organisation }: { readonly unit: string | null; readonly organisation: string | null },
): string | null => (FOR_AN_ORGANISATION.has(role) ? (organisation ?? unit) : (unit ?? organisation));

/**
 * Whether the actor may touch this thing: a school's officer its own school's, a carrier's agent its own carrier's, a province's allocator
 * its own province's; for all others roles alone decide. What isn't known of the thing isn't asked. Out of scope is answered as if it
 * weren't there (`NOT_FOUND`).
 */
export const inScope = ({ role, unit }: Actor, { organisation, provinceCode, carrier }: Whose): boolean => {
  switch (role) {
    case 'SCHOOL_OFFICER':
      return organisation === undefined || organisation === unit;
    case 'CARRIER_AGENT':
      return carrier === undefined || carrier.toUpperCase() === unit?.toUpperCase();
    case 'PROVINCE_ALLOCATOR':
      return provinceCode === undefined || provinceCode === unit;
  }
  return true;
};

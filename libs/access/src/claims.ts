import { AccessRefused } from './access-refused';
import { type Role, incompatiblePair, isRole } from './roles';

/** What a token says of its holder. `subject` (often an e-mail) never leaves this library but to the vault. */
export interface Claims {
  readonly subject: string;
  readonly roles: readonly Role[];
  /** Code of an administrative unit: a province's allocator has the province. */
  readonly unit: string | null;
  /** Code of a school, donor or carrier. */
  readonly organisation: string | null;
}

/** A name or code in a token: nothing longer is one. */
const MAX_CLAIM_LENGTH = 200;

const textClaim = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' && value.length <= MAX_CLAIM_LENGTH ? value : null;

/**
 * Claims of a token whose signature holds: `role` or `roles` (one or a list), `unit`, `organisation`. Roles that aren't ours are left out
 * (an issuer serves others too); a set that may not be held together is no valid token.
 */
export const claimsOf = (payload: Readonly<Record<string, unknown>>): Claims => {
  const subject = textClaim(payload['sub']);
  const held = [payload['roles'] ?? payload['role'] ?? []].flat().map(String).filter(isRole);
  if (subject === null || incompatiblePair(held)) throw new AccessRefused('UNAUTHENTICATED');
  return {
    subject,
    roles: [...new Set(held)],
    unit: textClaim(payload['unit']),
    organisation: textClaim(payload['organisation']),
  };
};

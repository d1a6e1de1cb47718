import type { RefusalFacts } from '@kernel';

export type AccessCode =
  | 'UNAUTHENTICATED'
  | 'ISSUER_UNAVAILABLE'
  | 'FORBIDDEN_ROLE'
  | 'SEPARATION_OF_DUTIES'
  | 'ROLE_UNKNOWN'
  | 'ROLE_REQUIRED'
  | 'INCOMPATIBLE_ROLES'
  | 'FIELD';

/** Why a request gets no further. Thrown where Nest leaves no other way (guards); `ProblemFilter` makes a problem of it. */
export class AccessRefused extends Error {
  constructor(
    readonly code: AccessCode,
    readonly facts: RefusalFacts = {},
  ) {
    super(code);
  }
}

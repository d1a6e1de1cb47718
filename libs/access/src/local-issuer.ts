import { SignJWT, errors, jwtVerify } from 'jose';
import { AccessRefused } from './access-refused';
import { type Claims, claimsOf } from './claims';
import { type Role, incompatiblePair, isRole } from './roles';
import { Tokens } from './tokens';

/** Long enough for a trial's day. */
const VALID_SECONDS = 12 * 60 * 60;
const ISSUER = 'urn:so-song:local';
const ALGORITHM = 'HS256';

export interface TokenRequest {
  readonly role?: unknown;
  readonly subject?: unknown;
  readonly unit?: unknown;
  readonly organisation?: unknown;
}

export interface IssuedToken {
  readonly access_token: string;
  readonly token_type: 'Bearer';
  readonly expires_in: number;
}

/** Where the fictitious person of a role belongs, so that a trial needs no further word: Hải Phòng and its first invented school. */
const DEFAULT_PLACES: Partial<Record<Role, { readonly unit?: string; readonly organisation?: string }>> = {
  PROVINCE_ALLOCATOR: { unit: '31' },
  SCHOOL_OFFICER: { organisation: '31-TEST-001' },
  CARRIER_AGENT: { organisation: 'VIETTEL' },
};

/**
 * Gives a token of any role to whoever asks: for trials only, never beside an issuer that people rely on. Its key belongs to the ledger
 * (32 bytes), so tokens outlive a restart.
 */
export class LocalIssuer extends Tokens {
  constructor(private readonly key: Uint8Array) {
    super();
  }

  /** Throws `AccessRefused` ROLE_REQUIRED, ROLE_UNKNOWN, INCOMPATIBLE_ROLES, FIELD. */
  async issue({ role, subject, unit, organisation }: TokenRequest): Promise<IssuedToken> {
    const roles = rolesOf(role);
    const place = DEFAULT_PLACES[roles[0]!] ?? {};
    const access_token = await new SignJWT({
      roles,
      unit: optionalText(unit) ?? place.unit,
      organisation: optionalText(organisation) ?? place.organisation,
    })
      .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
      .setIssuer(ISSUER)
      .setSubject(optionalText(subject) ?? defaultSubject(roles))
      .setIssuedAt()
      .setExpirationTime(`${VALID_SECONDS}s`)
      .sign(this.key);
    return { access_token, token_type: 'Bearer', expires_in: VALID_SECONDS };
  }

  async verify(token: string): Promise<Claims | null> {
    try {
      const { payload } = await jwtVerify(token, this.key, { issuer: ISSUER, algorithms: [ALGORITHM] });
      return claimsOf(payload);
    } catch (error) {
      if (error instanceof errors.JOSEError || error instanceof AccessRefused) return null;
      throw error;
    }
  }
}

/** One fictitious person per role, or per set of roles. */
export const defaultSubject = (roles: readonly Role[]): string =>
  `${[...roles].sort().join('+').toLowerCase()}@example.invalid`;

const rolesOf = (role: unknown): readonly Role[] => {
  const named = [role ?? []].flat();
  if (named.length === 0) throw new AccessRefused('ROLE_REQUIRED');
  const roles: Role[] = [];
  for (const name of named) {
    if (typeof name !== 'string' || !isRole(name)) throw new AccessRefused('ROLE_UNKNOWN', factsOf(name));
    if (!roles.includes(name)) roles.push(name);
  }
  const pair = incompatiblePair(roles);
  if (pair) throw new AccessRefused('INCOMPATIBLE_ROLES', { roles: [...pair] });
  return roles;
};

/** Only what looks like the name of a role is repeated to whoever sent it. */
const factsOf = (name: unknown): { readonly role?: string } =>
  typeof name === 'string' && /^[A-Za-z_0-9]{1,40}$/.test(name) ? { role: name } : {};

const optionalText = (value: unknown): string | undefined => {
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || value.trim() === '' || value.length > 200) throw new AccessRefused('FIELD');
  return value.trim();
};

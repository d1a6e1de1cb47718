import type { Claims } from './claims';

/** Who vouches for a token (a DI token): the local issuer, an OIDC issuer, or both in that order. */
export abstract class Tokens {
  /** The claims of a token whose signature and times hold; null otherwise. */
  abstract verify(token: string): Promise<Claims | null>;
}

/** One after the other: the first that knows the token. */
export class TokensOfAny extends Tokens {
  constructor(private readonly issuers: readonly Tokens[]) {
    super();
  }

  async verify(token: string): Promise<Claims | null> {
    for (const issuer of this.issuers) {
      const claims = await issuer.verify(token);
      if (claims) return claims;
    }
    return null;
  }
}

/** The token of an `Authorization: Bearer …` header; null without such a header. */
export const bearerOf = (authorization: string | undefined): string | null =>
  /^bearer +([\w.~+/=-]+) *$/i.exec(authorization ?? '')?.[1] ?? null;

import { type JWTVerifyGetKey, createRemoteJWKSet, errors, jwtVerify } from 'jose';
import { AccessRefused } from './access-refused';
import { type Claims, claimsOf } from './claims';
import { Tokens } from './tokens';

/** Asymmetric ones only: a shared secret has no place at an issuer of others. */
const ALGORITHMS = ['ES256', 'ES384', 'EdDSA', 'RS256', 'PS256'];
/** Clocks of two machines differ by less. */
const CLOCK_TOLERANCE_SECONDS = 30;
const DISCOVERY_TIMEOUT_MS = 5_000;
const ABOUT_THE_TOKEN = /^ERR_(JW[ST]_|JOSE_ALG_NOT_ALLOWED|JOSE_NOT_SUPPORTED|JWKS_(NO|MULTIPLE)_MATCHING_KEY)/;

export interface OidcOptions {
  /** `iss` of its tokens; its keys are found at `<issuer>/.well-known/openid-configuration`. */
  readonly issuer: string;
  readonly audience: string;
}

/** Tokens of an OIDC issuer; throws `AccessRefused` ISSUER_UNAVAILABLE where its keys can't be had. The keys are looked up when the first token comes, and again when an unknown key id does. */
export class OidcIssuer extends Tokens {
  private keys: Promise<JWTVerifyGetKey> | null = null;

  constructor(private readonly options: OidcOptions) {
    super();
  }

  async verify(token: string): Promise<Claims | null> {
    const { issuer, audience } = this.options;
    try {
      const { payload } = await jwtVerify(token, await this.keySet(), {
        issuer,
        audience,
        algorithms: ALGORITHMS,
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
      });
      return claimsOf(payload);
    } catch (error) {
      if (error instanceof AccessRefused && error.code === 'UNAUTHENTICATED') return null;
      // Of the errors of `jose` only these are about the token; the others are about the issuer's keys.
      if (error instanceof errors.JOSEError && ABOUT_THE_TOKEN.test(error.code)) return null;
      throw new AccessRefused('ISSUER_UNAVAILABLE');
    }
  }

  private keySet(): Promise<JWTVerifyGetKey> {
    this.keys ??= discover(this.options.issuer).catch((error: unknown) => {
      // The next token asks again.
      this.keys = null;
      throw error;
    });
    return this.keys;
  }
}

const discover = async (issuer: string): Promise<JWTVerifyGetKey> => {
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const response = await fetch(address, { signal: AbortSignal.timeout(DISCOVERY_TIMEOUT_MS) });
  if (!response.ok) throw new Error(`${address} answers with ${response.status}`);
  const document = (await response.json()) as { readonly issuer?: unknown; readonly jwks_uri?: unknown };
  if (document.issuer !== issuer) throw new Error(`${address} is the document of another issuer`);
  return createRemoteJWKSet(new URL(String(document.jwks_uri)));
};

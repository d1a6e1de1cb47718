import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import { LocalIssuer, type TokenRequest } from './local-issuer';
import { OidcIssuer } from './oidc-issuer';
import { TokensOfAny, bearerOf } from './tokens';

const KEY = Buffer.alloc(32, 3);
const HOUR_SECONDS = 3_600;

describe('the local issuer', () => {
  const issuer = new LocalIssuer(KEY);
  const claimsFor = async (request: TokenRequest) => issuer.verify((await issuer.issue(request)).access_token);

  it('gives one fictitious person per role, in a place where it can act', async () => {
    expect(await claimsFor({ role: 'AUDITOR' })).toEqual({
      subject: 'auditor@example.invalid',
      roles: ['AUDITOR'],
      unit: null,
      organisation: null,
    });
    expect(await claimsFor({ role: 'PROVINCE_ALLOCATOR' })).toMatchObject({ unit: '31' });
    expect(await claimsFor({ role: 'CARRIER_AGENT' })).toMatchObject({ organisation: 'VIETTEL' });
  });

  it('gives what is asked for', async () =>
    expect(
      await claimsFor({ role: ['APPROVER_1', 'DATA_ENTRY'], subject: 'an', unit: '01', organisation: '01-TEST-001' }),
    ).toEqual({ subject: 'an', roles: ['APPROVER_1', 'DATA_ENTRY'], unit: '01', organisation: '01-TEST-001' }));

  it.each([
    [{}, 'ROLE_REQUIRED'],
    [{ role: [] }, 'ROLE_REQUIRED'],
    [{ role: 'auditor' }, 'ROLE_UNKNOWN'],
    [{ role: ['AUDITOR', 7] }, 'ROLE_UNKNOWN'],
    [{ role: ['AUDITOR', 'ADMIN'] }, 'INCOMPATIBLE_ROLES'],
    [{ role: 'AUDITOR', subject: 7 }, 'FIELD'],
    [{ role: 'AUDITOR', unit: ' ' }, 'FIELD'],
  ])('refuses %j with %s', async (request, code) =>
    expect(issuer.issue(request as TokenRequest)).rejects.toMatchObject({ code }),
  );

  it('does not repeat what can be no role', async () =>
    expect(issuer.issue({ role: '<script>' })).rejects.toMatchObject({ facts: {} }));

  it('knows its tokens after a restart, and none of others', async () => {
    const { access_token } = await issuer.issue({ role: 'ADMIN' });
    expect(await new LocalIssuer(KEY).verify(access_token)).not.toBeNull();
    expect(await new LocalIssuer(Buffer.alloc(32, 4)).verify(access_token)).toBeNull();
    expect(await issuer.verify(`${access_token}x`)).toBeNull();
    expect(await issuer.verify('no token')).toBeNull();
  });

  it('takes no token that expired, says nobody, or holds roles that are not held together', async () => {
    const signed = (claims: Record<string, unknown>, expires: number) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256' })
        .setIssuer('urn:so-song:local')
        .setExpirationTime(expires)
        .sign(KEY);
    const later = Math.floor(Date.now() / 1_000) + HOUR_SECONDS;
    expect(await issuer.verify(await signed({ sub: 'an', roles: ['ADMIN'] }, later))).not.toBeNull();
    expect(await issuer.verify(await signed({ sub: 'an', roles: ['ADMIN'] }, later - 2 * HOUR_SECONDS))).toBeNull();
    expect(await issuer.verify(await signed({ roles: ['ADMIN'] }, later))).toBeNull();
    expect(await issuer.verify(await signed({ sub: 'an', roles: ['ADMIN', 'AUDITOR'] }, later))).toBeNull();
  });
});

describe('an OIDC issuer', () => {
  const audience = 'so-song';
  let server: Server;
  let issuer: string;
  let keysAway = false;
  let sign: (claims: Record<string, unknown>, more?: { issuer?: string; audience?: string }) => Promise<string>;
  beforeAll(async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const jwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256', use: 'sig' };
    server = createServer((request, response) => {
      if (keysAway && request.url === '/keys') response.statusCode = 502;
      const body = request.url === '/keys' ? { keys: [jwk] } : { issuer, jwks_uri: `${issuer}/keys` };
      response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    sign = (claims, more = {}) =>
      new SignJWT(claims)
        .setProtectedHeader({ alg: 'ES256', kid: 'one' })
        .setIssuer(more.issuer ?? issuer)
        .setAudience(more.audience ?? audience)
        .setExpirationTime('1h')
        .sign(privateKey);
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  it('is believed when its keys signed for us', async () => {
    const tokens = new TokensOfAny([new LocalIssuer(KEY), new OidcIssuer({ issuer, audience })]);
    const token = await sign({ sub: 'lan@example.invalid', roles: ['DATA_ENTRY', 'theirs'], unit: '31' });
    expect(await tokens.verify(token)).toEqual({
      subject: 'lan@example.invalid',
      roles: ['DATA_ENTRY'],
      unit: '31',
      organisation: null,
    });
  });

  it('is not believed for others, from others, or signed by others', async () => {
    const oidc = new OidcIssuer({ issuer, audience });
    expect(await oidc.verify(await sign({ sub: 'an' }, { audience: 'another' }))).toBeNull();
    expect(await oidc.verify(await sign({ sub: 'an' }, { issuer: 'https://another.invalid' }))).toBeNull();
    const { privateKey } = await generateKeyPair('ES256');
    const forged = (alg: string, key: Parameters<SignJWT['sign']>[0]) =>
      new SignJWT({ sub: 'an' })
        .setProtectedHeader({ alg, kid: 'one' })
        .setIssuer(issuer)
        .setAudience(audience)
        .setExpirationTime('1h')
        .sign(key);
    expect(await oidc.verify(await forged('ES256', privateKey))).toBeNull();
    expect(await oidc.verify(await forged('HS256', KEY))).toBeNull();
    expect(await oidc.verify('no token')).toBeNull();
  });

  it('that can’t be reached is a failure and not a wrong token, and is asked again', async () => {
    const away = new OidcIssuer({ issuer: `${issuer}/elsewhere`, audience });
    const token = await sign({ sub: 'an' });
    await expect(away.verify(token)).rejects.toMatchObject({ code: 'ISSUER_UNAVAILABLE' });
    await expect(away.verify(token)).rejects.toMatchObject({ code: 'ISSUER_UNAVAILABLE' });
    const oidc = new OidcIssuer({ issuer, audience });
    keysAway = true;
    await expect(oidc.verify(token)).rejects.toMatchObject({ code: 'ISSUER_UNAVAILABLE' });
    keysAway = false;
    expect(await oidc.verify(token)).not.toBeNull();
  });
});

describe('a bearer token', () => {
  it.each([
    ['Bearer abc.def-_', 'abc.def-_'],
    ['bearer  abc ', 'abc'],
    ['Basic abc', null],
    ['Bearer', null],
    ['Bearer a b', null],
    [undefined, null],
  ])('of «%s» is %s', (header, token) => expect(bearerOf(header)).toBe(token));
});

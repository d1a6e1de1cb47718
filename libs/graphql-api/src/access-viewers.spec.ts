import { Access, LocalIssuer } from '@access';
import type { Vault } from '@vault';
import { ANONYMOUS, AccessViewers } from '.';

const issuer = new LocalIssuer(new Uint8Array(32).fill(7));
const stranger = new LocalIssuer(new Uint8Array(32).fill(8));
const vault = { actorIdOf: async () => '00000000-0000-4000-8000-00000000000a' } as unknown as Vault;
const viewers = new AccessViewers(new Access(issuer, vault));
const bearer = async (from: LocalIssuer, request: object): Promise<string> =>
  `Bearer ${(await from.issue(request)).access_token}`;

describe('who asks', () => {
  it('is nobody without a token', async () => expect(await viewers.of(null)).toBe(ANONYMOUS));

  it('has the roles, unit and organisation of the token, and a random id instead of the login', async () =>
    expect(
      await viewers.of(await bearer(issuer, { role: 'SCHOOL_OFFICER', unit: '31', organisation: '31-TEST-001' })),
    ).toEqual({
      actorId: '00000000-0000-4000-8000-00000000000a',
      roles: ['SCHOOL_OFFICER'],
      units: ['31'],
      organisations: ['31-TEST-001'],
    }));

  it('is not known by a token of another key, nor by what is no bearer token', async () => {
    expect(await viewers.of(await bearer(stranger, { role: 'AUDITOR' }))).toBeNull();
    expect(await viewers.of('Basic eDp5')).toBeNull();
  });
});

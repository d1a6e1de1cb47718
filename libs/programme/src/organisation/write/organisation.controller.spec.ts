import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { Ledger } from '@command-handling';
import { type RestApplication, createRestApplication } from '@command-handling/testing';
import { organisation, organisationEvents, termsOn } from '../domain';
import * as a from '../domain/organisation.fixtures';
import { OrganisationWriteModule } from './organisation.write.module';

describe('organisations over HTTP', () => {
  let rest: RestApplication;
  let entry: string;
  beforeEach(async () => {
    rest = await createRestApplication({ modules: [OrganisationWriteModule], events: organisationEvents });
    entry = await rest.bearer({ role: 'DATA_ENTRY' });
  });
  afterEach(() => rest.close());
  const post = (path: string, body: object, token = entry) =>
    request(rest.server)
      .post(`/api/v1/${path}`)
      .set('Authorization', token)
      .set('Idempotency-Key', randomUUID())
      .send(body);

  it('registers a school, and says nothing new of the same one', async () => {
    const made = await post('organisations', a.school).expect(201);
    expect([made.body.stream, made.headers.location]).toEqual(['org-31-TEST-001', '/api/v1/organisations/31-TEST-001']);
    expect((await post('organisations', a.school).expect(200)).body.eventIds).toEqual([]);
    expect((await post('organisations', { ...a.school, name: 'Khác' })).body.code).toBe('ORGANISATION_EXISTS');
  });

  it.each([
    ['UNIT_UNKNOWN', 404, { provinceCode: '99' }],
    ['UNIT_UNKNOWN', 404, { unitCode: '98' }],
    ['ADMIN_PARENT', 422, { provinceCode: '30' }],
    ['CARRIER_MISMATCH', 422, { carrier: 'VIETTEL' }],
    ['CODE_FORMAT', 400, { code: 'mã' }],
  ])('refuses %s', async (code, status, change) => {
    const answer = await post('organisations', { ...a.school, ...change });
    expect([answer.body.code, answer.status]).toEqual([code, status]);
  });

  it('is for whoever enters data, and takes a school of 2021 after its district is gone', async () => {
    const auditor = await rest.bearer({ role: 'AUDITOR' });
    expect((await post('organisations', a.school, auditor)).status).toBe(403);
    rest.clock.moveTo('2025-09-01T03:00:00.000Z');
    await post('organisations', a.school).expect(201);
    await post('organisations', { ...a.school, code: '30-TEST-001', provinceCode: '30', unitCode: '30' }).expect(201);
  });

  it('agrees terms of a carrier', async () => {
    await post('organisations', a.carrier).expect(201);
    await post('organisations/NM-TEST-01/agree-terms', a.agreeCarrierTerms().data).expect(201);
    const next = { ...a.agreeCarrierTerms().data, validFrom: '2022-12-31', validTo: undefined };
    expect((await post('organisations/NM-TEST-01/agree-terms', next)).body.code).toBe('TERMS_OVERLAP');
    expect((await post('organisations/NM-TEST-99/agree-terms', next)).body.code).toBe('ORGANISATION_UNKNOWN');
    const { state } = await rest.app.get(Ledger).load(organisation, 'NM-TEST-01');
    expect(termsOn(state.terms, '2021-11-15')).toMatchObject({ unitBase: 'BINARY', pledgedGrants: 500_000 });
  });
});

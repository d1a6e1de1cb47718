import { randomUUID } from 'node:crypto';
import request from 'supertest';
import type { AnyDecider, DomainCommand } from '@kernel';
import { Ledger } from '@command-handling';
import { type RestApplication, createRestApplication } from '@command-handling/testing';
import { allEvents } from '@programme/catalogue';
import { beneficiary } from '@programme/beneficiary/domain';
import * as pupil from '../../beneficiary/domain/beneficiary.fixtures';
import { grant, sim } from '../domain';
import * as a from '../domain/data-grant.fixtures';
import { DataGrantWriteModule } from './data-grant.write.module';

const actor = { id: '77777777-7777-4777-8777-777777777770', role: 'POLICY', unit: null };
const issue = { iccid: '8984048000000000019', msisdn: '0981234567', carrier: 'VIETTEL', issuedOn: '2021-11-01' };
const OTHER_ICCID = '89840480000000000010';

describe('SIMs and grants over HTTP', () => {
  let rest: RestApplication;
  let agent: string;
  let stranger: string;
  beforeEach(async () => {
    rest = await createRestApplication({ modules: [DataGrantWriteModule], events: allEvents });
    rest.clock.moveTo('2021-12-20T03:00:00.000Z');
    agent = await rest.bearer({ role: 'CARRIER_AGENT', organisation: 'VIETTEL' });
    stranger = await rest.bearer({ role: 'CARRIER_AGENT', organisation: 'MOBIFONE', subject: 'stranger' });
  });
  afterEach(() => rest.close());

  const post = (path: string, body: object, token: string, key: string = randomUUID()) =>
    request(rest.server).post(`/api/v1/${path}`).set('Authorization', token).set('Idempotency-Key', key).send(body);
  const issued = async (change: object = {}): Promise<string> =>
    (await post('sims', { ...issue, ...change }, agent).expect(201)).body.resource.id as string;
  const factsOf = async (simId: string) => (await rest.app.get(Ledger).load(sim, simId)).events;

  it('issues a SIM whose numbers are in no event, once', async () => {
    const key = randomUUID();
    const first = await post('sims', issue, agent, key).expect(201);
    expect((await post('sims', issue, agent, key).expect(200)).body.resource).toEqual(first.body.resource);
    const facts = await factsOf(first.body.resource.id as string);
    expect(facts[0]).toMatchObject({ type: 'SimIssued', data: { carrier: 'VIETTEL' }, occurredAt: '2021-11-01' });
    expect(JSON.stringify(facts)).not.toMatch(/8984048|981234567/);
    const again = await post('sims', issue, agent).expect(200);
    expect(again.body).toMatchObject({ resource: first.body.resource, eventIds: [] });
  });

  it('warns of a number of another carrier’s prefix', async () => {
    const answer = await post('sims', { ...issue, msisdn: '0911234567' }, agent).expect(201);
    expect(answer.body.warnings).toEqual([{ code: 'PORTED_OR_WRONG_CARRIER', field: 'msisdn' }]);
  });

  it.each([
    ['ICCID', 422, { iccid: '8984048000000000018' }],
    ['MSISDN', 422, { msisdn: '01681234567' }],
    ['NOT_FOUND', 404, { carrier: 'MOBIFONE' }],
    ['FUTURE', 422, { issuedOn: '2021-12-21' }],
  ])('refuses %s', async (code, status, change) =>
    expect((await post('sims', { ...issue, ...change }, agent).expect(status)).body.code).toBe(code),
  );

  it('refuses a number that another SIM has, unless it takes it over', async () => {
    const old = await issued();
    const second = { ...issue, iccid: OTHER_ICCID };
    expect((await post('sims', second, agent).expect(409)).body.code).toBe('MSISDN_IN_USE');
    expect((await post('sims', { ...issue, msisdn: '0982222222' }, agent).expect(409)).body.code).toBe('ICCID_IN_USE');
    await post('sims', { ...second, numberFrom: old }, agent).expect(201);
  });

  it('is switched on, can fail, and is replaced, by its own carrier', async () => {
    const simId = await issued();
    const failed = { attemptedAt: '2021-11-02T09:00:00+07:00', planCode: 'EDU4G', code: 'PLAN_UNKNOWN' };
    await post(`sims/${simId}/fail-activation`, failed, agent).expect(201);
    const on = { activatedAt: '2021-11-02T23:30:00+07:00', planCode: 'EDU4G' };
    expect((await post(`sims/${simId}/activate`, on, stranger).expect(404)).body.code).toBe('NOT_FOUND');
    await post(`sims/${simId}/activate`, on, agent).expect(201);
    expect((await factsOf(simId)).at(-1)!.data).toMatchObject({
      activatedAt: '2021-11-02T16:30:00.000Z',
      activatedOn: '2021-11-02',
    });
    const other = { ...on, activatedAt: '2021-11-05' };
    expect((await post(`sims/${simId}/activate`, other, agent).expect(409)).body.code).toBe('SIM_ALREADY_ACTIVE');
    const newSimId = await issued({ iccid: OTHER_ICCID, msisdn: '0983333333' });
    const replace = { newSimId, replacedOn: '2021-12-01', reason: 'LOST' };
    await post(`sims/${simId}/replace`, replace, agent).expect(201);
    const nobody = { ...replace, newSimId: randomUUID() };
    expect((await post(`sims/${newSimId}/replace`, nobody, agent).expect(404)).body.code).toBe('SIM_UNKNOWN');
  });

  it('suspends, resumes and ends a grant of its own carrier; the end is an approver’s', async () => {
    const commands = [a.entitleGrant(), a.activateGrant()];
    for (const command of commands)
      await rest.app.get(Ledger).decide(grant, a.GRANT, command, { commandId: randomUUID(), actor });
    const suspend = { suspendedOn: '2021-12-05', reason: 'LOST' };
    expect((await post(`grants/${a.GRANT}/suspend`, suspend, stranger).expect(404)).body.code).toBe('NOT_FOUND');
    await post(`grants/${a.GRANT}/suspend`, suspend, agent).expect(201);
    const early = { resumedOn: '2021-12-04', reason: 'FOUND' };
    expect((await post(`grants/${a.GRANT}/resume`, early, agent).expect(422)).body.code).toBe('RESUMED_TOO_EARLY');
    await post(`grants/${a.GRANT}/resume`, { ...early, resumedOn: '2021-12-06' }, agent).expect(201);
    const end = { endedOn: '2021-12-10', reason: 'TERMINATED', cause: 'ABUSE' };
    expect((await post(`grants/${a.GRANT}/end`, end, agent).expect(403)).body.code).toBe('FORBIDDEN_ROLE');
    const approver = await rest.bearer({ role: 'APPROVER_1' });
    await post(`grants/${a.GRANT}/end`, end, approver).expect(201);
    await post(`grants/${randomUUID()}/end`, end, approver).expect(404);
  });

  const told = async (decider: AnyDecider, id: string, command: DomainCommand, by = actor) => {
    const outcome = await rest.app.get(Ledger).decide(decider, id, command, { commandId: randomUUID(), actor: by });
    expect(outcome.kind).toBe('receipt');
  };
  const servedPupil = async (): Promise<void> => {
    const approver = { ...actor, id: '77777777-7777-4777-8777-777777777771' };
    await told(beneficiary, pupil.SUBJECT, pupil.registerNeed());
    await told(beneficiary, pupil.SUBJECT, pupil.attestCategory());
    await told(beneficiary, pupil.SUBJECT, pupil.evaluateEligibility());
    await told(beneficiary, pupil.SUBJECT, pupil.proposeAssignment());
    await told(beneficiary, pupil.SUBJECT, pupil.approveAssignment(), approver);
    await told(beneficiary, pupil.SUBJECT, pupil.confirmPromise());
    await told(beneficiary, pupil.SUBJECT, pupil.recordServed());
  };

  it('orders a grant that expired once more, while the pupil is entitled to it', async () => {
    const approver = await rest.bearer({ role: 'APPROVER_1' });
    await servedPupil();
    await told(grant, a.GRANT, a.entitleGrant());
    const reorder = { reorderedOn: '2021-12-20' };
    expect((await post(`grants/${a.GRANT}/reorder`, reorder, approver).expect(409)).body.code).toBe('GRANT_STATE');
    await told(grant, a.GRANT, a.endGrant({ reason: 'EXPIRED_UNACTIVATED', endedOn: '2021-12-19' }));
    expect((await post(`grants/${a.GRANT}/reorder`, reorder, agent).expect(403)).body.code).toBe('FORBIDDEN_ROLE');
    await post(`grants/${a.GRANT}/reorder`, reorder, approver).expect(201);
    await told(grant, a.GRANT, a.endGrant({ reason: 'EXPIRED_UNACTIVATED', endedOn: '2021-12-20' }));
    expect((await post(`grants/${a.GRANT}/reorder`, reorder, approver).expect(409)).body.code).toBe('GRANT_REORDERED');
    await told(beneficiary, pupil.SUBJECT, pupil.endAssignment({ reason: 'DECEASED' }));
    expect((await post(`grants/${a.GRANT}/reorder`, reorder, approver).expect(409)).body.code).toBe('NOT_ENTITLED');
    await post(`grants/${randomUUID()}/reorder`, reorder, approver).expect(404);
  });

  it('records that the pupil’s side was told of later terms, never of a charge by itself', async () => {
    await told(grant, a.GRANT, a.entitleGrant());
    const terms = { ...a.notifyPostGrantTerms().data, notifiedOn: '2021-12-18', priceVnd: '50000' };
    const notify = (change: object = {}, token = agent) =>
      post(`grants/${a.GRANT}/notify-terms`, { ...terms, ...change }, token);
    expect((await notify().expect(409)).body.code).toBe('GRANT_STATE');
    await told(grant, a.GRANT, a.activateGrant());
    expect((await notify({ autoCharge: true }).expect(422)).body.code).toBe('AUTO_CHARGE');
    expect((await notify({}, stranger).expect(404)).body.code).toBe('NOT_FOUND');
    expect((await notify({ periodDays: 367 }).expect(400)).body.errors[0].code).toBe('INTEGER_RANGE');
    await notify().expect(201);
    const { events } = await rest.app.get(Ledger).load(grant, a.GRANT);
    expect(events.at(-1)).toMatchObject({
      type: 'PostGrantTermsNotified',
      data: { priceVnd: 50_000, autoCharge: false },
    });
  });

  it('gives a grant that has no SIM one, of the agent’s own carrier', async () => {
    const simId = await issued();
    const attach = { grantId: a.GRANT, attachedOn: '2021-12-18' };
    expect((await post(`sims/${simId}/attach`, attach, agent).expect(404)).body.code).toBe('GRANT_UNKNOWN');
    await told(grant, a.GRANT, a.entitleGrant({ simId: undefined, carrier: undefined }));
    expect((await post(`sims/${simId}/attach`, attach, stranger).expect(404)).body.code).toBe('NOT_FOUND');
    await post(`sims/${simId}/attach`, attach, agent).expect(201);
    expect((await factsOf(simId)).at(-1)).toMatchObject({
      type: 'SimAttached',
      occurredAt: '2021-12-18',
      data: { grantId: a.GRANT, handedOn: '2021-11-28', carrier: 'VIETTEL' },
    });
    await told(grant, a.OTHER_GRANT, a.entitleGrant({ simId }));
    const has = await post(`sims/${simId}/attach`, { ...attach, grantId: a.OTHER_GRANT }, agent).expect(409);
    expect(has.body.code).toBe('GRANT_HAS_SIM');
    await told(grant, a.GRANT, a.endGrant({ reason: 'VOIDED', endedOn: '2021-12-19' }));
    expect((await post(`sims/${simId}/attach`, attach, agent).expect(409)).body.code).toBe('GRANT_ENDED');
  });
});

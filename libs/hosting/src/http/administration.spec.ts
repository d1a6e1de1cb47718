import { Module } from '@nestjs/common';
import request from 'supertest';
import { type RestApplication, createRestApplication } from '@command-handling/testing';
import { Journal } from '@event-store';
import { PoliciesRunElsewhere } from '@policies';
import type { Role } from '@access';
import { ledgerEvents } from '@programme/ledger/domain';
import { ProjectionScratches, ScratchLimit, type GivenScratch, type Scratch } from '@projections';
import { projections } from '../slices';
import { Worker } from '../worker';
import { PoliciesController } from './policies.controller';
import { ScratchesController } from './scratches.controller';

/** A worker that waits to take over: what is asked of it is another one's to do. */
const standby = {
  policies: {
    parked: () => Promise.resolve([]),
    retryParked: () => Promise.reject(new PoliciesRunElsewhere('')),
  },
};

const EVENTS = 10;
/** There is room for one scratch. */
let ordered: GivenScratch | null = null;
const scratchOf = (given: GivenScratch): Scratch => ({
  ...given,
  orderedAt: '2021-12-01T03:00:00.000Z',
  state: 'WAITING',
  schema: 'scratch_1',
  fits: true,
  drop: null,
});
const scratches: Pick<ProjectionScratches, 'order' | 'drop' | 'list'> = {
  order: async (given) => {
    if (ordered) throw new ScratchLimit('');
    ordered = given;
    return scratchOf(given);
  },
  drop: async (id) => (ordered?.id === id ? { ...scratchOf(ordered), state: 'DROPPING' } : null),
  list: async () => (ordered ? [scratchOf(ordered)] : []),
};

@Module({
  controllers: [PoliciesController, ScratchesController],
  providers: [
    { provide: Worker, useValue: standby },
    { provide: Journal, useValue: { size: async () => EVENTS } },
    { provide: ProjectionScratches, useValue: scratches },
  ],
})
class AdministrationModule {}

describe('what an administrator asks of a worker', () => {
  let rest: RestApplication;
  beforeAll(async () => {
    rest = await createRestApplication({ modules: [AdministrationModule], events: ledgerEvents });
  });
  afterAll(() => rest.close());

  const KEY = '5b0e8f0c-7d52-4f6e-9f0a-3a1f5c2d7e41';
  const post = async (path: string, body: object = {}, role: Role = 'ADMIN') =>
    request(rest.server)
      .post(`/api/v1/${path}`)
      .set('Authorization', await rest.bearer({ role }))
      .set('Idempotency-Key', KEY)
      .send(body);

  it.each([['policies/retry', 503, 'RUNNER_ELSEWHERE']])('that can not do %s: %s %s', async (path, status, code) => {
    const { body } = await post(path);
    expect(body).toMatchObject({ status, code });
  });

  it('of scratches: within the ledger, a few, by an administrator, with a reason; an auditor sees them', async () => {
    const path = 'projections/scratches';
    const order = (size: string | number, more: object = {}, role?: Role) =>
      post(path, { size, reason: 'REPORT_QUESTIONED', ...more }, role);
    expect((await order(EVENTS, {}, 'AUDITOR')).status).toBe(403);
    expect((await post(path, { size: EVENTS })).body).toMatchObject({ status: 400, code: 'REQUIRED' });
    expect((await order(EVENTS, { projections: ['nothing'] })).body).toMatchObject({ status: 400, code: 'CHOICE' });
    expect((await order(EVENTS + 1)).body).toMatchObject({ status: 422, code: 'BEYOND_HEAD' });
    expect((await order('123456789012345678901234567890')).body).toMatchObject({ code: 'BEYOND_HEAD' });
    const names = projections.map(({ name }) => name);
    const { status, headers, body } = await order(EVENTS);
    expect([status, headers.location]).toEqual([202, `/api/v1/${path}/${KEY}`]);
    expect(body).toMatchObject({ id: KEY, size: String(EVENTS), state: 'WAITING', projections: names });
    expect((await order(EVENTS)).body).toMatchObject({ status: 409, code: 'SCRATCH_LIMIT' });
    const listed = request(rest.server)
      .get(`/api/v1/${path}`)
      .set('Authorization', await rest.bearer({ role: 'AUDITOR' }));
    expect((await listed).body).toEqual([body]);
    const drop = (id: string) => post(`${path}/${id}/drop`, { reason: 'DONE_WITH' });
    expect((await drop(KEY)).body).toMatchObject({ id: KEY, state: 'DROPPING' });
    expect((await drop(KEY.replace('5', '6'))).body).toMatchObject({ status: 404 });
  });
});

import { Module } from '@nestjs/common';
import request from 'supertest';
import { type RestApplication, createRestApplication } from '@command-handling/testing';
import { PoliciesRunElsewhere } from '@policies';
import { ledgerEvents } from '@programme/ledger/domain';
import { Worker } from '../worker';
import { PoliciesController } from './policies.controller';

/** A worker that waits to take over: what is asked of it is another one's to do. */
const standby = {
  policies: {
    parked: () => Promise.resolve([]),
    retryParked: () => Promise.reject(new PoliciesRunElsewhere('')),
  },
};

@Module({
  controllers: [PoliciesController],
  providers: [{ provide: Worker, useValue: standby }],
})
class AdministrationModule {}

describe('what an administrator asks of a worker', () => {
  let rest: RestApplication;
  beforeAll(async () => {
    rest = await createRestApplication({ modules: [AdministrationModule], events: ledgerEvents });
  });
  afterAll(() => rest.close());

  const post = async (path: string) =>
    request(rest.server)
      .post(`/api/v1/${path}`)
      .set('Authorization', await rest.bearer({ role: 'ADMIN' }))
      .set('Idempotency-Key', '5b0e8f0c-7d52-4f6e-9f0a-3a1f5c2d7e41');

  it.each([['policies/retry', 503, 'RUNNER_ELSEWHERE']])('that can not do %s: %s %s', async (path, status, code) => {
    const { body } = await post(path);
    expect(body).toMatchObject({ status, code });
  });
});

import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { Ledger } from '@command-handling';
import { type RestApplication, createRestApplication } from '@command-handling/testing';
import { allEvents } from '@programme/catalogue';
import { carrierDay } from '../domain';
import * as a from '../domain/carrier-book.fixtures';
import { CarrierBookWriteModule } from './carrier-book.write.module';

const ID = 'viettel-20211115';
const figures = {
  readAtSize: '1000',
  promisedGrants: 1_000_000,
  promisedBytes: '4294967296000000',
  creditedInWindowBytes: '4294967296000000',
  shortBytes: '0',
  missedBytes: '0',
  overBytes: '0',
};

describe('carriers’ days over HTTP', () => {
  let rest: RestApplication;
  let approver: string;
  beforeEach(async () => {
    rest = await createRestApplication({ modules: [CarrierBookWriteModule], events: allEvents });
    rest.clock.moveTo('2021-11-17T05:00:00.001Z');
    approver = await rest.bearer({ role: 'APPROVER_1' });
  });
  afterEach(() => rest.close());
  const post = (path: string, body: object, token = approver) =>
    request(rest.server)
      .post(`/api/v1/carrier-days/${path}`)
      .set('Authorization', token)
      .set('Idempotency-Key', randomUUID())
      .send(body);

  it('closes a day with its figures, and opens it again', async () => {
    const closed = await post(`${ID}/close`, figures).expect(201);
    expect(closed.headers.location).toBe(`/api/v1/carrier-days/${ID}`);
    const { events } = await rest.app.get(Ledger).load(carrierDay, ID);
    expect(events.at(-1)!.data).toMatchObject(figures);
    await post(`${ID}/reopen`, { reason: 'LATE_FILE' }).expect(201);
    expect((await post(`${ID}/reopen`, { reason: 'LATE_FILE' }).expect(409)).body.code).toBe('DAY_NOT_CLOSED');
  });

  it.each([
    ['NOT_FOUND', 404, 'viettel-20211131', {}],
    ['NOT_FOUND', 404, 'nobody-20211115', {}],
    ['FIGURES_DO_NOT_ADD_UP', 422, ID, { shortBytes: '1' }],
    ['USE_STRING', 400, ID, { promisedBytes: 2 ** 60 }],
    ['INTEGER_RANGE', 400, ID, { promisedBytes: '-1' }],
  ])('refuses %s', async (code, status, id, change) =>
    expect((await post(`${id}/close`, { ...figures, ...change }).expect(status)).body.code).toBe(code),
  );

  it('is not closed by who imported its file, nor while the day runs', async () => {
    const importer = await rest.bearer({
      role: ['CARRIER_AGENT', 'APPROVER_1'],
      organisation: 'VIETTEL',
      subject: 'both',
    });
    const ledger = rest.app.get(Ledger);
    const actorId = await rest.vault.actorIdOf('both');
    const actor = { id: actorId, role: 'CARRIER_AGENT', unit: 'VIETTEL' };
    for (const command of [a.openCarrierDay(), a.receiveCarrierFile(), a.applyCarrierFile()])
      await ledger.decide(carrierDay, ID, command, { commandId: randomUUID(), actor });
    expect((await post(`${ID}/close`, figures, importer).expect(403)).body.code).toBe('SEPARATION_OF_DUTIES');
    rest.clock.moveTo('2021-11-16T05:00:00.000Z');
    expect((await post('mobifone-20211115/close', figures).expect(409)).body.code).toBe('DAY_NOT_OVER');
    const agent = await rest.bearer({ role: 'CARRIER_AGENT', organisation: 'VIETTEL' });
    expect((await post(`${ID}/close`, figures, agent).expect(403)).body.code).toBe('FORBIDDEN_ROLE');
  });
});

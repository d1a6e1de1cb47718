import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { Ledger } from '@command-handling';
import { type RestApplication, createRestApplication } from '@command-handling/testing';
import { isPriorityLocality, locality, localityEvents, localityId } from '../domain';
import { LocalityWriteModule } from './locality.write.module';

describe('measures over HTTP', () => {
  let rest: RestApplication;
  let entry: string;
  beforeEach(async () => {
    rest = await createRestApplication({ modules: [LocalityWriteModule], events: localityEvents });
    entry = await rest.bearer({ role: 'DATA_ENTRY' });
  });
  afterEach(() => rest.close());
  const post = (path: string, body: object) =>
    request(rest.server)
      .post(`/api/v1/localities/${path}`)
      .set('Authorization', entry)
      .set('Idempotency-Key', randomUUID())
      .send(body);
  const measures = async () =>
    (await rest.app.get(Ledger).load(locality, localityId('31', '2021-09-06'))).state.measures;

  it('make a locality a priority for as long as they last', async () => {
    const declared = await post('31/declare-measure', {
      kind: 'DIR16',
      from: '2021-09-06',
      documentNo: 'CT-16',
    }).expect(201);
    expect(declared.body.stream).toBe('unit-31-2008-08-01');
    await post('31/declare-measure', { kind: 'ONLINE_TEACHING', from: '2021-09-06', documentNo: 'CV-1' }).expect(201);
    expect(isPriorityLocality(await measures(), ['31'], '2021-10-12')).toBe(true);
    const measureId = (await measures())[0]?.measureId;
    await post('31/end-measure', { measureId, lastDay: '2021-10-11' }).expect(201);
    const on = async (day: string) => isPriorityLocality(await measures(), ['31'], day);
    expect([await on('2021-10-11'), await on('2021-10-12')]).toEqual([true, false]);
  });

  it.each([
    ['99', { from: '2021-09-06' }, 'UNIT_UNKNOWN', 404],
    ['30', { from: '2025-08-01' }, 'ADMIN_NOT_VALID_ON_DATE', 422],
    ['31', { from: '2021-09-06', to: '2021-09-05' }, 'PERIOD_ORDER', 422],
    ['31', { from: '2021-02-30' }, 'DATE', 400],
  ])('of %s %j are refused as %s', async (unit, period, code, status) => {
    const answer = await post(`${unit}/declare-measure`, { kind: 'DIR16', documentNo: 'CT-16', ...period });
    expect([answer.body.code, answer.status]).toEqual([code, status]);
  });

  it('end only where they were declared', async () => {
    const answer = await post('31/end-measure', { measureId: randomUUID(), lastDay: '2021-10-11' });
    expect([answer.status, answer.body.code]).toEqual([404, 'MEASURE_UNKNOWN']);
  });
});

import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { type RestApplication, createRestApplication } from '@command-handling/testing';
import { donorEvents } from '../domain';
import { DonorWriteModule } from './donor.write.module';

describe('donors over HTTP', () => {
  let rest: RestApplication;
  let entry: string;
  beforeEach(async () => {
    rest = await createRestApplication({ modules: [DonorWriteModule], events: donorEvents });
    entry = await rest.bearer({ role: 'DATA_ENTRY' });
  });
  afterEach(() => rest.close());
  const post = (body: object, key: string = randomUUID()) =>
    request(rest.server).post('/api/v1/donors').set('Authorization', entry).set('Idempotency-Key', key).send(body);
  const enterprise = { code: 'DN-TEST-02', kind: 'ENTERPRISE', name: 'Tổng công ty Sóng Thử', publicity: 'NAMED' };
  const person = { kind: 'PERSON', name: 'Nguyễn Văn Thử', taxCode: '0100000001', publicity: 'ANONYMOUS' };
  const bodies = async () => (await rest.journal.page(0, 100)).map(({ body }) => body).join('\n');

  it('registers an organisation by its public name', async () => {
    await post(enterprise).expect(201);
    expect(await bodies()).toContain('Tổng công ty Sóng Thử');
    expect((await post({ ...enterprise, name: 'Khác' })).body.code).toBe('DONOR_EXISTS');
  });

  it('keeps a person out of the ledger, and gives a code', async () => {
    const key = randomUUID();
    const made = await post(person, key).expect(201);
    expect(made.body.resource.id).toMatch(/^DN-[0-9A-Z]{8}$/);
    expect((await post(person, key).expect(200)).body).toEqual(made.body);
    const ledger = await bodies();
    expect(ledger).not.toMatch(/Nguyễn|0100000001/);
    const subjectId = (JSON.parse(ledger) as { data: { subjectId: string } }).data.subjectId;
    expect((await rest.vault.reveal([subjectId], ['name'])).get(subjectId)).toEqual({ name: 'Nguyễn Văn Thử' });
  });

  it('knows a person by the tax code, and refuses another person under the same key', async () => {
    const key = randomUUID();
    await post(person, key).expect(201);
    expect((await post(person)).body.code).toBe('DONOR_EXISTS');
    expect((await post({ ...person, name: 'Trần Thị Thử' }, key)).body.code).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  it('refuses a tax code that is none', async () =>
    expect((await post({ ...enterprise, taxCode: '123' })).body.code).toBe('CODE_FORMAT'));
});

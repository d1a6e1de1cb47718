import { randomUUID } from 'node:crypto';
import request from 'supertest';
import { Global, Module } from '@nestjs/common';
import { Journal } from '@event-store/journal';
import { createInMemoryEventStore } from '@event-store/in-memory';
import { Ledger } from '@command-handling';
import { type RestApplication, createRestApplication } from '@command-handling/testing';
import { allEvents } from '@programme/catalogue';
import { beneficiary } from '@programme/beneficiary/domain';
import * as pupil from '../../beneficiary/domain/beneficiary.fixtures';
import { ExceptionWriteModule } from './exception.write.module';

describe('exceptions over HTTP', () => {
  let rest: RestApplication;
  let approver: string;
  let eventId: string;
  beforeEach(async () => {
    const store = createInMemoryEventStore();
    @Global()
    @Module({ providers: [{ provide: Journal, useValue: store.journal }], exports: [Journal] })
    class JournalModule {}
    rest = await createRestApplication({ modules: [JournalModule, ExceptionWriteModule], events: allEvents, store });
    approver = await rest.bearer({ role: 'APPROVER_1' });
    const author = { id: await rest.vault.actorIdOf('author'), role: 'SCHOOL_OFFICER', unit: '31-TEST-001' };
    const context = { commandId: randomUUID(), actor: author };
    const command = pupil.registerNeed({ flags: ['AGE_RANGE'] });
    const outcome = await rest.app.get(Ledger).decide(beneficiary, pupil.SUBJECT, command, context);
    eventId = outcome.kind === 'receipt' ? outcome.eventIds[0]! : '';
  });
  afterEach(() => rest.close());
  const resolve = (id: string, body: object = { outcome: 'ACCEPTED', reason: 'CHECKED' }, token = approver) =>
    request(rest.server)
      .post(`/api/v1/exceptions/${id}/resolve`)
      .set('Authorization', token)
      .set('Idempotency-Key', randomUUID())
      .send(body);

  it('are resolved on the stream of the fact, once', async () => {
    const answer = await resolve(eventId).expect(201);
    expect(answer.body).toMatchObject({
      resource: { type: 'exception', id: eventId },
      stream: `beneficiary-${pupil.SUBJECT}`,
    });
    await resolve(eventId).expect(200);
    const other = await resolve(eventId, { outcome: 'REFUSED', reason: 'CHECKED' }).expect(409);
    expect(other.body.code).toBe('EXCEPTION_RESOLVED');
  });

  it('are not resolved by the author, and not where there is none', async () => {
    const author = await rest.bearer({ role: ['SCHOOL_OFFICER', 'APPROVER_1'], subject: 'author' });
    expect((await resolve(eventId, undefined, author).expect(403)).body.code).toBe('SEPARATION_OF_DUTIES');
    expect((await resolve(randomUUID()).expect(404)).body.code).toBe('EXCEPTION_UNKNOWN');
  });
});

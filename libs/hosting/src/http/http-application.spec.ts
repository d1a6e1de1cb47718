import type { Server } from 'node:http';
import { Body, Controller, Get, Ip, Module, Post } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Journal } from '@event-store';
import request from 'supertest';
import { Readiness } from '../readiness';
import { createHttpApplication, drain, listen } from './http-application';
import { Metrics } from './metrics';
import { OperationsController } from './operations.controller';

const SECRET = 'the password of the database';
let answerLater: () => void = () => undefined;

@Controller()
class ThingsController {
  @Post('api/v1/things')
  make(@Body() body: unknown): unknown {
    return { body };
  }

  @Get('api/v1/from')
  from(@Ip() address: string): unknown {
    return { address };
  }

  @Get('api/v1/broken')
  broken(): never {
    throw new Error(SECRET);
  }

  @Get('api/v1/slow')
  slow(): Promise<string> {
    return new Promise((resolve) => {
      answerLater = () => resolve('done');
    });
  }
}

const journal = { size: (): Promise<number> => Promise.resolve(7) };

@Module({
  controllers: [ThingsController, OperationsController],
  providers: [Readiness, Metrics, { provide: Journal, useValue: journal }],
})
class ThingsModule {}

describe('the HTTP application', () => {
  let app: NestExpressApplication;
  let server: Server;
  beforeEach(async () => {
    // Nest's own words about the incident are what one of the tests is about, and noise in its output.
    app = await createHttpApplication(ThingsModule, { logLevels: [] });
    await app.init();
    server = app.getHttpServer() as Server;
    app.get(Readiness).enter('ready');
  });
  afterEach(() => app.close());

  const problem = (status: number, code: string) => ({
    status,
    code,
    title: code,
    type: `urn:so-song:problem:${code}`,
  });

  it('answers an unknown address with a problem', async () => {
    const { body, status, type } = await request(server).get('/api/v1/nothing');
    expect([status, type]).toEqual([404, 'application/problem+json']);
    expect(body).toMatchObject(problem(404, 'ROUTE_NOT_FOUND'));
  });

  it('speaks Vietnamese unless English is asked for', async () => {
    const vietnamese = await request(server).get('/nothing');
    const english = await request(server).get('/nothing').set('Accept-Language', 'vi;q=0.5, en-GB');
    expect([vietnamese.headers['content-language'], english.headers['content-language']]).toEqual(['vi', 'en']);
    expect((vietnamese.body as { detail: string }).detail).toContain('Không có địa chỉ này');
    expect((english.body as { detail: string }).detail).toContain('no such address');
  });

  it('refuses a body that is not JSON', async () => {
    const { body } = await request(server).post('/api/v1/things').type('json').send('{"a":');
    expect(body).toMatchObject(problem(400, 'BODY_MALFORMED'));
  });

  it('refuses a body that is too large', async () => {
    const { body } = await request(server)
      .post('/api/v1/things')
      .send({ a: 'x'.repeat(300_000) });
    expect(body).toMatchObject(problem(413, 'BODY_TOO_LARGE'));
  });

  it('refuses a media type that no route reads', async () => {
    const { body } = await request(server).post('/api/v1/things').type('application/xml').send('<a/>');
    expect(body).toMatchObject(problem(415, 'UNSUPPORTED_MEDIA_TYPE'));
  });

  it('refuses an unknown encoding of the body', async () => {
    const { body } = await request(server)
      .post('/api/v1/things')
      .set('Content-Encoding', 'zst')
      .type('json')
      .send('{"a":1}');
    expect(body).toMatchObject(problem(415, 'UNSUPPORTED_MEDIA_TYPE'));
  });

  it('takes JSON in any letter case and charset parameter', async () => {
    const { body, status } = await request(server)
      .post('/api/v1/things')
      .set('Content-Type', 'Application/JSON; charset=utf-8')
      .send('{"a":"Sóng"}');
    expect([status, body]).toEqual([201, { body: { a: 'Sóng' } }]);
  });

  it('tells of a fault of ours by an incident id, and nothing else', async () => {
    const { body, text } = await request(server).get('/api/v1/broken');
    expect(body).toMatchObject({
      ...problem(500, 'INTERNAL_ERROR'),
      incidentId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(text).not.toMatch(new RegExp(`${SECRET}|\\.ts|at `));
  });

  it('sends headers that keep its pages to themselves, and not the name of its framework', async () => {
    const { headers } = await request(server).get('/health/live');
    expect(headers).toMatchObject({
      'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    expect(headers).not.toHaveProperty('x-powered-by');
  });

  it('answers only health and metrics until it is ready', async () => {
    app.get(Readiness).enter('recording-the-demo');
    const refused = await request(server).post('/api/v1/things').send({});
    expect(refused.body).toMatchObject({ ...problem(503, 'LEDGER_STARTING'), stage: 'recording-the-demo' });
    expect(refused.headers['retry-after']).toBe('5');
    expect((await request(server).get('/health/live')).status).toBe(200);
    expect((await request(server).get('/health/ready')).status).toBe(503);
    app.get(Readiness).enter('ready');
    expect((await request(server).get('/health/ready')).body).toEqual({
      status: 'ready',
      stage: 'ready',
      database: { status: 'up', size: '7' },
    });
  });

  it('is not ready while the database is away', async () => {
    const size = jest.spyOn(journal, 'size').mockRejectedValue(new Error(SECRET));
    const { status, body } = await request(server).get('/health/ready');
    size.mockRestore();
    expect([status, body]).toEqual([503, { status: 'not-ready', stage: 'ready', database: { status: 'down' } }]);
  });

  it('counts requests by area, and gathers the figures of others', async () => {
    app
      .get(Metrics)
      .add(() =>
        Promise.resolve([
          { name: 'ledger_events', help: 'Events.', type: 'gauge', values: [{ labels: { a: 'x"y' }, value: 3 }] },
        ]),
      );
    await request(server).get('/api/v1/people/an');
    const { text, type } = await request(server).get('/metrics');
    expect(type).toBe('text/plain');
    expect(text).toContain('ledger_events{a="x\\"y"} 3\n');
    expect(text).toContain('ledger_http_request_seconds_count{area="api",method="GET",status="404"} 1\n');
    expect(text).not.toContain('people');
  });

  it('believes as many proxies as it was told of, when they say for whom they ask', async () => {
    const from = async (at: Server): Promise<unknown> =>
      (
        (await request(at).get('/api/v1/from').set('X-Forwarded-For', '198.51.100.1, 203.0.113.7')).body as {
          address: string;
        }
      ).address;
    expect(await from(server)).toMatch(/127\.0\.0\.1|::1/);
    const behindOne = await createHttpApplication(ThingsModule, { logLevels: [], trustedProxies: 1 });
    await behindOne.init();
    behindOne.get(Readiness).enter('ready');
    expect(await from(behindOne.getHttpServer() as Server)).toBe('203.0.113.7');
    await behindOne.close();
  });

  it('lets a request that is under way end before it stops', async () => {
    const url = await listen(app, '127.0.0.1', 0);
    const answer = fetch(`${url}/api/v1/slow`);
    const before = answerLater;
    while (answerLater === before) await new Promise(setImmediate);
    const stopped = drain(app);
    answerLater();
    expect(await (await answer).text()).toBe('done');
    await stopped;
    await expect(fetch(`${url}/health/live`)).rejects.toThrow('fetch failed');
  });

  it('says in one line that the port is taken', async () => {
    const url = await listen(app, '127.0.0.1', 0);
    const other = await createHttpApplication(ThingsModule, { logLevels: [] });
    await expect(listen(other, '127.0.0.1', Number(new URL(url).port))).rejects.toMatchObject({ code: 'PORT_TAKEN' });
    await other.close();
  });
});

import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { DynamicModule, LogLevel, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { StartRefused } from '@embedded-postgres';
import { serveOpenApi } from '../open-api';
import { Readiness } from '../readiness';
import { Metrics } from './metrics';
import { TransportProblemFilter } from './transport-problem.filter';
import { knownMediaTypes, malformedBodies, securityHeaders, whenReady } from './request-guards';

/** Far above any command; files are streamed and have limits of their own. */
const JSON_BODY_LIMIT = '256kb';
/** Requests that are under way at a stop get this long; what still holds a connection then (a subscription) is cut. */
const DRAIN_TIMEOUT_MS = 10_000;
const LOOK_EVERY_MS = 25;

export interface HttpApplicationOptions {
  readonly logLevels: readonly LogLevel[];
  /** How many proxies in front of it tell the truth of whom they speak for. */
  readonly trustedProxies?: number;
}

/** The one way an HTTP application of ours is made: headers, limits, problems, health. `root` brings `Readiness` and `Metrics`. */
export const createHttpApplication = async (
  root: Type | DynamicModule,
  { logLevels, trustedProxies = 0 }: HttpApplicationOptions,
): Promise<NestExpressApplication> => {
  const app = await NestFactory.create<NestExpressApplication>(root, {
    bodyParser: false,
    logger: [...logLevels],
    // A start that fails is told by whoever started it, in one line.
    abortOnError: false,
  });
  app.disable('x-powered-by');
  app.set('trust proxy', trustedProxies);
  app.use(app.get(Metrics).count, securityHeaders, whenReady(app.get(Readiness)), knownMediaTypes);
  app.useBodyParser('json', { limit: JSON_BODY_LIMIT });
  app.use(malformedBodies);
  serveOpenApi(app);
  app.useGlobalFilters(new TransportProblemFilter());
  return app;
};

/** Throws `StartRefused` PORT_TAKEN. Answers with the address, whose port is the real one where 0 was asked for. */
export const listen = async (app: NestExpressApplication, host: string, port: number): Promise<string> => {
  try {
    await app.listen(port, host);
  } catch (cause) {
    throw (cause as NodeJS.ErrnoException).code === 'EADDRINUSE' ? portTaken(host, port, cause) : cause;
  }
  const { address, port: actual } = (app.getHttpServer() as Server).address() as AddressInfo;
  const shown = address.includes(':') ? `[${address}]` : address;
  return `http://${shown === '0.0.0.0' || shown === '[::]' ? '127.0.0.1' : shown}:${actual}`;
};

/** Takes no new request, and lets those that are under way end. */
export const drain = async (app: NestExpressApplication): Promise<void> => {
  const server = app.getHttpServer() as Server;
  if (!server.listening) return;
  const closed = once(server, 'close').then(() => true);
  server.close();
  const until = Date.now() + DRAIN_TIMEOUT_MS;
  // A connection that was kept alive becomes idle only after its answer, so idle ones are looked for until none is left.
  while (Date.now() < until) {
    server.closeIdleConnections();
    if (await Promise.race([closed, pause(LOOK_EVERY_MS, false)])) return;
  }
  server.closeAllConnections();
  await closed;
};

const portTaken = (host: string, port: number, cause: unknown): StartRefused =>
  new StartRefused(
    'PORT_TAKEN',
    {
      vi: `cổng ${port} trên ${host} đã có chương trình khác dùng. Hãy chọn cổng khác: PORT=${port + 1} npm start`,
      en: `port ${port} on ${host} is taken by another program. Choose another one: PORT=${port + 1} npm start`,
    },
    { cause },
  );

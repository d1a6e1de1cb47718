import { NestFactory } from '@nestjs/core';
import { CommandApiModule, SharedModule, WorkerModule, readSettings, type Resources } from '@hosting';
import { openApiOf } from '@hosting/open-api';
import { jsonFile, type Generator } from './generated';

const KEY_BYTES = 32;

/** As much of the resources as modules look at while they are put together. Nothing of it is used: no database, no key. */
const noResources = (): Resources =>
  ({
    settings: readSettings({}),
    database: { embedded: true },
    clock: { now: () => '' },
    masterKey: { derive: () => Buffer.alloc(KEY_BYTES) },
  }) as unknown as Resources;

/** Commands, files, and what an administrator does to projections and policies. */
class Rest {}

/** In preview mode Nest reads modules and routes, and makes no instance. */
export const openapi: Generator = async () => {
  const root = { module: Rest, imports: [SharedModule.of(noResources()), CommandApiModule, WorkerModule] };
  const app = await NestFactory.create(root, { preview: true, logger: ['error'], abortOnError: false });
  return [jsonFile('apps/command-api/openapi.json', openApiOf(app))];
};

import type { Server } from 'node:http';
import { type INestApplication, type Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import type { EventDefinition } from '@kernel';
import { EventCodec, EventStore, type Journal } from '@event-store';
import { createInMemoryEventStore } from '@event-store/in-memory';
import { AccessModule, LocalIssuer, type TokenRequest } from '@access';
import { Vault, VaultModule } from '@vault';
import { CommandHandlingModule } from '../command-handling.module';
import { RestModule } from '../rest';
import { FixedClock, FixedRandomness } from './fixed-machine';
import { PlainVault } from './plain-vault';

export interface RestApplication {
  readonly app: INestApplication;
  readonly server: Server;
  readonly store: EventStore;
  readonly journal: Journal;
  readonly clock: FixedClock;
  readonly vault: Vault;
  /** The value of an `Authorization` header. */
  bearer(request: TokenRequest): Promise<string>;
  close(): Promise<void>;
}

export interface RestApplicationOptions {
  readonly modules: readonly Type[];
  readonly events: readonly EventDefinition[];
  readonly store?: { readonly store: EventStore; readonly journal: Journal };
  readonly vault?: Vault;
}

const LOCAL_KEY = Buffer.alloc(32, 7);

/** Write rooms over HTTP as in production, on a store in memory: for specs of controllers. `app.getHttpServer()` goes to supertest. */
export const createRestApplication = async ({
  modules,
  events,
  store: { store, journal } = createInMemoryEventStore(),
  vault = new PlainVault(),
}: RestApplicationOptions): Promise<RestApplication> => {
  const clock = new FixedClock();
  const codec = new EventCodec(events);
  const built = await Test.createTestingModule({
    imports: [
      CommandHandlingModule.forRoot({ store, codec, clock, randomness: new FixedRandomness() }),
      VaultModule.forRoot({ vault }),
      AccessModule.forRoot({ localKey: LOCAL_KEY }),
      RestModule,
      ...modules,
    ],
  }).compile();
  const app = built.createNestApplication({ logger: false });
  await app.init();
  const issuer = app.get(LocalIssuer);
  return {
    app,
    server: app.getHttpServer() as Server,
    store,
    journal,
    clock,
    vault,
    bearer: async (request) => `Bearer ${(await issuer.issue(request)).access_token}`,
    close: () => app.close(),
  };
};

import { Pool } from 'pg';
import { SystemRandomness } from '@command-handling';
import { EventCodec, type Journal } from '@event-store';
import { createPostgresEventStore, eventStoreMigrations, migrate } from '@event-store/postgres';
import { graphqlHarness, type GraphqlHarness } from '@graphql-api/testing';
import { projections, readRooms } from '@hosting';
import { ProjectionRunner, type ReadTables } from '@projections';
import {
  openLease,
  openReadTables,
  postgresProjectionSizes,
  postgresProjectionStore,
  projectionMigrations,
} from '@projections/postgres';
import { allEvents } from '@programme/catalogue';
import { Vault } from '@vault';
import { createPostgresVault, vaultMigrations } from '@vault/postgres';
import type { TestDatabase } from '../testing/test-database';
import { appendsOfLives } from './synthetic-lives';
import { syntheticLedger } from './synthetic-ledger';

/** Beside the lives' own 19,000 events. */
const EVENTS = 180_000;
const BUILD_TIMEOUT_MS = 600_000;
/** No question here is about a person: the vault is there and stays empty. */
const KEY = Buffer.alloc(32, 7);
const randomness = new SystemRandomness();

interface ReadApi {
  readonly api: GraphqlHarness;
  readonly tables: ReadTables;
  readonly size: number;
}

/** All read rooms over HTTP, in front of a ledger of lives and much else. */
export const withReadApi = async (
  database: TestDatabase,
  order: 'lives first' | 'lives last',
  work: (read: ReadApi) => Promise<void>,
): Promise<void> => {
  await migrate(database.ownerUrl, [...eventStoreMigrations, ...vaultMigrations, ...projectionMigrations], {
    applicationRole: database.applicationRole,
  });
  const ledger = await createPostgresEventStore({ connectionString: database.applicationUrl });
  const pool = new Pool({ connectionString: database.applicationUrl, max: 12 });
  const { tables, close } = openReadTables(database.applicationUrl);
  try {
    if (order === 'lives first') await ledger.store.appendMany(appendsOfLives());
    for (const appends of syntheticLedger(EVENTS)) await ledger.store.appendMany(appends);
    if (order === 'lives last') await ledger.store.appendMany(appendsOfLives());
    await build(pool, ledger.journal);
    const sizes = postgresProjectionSizes({ pool, journal: ledger.journal, projections, now: () => Date.now() });
    const api = await graphqlHarness({
      rooms: readRooms,
      events: allEvents,
      journal: ledger.journal,
      tables,
      sizes,
      providers: [{ provide: Vault, useValue: createPostgresVault({ pool, masterKey: KEY, randomness }) }],
    });
    try {
      await work({ api, tables, size: await ledger.journal.size() });
    } finally {
      await api.close();
    }
  } finally {
    await close();
    await pool.end();
    await ledger.close();
  }
};

const build = async (pool: Pool, journal: Journal): Promise<void> => {
  const runner = new ProjectionRunner({
    journal,
    codec: new EventCodec(allEvents),
    projections,
    store: postgresProjectionStore(pool),
    openLease: () => openLease(pool),
  });
  await runner.start();
  const sizes = postgresProjectionSizes({ pool, journal, projections, now: () => Date.now() });
  await sizes.waitForSize(
    projections.map(({ name }) => name),
    await journal.size(),
    BUILD_TIMEOUT_MS,
  );
  await runner.stop();
  await pool.query('analyze').catch(() => undefined);
};

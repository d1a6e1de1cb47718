import { Pool } from 'pg';
import type { EventDefinition } from '@kernel';
import { EventCodec, type StoredEvent } from '@event-store';
import { migrate } from '@event-store/postgres';
import { createTestDatabase } from '../../../../tools/testing/test-database';
import { declarationHash } from '../declarations';
import { openReadTables, postgresProjectionStore, projectionMigrations } from '../postgres';
import type { Projection } from '../projection';
import type { ReadTables } from '../read-tables';
import { applierOf } from '../running/applying';
import { batchOf } from '../running/batch';
import { suspicious } from '../running/purity';
import { openThreadPool, type Threads } from '../running/threads';

/** Read tables of all given projections, in a database of their own, that are made anew from events as often as one likes. */
export interface Replayed {
  readonly tables: ReadTables;
  /** From nothing, in batches that end at these sizes; the last one is the size of all. Throws where an event can't be applied. */
  replay(events: readonly StoredEvent[], ends?: readonly number[]): Promise<void>;
  /** By projection, at the size. */
  digests(size: number): Promise<Readonly<Record<string, string>>>;
  drop(): Promise<void>;
}

const CONNECTIONS = 3;

/** With threads these fold and write. */
export const openReplayed = async (
  projections: readonly Projection[],
  definitions: readonly EventDefinition[],
  threads?: (connectionString: string) => Threads,
): Promise<Replayed> => {
  const database = await createTestDatabase();
  await migrate(database.ownerUrl, projectionMigrations, { applicationRole: database.applicationRole });
  const pool = new Pool({ connectionString: database.applicationUrl, max: CONNECTIONS });
  const read = openReadTables(database.applicationUrl, CONNECTIONS);
  const store = postgresProjectionStore(pool);
  const codec = new EventCodec(definitions);
  const prepared = (projection: Projection) => store.prepare(projection, declarationHash(projection, definitions), 0);
  for (const projection of projections) await prepared(projection);
  const threadPool = threads ? openThreadPool(threads(database.applicationUrl)) : null;
  return {
    tables: read.tables,
    replay: async (events, ends = []) => {
      const sizes = [...new Set([...ends.filter((end) => end < events.length), events.length])].sort((a, b) => a - b);
      const replayOne = async (projection: Projection): Promise<void> => {
        const [checkpoint] = await prepared(projection);
        const applier = applierOf(projection, await store.empty(projection, checkpoint!, 0), store, suspicious);
        for (const size of sizes) {
          const from = applier.checkpoint.size;
          if (size <= from) continue;
          const batch = batchOf(events.slice(from, size), from, { codec, purity: suspicious });
          await (threadPool ? threadPool.apply(applier, batch, 0) : applier.apply(batch, size, 0));
        }
        const { fault } = applier.checkpoint;
        if (fault) throw new Error(`${projection.name} stopped: ${fault.message}`);
      };
      await Promise.all(projections.map(replayOne));
    },
    digests: async (size) => {
      const digests: Record<string, string> = {};
      for (const projection of projections) digests[projection.name] = await store.digest(projection, size);
      return digests;
    },
    drop: async () => {
      await threadPool?.close();
      await read.close();
      await pool.end();
      await database.drop();
    },
  };
};

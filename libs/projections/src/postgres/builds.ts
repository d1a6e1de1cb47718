import type { Pool } from 'pg';
import { uuidV5 } from '@event-store';
import type { Checkpoint, ProjectionStore } from '../progress';
import type { Projection } from '../projection';
import { checkpointOf, dropTables, makeTables, rowsForUpdate, tableNames, type CheckpointRow } from './checkpoints';
import { comparisonOf, keepComparison } from './comparing';
import { builtAs, createViews } from './tables';
import { inTransaction } from './transaction';
import { asInEvents } from './values';

/** Who reads while the views are switched waits; who would have to wait longer for a read that is under way does not begin to. */
const SWITCH_LOCK_TIMEOUT_MS = 200;
/** SQLSTATE of a lock that was not to be had in that time, and of two that wait for each other. */
const BUSY: ReadonlySet<string> = new Set(['55P03', '40P01']);
/** Tables outlive their views by this: longer than the longest statement that may still read them, and than the request that it is of. */
const RETIRED_SECONDS = 60;

type Builds = Pick<ProjectionStore, 'build' | 'compare' | 'switchTo' | 'abandon' | 'dropRetired'>;

/** Tables that are built beside those that serve (blue and green): made, compared, switched to, or abandoned. */
export const postgresBuilds = (pool: Pool): Builds => ({
  build: (projection, declaration, orderId) =>
    inTransaction(pool, 'begin', async (client) => {
      const [serving] = await rowsForUpdate(client, projection.name);
      return makeTables(client, projection, { declaration, targetSize: serving!.size, serving: false, orderId });
    }),
  compare: async (projection, built) => {
    const { rows } = await pool.query<CheckpointRow>({
      text: `select * from projections.checkpoint where name = $1 and scratch is null
             order by serving desc, generation`,
      values: [projection.name],
      types: asInEvents,
    });
    const [live, green] = [rows[0], rows.find(({ generation }) => generation === built.generation)];
    if (!live?.serving || !green || green.size < live.size) return null;
    const comparison = await comparisonOf(pool, projection, { live, built: green, size: live.size });
    if (live.declaration === green.declaration) await keepComparison(pool, built, comparison);
    return comparison;
  },
  switchTo: async (projection, built, { name, version, size, digestBefore, digestAfter }) => {
    try {
      return await inTransaction(pool, `begin; set local lock_timeout = ${SWITCH_LOCK_TIMEOUT_MS}`, async (client) => {
        const rows = await rowsForUpdate(client, projection.name);
        const [live, green] = [rows[0], rows.find(({ generation }) => generation === built.generation)];
        if (!live?.serving || !green || green.size < live.size || !green.indexed) return false;
        await client.query('delete from projections.checkpoint where name = $1 and generation = $2', [
          name,
          live.generation,
        ]);
        await client.query('insert into projections.retired (tables) values ($1)', [tableNames(live)]);
        await client.query(
          `update projections.checkpoint
           set serving = true, order_id = null, comparison = null, paused = $3, digest = $4, digest_size = $5, updated_at = now()
           where name = $1 and generation = $2`,
          [name, built.generation, live.paused, digestAfter, size],
        );
        if (built.orderId)
          await client.query('update projections.command set rebuilt = $2, changed_at = now() where id = $1', [
            built.orderId,
            JSON.stringify({ name, version, size, digestBefore, digestAfter }),
          ]);
        // Last, because from here on readers wait.
        await client.query(createViews(builtAs(projection, built)));
        return true;
      });
    } catch (error) {
      if (BUSY.has(String((error as { code?: unknown }).code))) return false;
      throw error;
    }
  },
  abandon: (projection, built) =>
    inTransaction(pool, 'begin', async (client) => {
      for (const row of await rowsForUpdate(client, projection.name))
        if (row.generation === built.generation && !row.serving) await forget(client, row);
    }),
  dropRetired: () =>
    inTransaction(pool, 'begin', async (client) => {
      const { rows } = await client.query<{ tables: readonly string[] }>(
        `delete from projections.retired where retired_at < now() - interval '${RETIRED_SECONDS} seconds' returning tables`,
      );
      const tables = rows.flatMap((row) => row.tables);
      if (tables.length > 0) await client.query(`drop table if exists ${tables.join(', ')} cascade`);
    }),
});

type Client = Parameters<typeof dropTables>[0];

const forget = async (client: Client, row: CheckpointRow): Promise<void> => {
  await dropTables(client, row);
  await client.query('delete from projections.checkpoint where name = $1 and generation = $2', [
    row.name,
    row.generation,
  ]);
};

/** What a process finds to run of a projection whose rows these are; a version that nobody builds any more goes. */
export const buildsToRun = async (
  client: Client,
  projection: Projection,
  declaration: string,
  rows: readonly CheckpointRow[],
): Promise<readonly Checkpoint[]> => {
  const serving = rows[0]!;
  const beside = rows.slice(1);
  if (serving.version === projection.version)
    return rows.filter(({ version }) => version === projection.version).map(checkpointOf);
  const ours = beside.find((row) => row.version === projection.version && row.declaration === declaration);
  if (ours) return [checkpointOf(ours)];
  for (const row of beside) await forget(client, row);
  const orderId = await orderOfVersion(client, projection);
  return [await makeTables(client, projection, { declaration, targetSize: serving.size, serving: false, orderId })];
};

/** Namespace of the orders that a raised version gives by itself. */
const RAISED = '2f9f1f0e-52a5-5b63-9f7e-6c1d3c0b7a44';
/** Nobody orders it: the software that was put in place does. */
const LEDGER_ACTOR = { id: 'policy:ledger', role: 'POLICY', unit: null };

/** The order under which the ledger records that the version took the place of the one before. */
const orderOfVersion = async (client: Client, { name, version }: Projection): Promise<string> => {
  const id = uuidV5(RAISED, `${name} v${version}`);
  await client.query(
    `insert into projections.command (id, name, verb, ordered_by, state) values ($1, $2, 'REBUILD', $3, 'RUNNING')
     on conflict (id) do update set state = 'RUNNING', refusal = null, comparison = null, changed_at = now()`,
    [id, name, JSON.stringify(LEDGER_ACTOR)],
  );
  return id;
};

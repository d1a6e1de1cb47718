import type { Pool, PoolClient } from 'pg';
import { EMPTY_RANGE, parseRange, serialiseRange } from '@transparency-log';
import { DeclarationChanged, tablesOf } from '../declarations';
import {
  ProjectionGap,
  RowRefused,
  type Checkpoint,
  type FaultCode,
  type ProjectionStore,
  type Step,
} from '../progress';
import { compositeKey, type Projection, type Row } from '../projection';
import type { Version } from '../running/changes';
import { digestAt } from './digest';
import {
  createIndexes,
  createTables,
  createViews,
  factsColumns,
  list,
  nowColumns,
  tableName,
  wireColumns,
} from './tables';
import { inTransaction } from './transaction';
import { keyReader } from '../values';
import { asInEvents } from './values';
import { arrayParameters } from './wire';
import { factRows } from './fact-rows';
import { unnested, writeChanges } from './writing';

/**
 * Rows and checkpoint are one transaction, so a crash that loses it loses both: it is applied again. What is here can be made again
 * from the journal, and need not be on disk before the next batch begins.
 */
const BEGIN_WRITE = 'begin; set local synchronous_commit = off';
/** Classes of SQLSTATE that are about a row and not about the machine: data exceptions, violated constraints. */
const ROW_ERRORS = /^(22|23|54)/;

interface CheckpointRow {
  readonly name: string;
  readonly version: number;
  readonly declaration: string;
  readonly tables: readonly string[];
  readonly size: number;
  readonly range: Buffer;
  readonly target_size: number;
  readonly indexed: boolean;
  readonly paused: boolean;
  readonly fault_position: number | null;
  readonly fault_event_id: string | null;
  readonly fault_code: string | null;
  readonly fault_message: string | null;
}

export const postgresProjectionStore = (pool: Pool): ProjectionStore => ({
  check: async (projections, hash) => {
    const { rows } = await pool.query<CheckpointRow>({
      text: 'select * from projections.checkpoint',
      types: asInEvents,
    });
    for (const projection of projections)
      refuseChanged(
        projection,
        hash(projection),
        rows.find(({ name }) => name === projection.name),
      );
  },
  prepare: (projection, declaration, head) =>
    inTransaction(pool, 'begin', async (client) => {
      const { rows } = await client.query<CheckpointRow>({
        text: 'select * from projections.checkpoint where name = $1 for update',
        values: [projection.name],
        types: asInEvents,
      });
      const known = rows[0];
      refuseChanged(projection, declaration, known);
      if (known?.version === projection.version) return checkpointOf(known);
      if (known) await dropTables(client, known);
      return makeTables(client, projection, declaration, Math.max(head, known?.size ?? 0));
    }),
  load: async ({ table, version }, keys) => {
    const keyColumns = wireColumns(table.key);
    const names = list(nowColumns(table).map(({ name }) => name));
    const rows = keys.map(keyReader(table.key));
    const { rows: found } = await pool.query<Row & { readonly from_position: number }>({
      text: `select ${names} from ${tableName(`${table.name}_now`, version)} t join ${unnested(keyColumns)} using (${list(
        Object.keys(table.key),
      )})`,
      values: arrayParameters(keyColumns, rows, (row, column) => row[column]),
      types: asInEvents,
    });
    const loaded = new Map<string, Version>();
    for (const { from_position: from, ...row } of found) {
      const parts = keyColumns.map(({ name }) => row[name] as string | number);
      loaded.set(parts.length === 1 ? String(parts[0]) : compositeKey(...parts), { row, from });
    }
    return loaded;
  },
  rowsOf: (table) => factRows(factsColumns(table)),
  save: async (projection, checkpoint, step, changes) => {
    await orRowRefused(() =>
      inTransaction(pool, BEGIN_WRITE, async (client) => {
        await moveOn(client, [checkpoint], step);
        await writeChanges(client, projection, changes, { from: checkpoint.size, to: step.size });
      }),
    );
  },
  advance: (checkpoints, step) => inTransaction(pool, BEGIN_WRITE, (client) => moveOn(client, checkpoints, step)),
  stop: async ({ name, version, size }, { position, eventId, code, message }) => {
    await pool.query(
      `update projections.checkpoint
       set fault_position = $4, fault_event_id = $5, fault_code = $6, fault_message = $7, updated_at = now()
       where name = $1 and version = $2 and size = $3`,
      [name, version, size, position, eventId, code, message],
    );
  },
  resume: async ({ name }) => {
    await pool.query(`${CLEAR_FAULT} where name = $1`, [name]);
  },
  pause: async ({ name }, paused) => {
    await pool.query('update projections.checkpoint set paused = $2, updated_at = now() where name = $1', [
      name,
      paused,
    ]);
  },
  empty: (projection, checkpoint, targetSize, { indexed } = { indexed: targetSize === 0 }) =>
    inTransaction(pool, 'begin', async (client) => {
      const { name, version, size } = checkpoint;
      const { rowCount } = await client.query(
        `${CLEAR_FAULT}, size = 0, range = $4, target_size = $5, indexed = $6 where name = $1 and version = $2 and size = $3`,
        [name, version, size, serialiseRange(EMPTY_RANGE), targetSize, indexed],
      );
      if (rowCount !== 1) throw new ProjectionGap(name, size, 'another size in the database');
      await dropTables(client, { tables: tablesOf(projection), version });
      await fillSchema(client, projection, indexed);
      return { ...checkpoint, size: 0, range: EMPTY_RANGE, targetSize, indexed, fault: null };
    }),
  index: (projection, checkpoint) =>
    orRowRefused(() =>
      inTransaction(pool, BEGIN_WRITE, async (client) => {
        await client.query(createIndexes(projection));
        await client.query('update projections.checkpoint set indexed = true, updated_at = now() where name = $1', [
          checkpoint.name,
        ]);
        return { ...checkpoint, indexed: true };
      }),
    ),
  digest: (projection, size) => digestAt(pool, projection, size),
});

const CLEAR_FAULT = `update projections.checkpoint
  set fault_position = null, fault_event_id = null, fault_code = null, fault_message = null, updated_at = now()`;

/** What the database says of a row, told apart from what befell the machine. */
const orRowRefused = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    const code = String((error as { code?: unknown }).code);
    if (ROW_ERRORS.test(code)) throw new RowRefused(`SQLSTATE ${code}`, { cause: error });
    throw error;
  }
};

/** Compare and set: a checkpoint that another process moved is left alone, and so are the rows of this transaction. */
const moveOn = async (client: PoolClient, checkpoints: readonly Checkpoint[], step: Step): Promise<void> => {
  const size = checkpoints[0]!.size;
  const names = checkpoints.map(({ name }) => name);
  const { rowCount } = await client.query(
    `update projections.checkpoint c set size = $4, range = $5, events_per_second = $6, updated_at = now()
     from unnest($1::text[], $2::integer[]) as given (name, version)
     where c.name = given.name and c.version = given.version and c.size = $3`,
    [
      names,
      checkpoints.map(({ version }) => version),
      size,
      step.size,
      serialiseRange(step.range),
      Math.round(step.eventsPerSecond),
    ],
  );
  if (rowCount !== names.length) throw new ProjectionGap(names.join(', '), size, 'another size in the database');
};

/** Thrown by software that is older than the tables. */
export class ProjectionNewer extends Error {
  readonly code = 'PROJECTION_NEWER';
}

const refuseChanged = (projection: Projection, declaration: string, known: CheckpointRow | undefined): void => {
  const { name, version } = projection;
  if (!known) return;
  if (known.version > version)
    throw new ProjectionNewer(`projection ${name} has version ${known.version}, this software has ${version}`);
  if (known.version === version && known.declaration !== declaration)
    throw new DeclarationChanged(
      `projection ${name} declares other tables or events than when v${version} was built: raise its version`,
    );
};

const makeTables = async (
  client: PoolClient,
  projection: Projection,
  declaration: string,
  targetSize: number,
): Promise<Checkpoint> => {
  const { name, version } = projection;
  const indexed = targetSize === 0;
  await fillSchema(client, projection, indexed);
  await client.query(
    `insert into projections.checkpoint (name, version, declaration, tables, size, range, target_size, indexed)
     values ($1, $2, $3, $4, 0, $5, $6, $7)
     on conflict (name) do update set version = excluded.version, declaration = excluded.declaration,
       tables = excluded.tables, size = 0, range = excluded.range, target_size = excluded.target_size,
       indexed = excluded.indexed, paused = false,
       fault_position = null, fault_event_id = null, fault_code = null, fault_message = null, updated_at = now()`,
    [name, version, declaration, tablesOf(projection), serialiseRange(EMPTY_RANGE), targetSize, indexed],
  );
  return { name, version, size: 0, range: EMPTY_RANGE, targetSize, indexed, fault: null, paused: false };
};

const fillSchema = async (client: PoolClient, projection: Projection, indexed: boolean): Promise<void> => {
  await client.query(createTables(projection));
  if (indexed) await client.query(createIndexes(projection));
  await client.query(createViews(projection));
};

const dropTables = async (
  client: PoolClient,
  { tables, version }: Pick<CheckpointRow, 'tables' | 'version'>,
): Promise<void> => {
  // With the tables go their views.
  await client.query(`drop table if exists ${tables.map((table) => tableName(table, version)).join(', ')} cascade`);
};

const checkpointOf = (row: CheckpointRow): Checkpoint => ({
  name: row.name,
  version: row.version,
  size: row.size,
  range: parseRange(row.range),
  targetSize: row.target_size,
  indexed: row.indexed,
  paused: row.paused,
  fault:
    row.fault_position === null
      ? null
      : {
          position: row.fault_position,
          eventId: row.fault_event_id!,
          code: row.fault_code as FaultCode,
          message: row.fault_message!,
        },
});

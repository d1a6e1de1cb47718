import type { Pool } from 'pg';
import { EMPTY_RANGE, serialiseRange } from '@transparency-log';
import { tablesOf } from '../declarations';
import { ProjectionGap, RowRefused, type ProjectionStore } from '../progress';
import { compositeKey, type Row } from '../projection';
import type { Version } from '../running/changes';
import { keyReader } from '../values';
import { buildsToRun, postgresBuilds } from './builds';
import {
  dropTables,
  fillSchema,
  makeTables,
  moveOn,
  refuseChanged,
  rowsForUpdate,
  tableNames,
  type CheckpointRow,
} from './checkpoints';
import { digestAt } from './digest';
import { loadDays } from './by-day';
import { factRows } from './fact-rows';
import {
  builtAs,
  createIndexes,
  factsColumns,
  list,
  nowColumns,
  tableName,
  wireColumns,
  type Generation,
} from './tables';
import { inTransaction } from './transaction';
import { asInEvents } from './values';
import { arrayParameters } from './wire';
import { unnested, writeChanges } from './writing';

/**
 * Rows and checkpoint are one transaction, so a crash that loses it loses both: it is applied again. What is here can be made again
 * from the journal, and need not be on disk before the next batch begins.
 */
const BEGIN_WRITE = 'begin; set local synchronous_commit = off';
/**
 * Indexes of several projections are made at a time: a sort that shares itself out among processes takes twice the processor time and gains
 * nothing. With this memory the indexes of a million rows are sorted without files.
 */
const BEGIN_INDEX = `${BEGIN_WRITE}; set local maintenance_work_mem = '128MB'; set local max_parallel_maintenance_workers = 0`;
/** Classes of SQLSTATE that are about a row and not about the machine: data exceptions, violated constraints. */
const ROW_ERRORS = /^(22|23|54)/;

export const postgresProjectionStore = (pool: Pool): ProjectionStore => ({
  check: async (projections, hash) => {
    const { rows } = await pool.query<CheckpointRow>({
      text: 'select * from projections.checkpoint where serving',
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
      const rows = await rowsForUpdate(client, projection.name);
      refuseChanged(projection, declaration, rows[0]);
      return rows.length > 0
        ? buildsToRun(client, projection, declaration, rows)
        : [await makeTables(client, projection, { declaration, targetSize: head, serving: true, orderId: null })];
    }),
  load: async ({ table }, checkpoint, keys) => {
    const keyColumns = wireColumns(table.key);
    const names = list(nowColumns(table).map(({ name }) => name));
    const rows = keys.map(keyReader(table.key));
    const { rows: found } = await pool.query<Row & { readonly from_position: number }>({
      text: `select ${names} from ${tableName(`${table.name}_now`, checkpoint)} t join ${unnested(keyColumns)} using (${list(
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
  loadDays: ({ table }, checkpoint, days) => loadDays(pool, table, checkpoint, days),
  rowsOf: (table) => factRows(factsColumns(table)),
  save: async (projection, checkpoint, step, changes) => {
    await orRowRefused(() =>
      inTransaction(pool, BEGIN_WRITE, async (client) => {
        await moveOn(client, [checkpoint], step);
        await writeChanges(client, builtAs(projection, checkpoint), changes, { from: checkpoint.size, to: step.size });
      }),
    );
  },
  advance: (checkpoints, step) => inTransaction(pool, BEGIN_WRITE, (client) => moveOn(client, checkpoints, step)),
  stop: async ({ name, generation, size }, { position, eventId, code, message }) => {
    await pool.query(
      `update projections.checkpoint
       set fault_position = $4, fault_event_id = $5, fault_code = $6, fault_message = $7, updated_at = now()
       where name = $1 and generation = $2 and size = $3`,
      [name, generation, size, position, eventId, code, message],
    );
  },
  resume: async ({ name, generation }) => {
    await pool.query(`${CLEAR_FAULT} where name = $1 and generation = $2`, [name, generation]);
  },
  pause: async ({ name, generation }, paused) => {
    await pool.query(
      'update projections.checkpoint set paused = $3, updated_at = now() where name = $1 and generation = $2',
      [name, generation, paused],
    );
  },
  empty: (projection, checkpoint, targetSize, { indexed } = { indexed: targetSize === 0 }) =>
    inTransaction(pool, 'begin', async (client) => {
      const { name, generation, size, version, serving } = checkpoint;
      const { rowCount } = await client.query(
        `${CLEAR_FAULT}, size = 0, range = $4, target_size = $5, indexed = $6
         where name = $1 and generation = $2 and size = $3`,
        [name, generation, size, serialiseRange(EMPTY_RANGE), targetSize, indexed],
      );
      if (rowCount !== 1) throw new ProjectionGap(name, size, 'another size in the database');
      await dropTables(client, { tables: tablesOf(projection), version, generation });
      await fillSchema(client, projection, { version, generation, indexed, serving });
      return { ...checkpoint, size: 0, range: EMPTY_RANGE, targetSize, indexed, fault: null };
    }),
  index: (projection, checkpoint) =>
    orRowRefused(() =>
      inTransaction(pool, BEGIN_INDEX, async (client) => {
        const { name, generation } = checkpoint;
        await client.query(createIndexes(builtAs(projection, checkpoint)));
        // Whoever reads them next is to have the plans of full tables.
        await client.query(`analyze ${tableNames({ ...checkpoint, tables: tablesOf(projection) }).join(', ')}`);
        await client.query(
          'update projections.checkpoint set indexed = true, updated_at = now() where name = $1 and generation = $2',
          [name, generation],
        );
        return { ...checkpoint, indexed: true };
      }),
    ),
  digest: async (projection, size) => {
    const { rows } = await pool.query<Generation>({
      text: 'select version, generation from projections.checkpoint where name = $1 and serving',
      values: [projection.name],
      types: asInEvents,
    });
    return digestAt(pool, builtAs(projection, rows[0]!), size);
  },
  ...postgresBuilds(pool),
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

import type { PoolClient } from 'pg';
import { EMPTY_RANGE, parseRange, serialiseRange } from '@transparency-log';
import { DeclarationChanged, tablesOf } from '../declarations';
import { ProjectionGap, type Checkpoint, type FaultCode, type Step } from '../progress';
import type { Projection } from '../projection';
import { builtAs, createIndexes, createTables, createViews, tableName, type Generation } from './tables';
import { asInEvents } from './values';

export interface CheckpointRow extends Generation {
  readonly name: string;
  readonly declaration: string;
  readonly tables: readonly string[];
  readonly serving: boolean;
  readonly order_id: string | null;
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

/** The serving row first, then what is built beside it; no scratch. Nobody else changes them until the transaction ends. */
export const rowsForUpdate = async (client: PoolClient, name: string): Promise<readonly CheckpointRow[]> => {
  const { rows } = await client.query<CheckpointRow>({
    text: `select * from projections.checkpoint where name = $1 and scratch is null
           order by serving desc, generation for update`,
    values: [name],
    types: asInEvents,
  });
  return rows;
};

/** Compare and set: a checkpoint that another process moved is left alone, and so are the rows of this transaction. */
export const moveOn = async (client: PoolClient, checkpoints: readonly Checkpoint[], step: Step): Promise<void> => {
  const size = checkpoints[0]!.size;
  const names = checkpoints.map(({ name }) => name);
  const { rowCount } = await client.query(
    `update projections.checkpoint c set size = $5, range = $6, events_per_second = $7, updated_at = now()
     from unnest($1::text[], $2::integer[], $3::integer[]) as given (name, version, generation)
     where c.name = given.name and c.version = given.version and c.generation = given.generation and c.size = $4`,
    [
      names,
      checkpoints.map(({ version }) => version),
      checkpoints.map(({ generation }) => generation),
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

export const refuseChanged = (projection: Projection, declaration: string, known: CheckpointRow | undefined): void => {
  const { name, version } = projection;
  if (!known) return;
  if (known.version > version)
    throw new ProjectionNewer(`projection ${name} has version ${known.version}, this software has ${version}`);
  if (known.version === version && known.declaration !== declaration)
    throw new DeclarationChanged(
      `projection ${name} declares other tables or events than when v${version} was built: raise its version`,
    );
};

export interface NewTables {
  readonly declaration: string;
  readonly targetSize: number;
  readonly serving: boolean;
  readonly orderId: string | null;
  /** Of which scratch they are. */
  readonly scratch?: string;
}

/** Tables that hold nothing yet, and their checkpoint. The first of a projection are its generation 1. */
export const makeTables = async (
  client: PoolClient,
  projection: Projection,
  { declaration, targetSize, serving, orderId, scratch }: NewTables,
): Promise<Checkpoint> => {
  const { name, version } = projection;
  const indexed = targetSize === 0;
  const generation = serving ? 1 : await nextGeneration(client);
  await fillSchema(client, projection, { version, generation, indexed, serving });
  await client.query(
    `insert into projections.checkpoint
       (name, version, generation, serving, order_id, declaration, tables, size, range, target_size, indexed, scratch)
     values ($1, $2, $3, $4, $5, $6, $7, 0, $8, $9, $10, $11)`,
    [
      name,
      version,
      generation,
      serving,
      orderId,
      declaration,
      tablesOf(projection),
      serialiseRange(EMPTY_RANGE),
      targetSize,
      indexed,
      scratch,
    ],
  );
  const nothing = { size: 0, range: EMPTY_RANGE, fault: null, paused: false };
  return { name, version, generation, serving, orderId, targetSize, indexed, ...nothing };
};

const nextGeneration = async (client: PoolClient): Promise<number> => {
  const { rows } = await client.query<{ next: number }>(`select nextval('projections.generation')::integer as next`);
  return rows[0]!.next;
};

export const fillSchema = async (
  client: PoolClient,
  projection: Projection,
  { indexed, serving, ...generation }: Generation & { readonly indexed: boolean; readonly serving: boolean },
): Promise<void> => {
  const built = builtAs(projection, generation);
  await client.query(createTables(built));
  if (indexed) await client.query(createIndexes(built));
  if (serving) await client.query(createViews(built));
};

/** With the tables go their views. */
export const dropTables = async (
  client: PoolClient,
  row: Generation & { readonly tables: readonly string[] },
): Promise<void> => {
  await client.query(`drop table if exists ${tableNames(row).join(', ')} cascade`);
};

export const tableNames = (row: Generation & { readonly tables: readonly string[] }): readonly string[] =>
  row.tables.map((table) => tableName(table, row));

export const checkpointOf = (row: CheckpointRow): Checkpoint => ({
  name: row.name,
  version: row.version,
  generation: row.generation,
  serving: row.serving,
  orderId: row.order_id,
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

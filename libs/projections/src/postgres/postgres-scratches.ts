import type { Pool, PoolClient } from 'pg';
import type { Actor } from '@kernel';
import { EMPTY_RANGE, parseRange } from '@transparency-log';
import type { ScratchStore } from '../progress';
import { OrderReused, type Comparison } from '../projection-orders';
import {
  ProjectionScratches,
  ScratchLimit,
  type GivenScratch,
  type Scratch,
  type ScratchDrop,
  type ScratchState,
  type ScratchStatus,
} from '../scratches';
import { checkpointOf, dropTables, makeTables, type CheckpointRow } from './checkpoints';
import { comparisonOf, keepComparison } from './comparing';
import { SCRATCH_SCHEMAS, builtAs, createViews } from './tables';
import { inTransaction } from './transaction';
import { asInEvents } from './values';

interface ScratchRow {
  readonly id: string;
  readonly schema: string | null;
  readonly size: number;
  readonly projections: readonly string[];
  readonly ordered_by: Actor;
  readonly ordered_at: string;
  readonly reason: string;
  readonly state: ScratchState;
  readonly dropping: ScratchDrop | null;
  /** By projection. */
  readonly declarations: Readonly<Record<string, string>>;
}

const select = async (pool: Pool, condition: string, values: readonly unknown[]): Promise<readonly ScratchRow[]> => {
  const { rows } = await pool.query<ScratchRow>({
    text: `select s.*, (select coalesce(json_object_agg(name, declaration), '{}') from projections.checkpoint c
             where c.scratch = s.id) as declarations
           from projections.scratch s where ${condition} order by number`,
    values: [...values],
    types: asInEvents,
  });
  return rows;
};

/** What the tables of a projection have to be, so that this software can ask them. */
type DeclarationOf = (name: string) => string | undefined;

const scratchOf = (row: ScratchRow, declarationOf: DeclarationOf): Scratch => ({
  id: row.id,
  size: row.size,
  projections: row.projections,
  orderedBy: row.ordered_by,
  orderedAt: row.ordered_at,
  reason: row.reason,
  state: row.state,
  schema: row.schema,
  fits: Object.entries(row.declarations).every(([name, declaration]) => declarationOf(name) === declaration),
  drop: row.dropping,
});

export const postgresScratches = (pool: Pool, declarationOf: DeclarationOf): ProjectionScratches =>
  new PostgresScratches(pool, declarationOf);

class PostgresScratches extends ProjectionScratches {
  constructor(
    private readonly pool: Pool,
    private readonly declarationOf: DeclarationOf,
  ) {
    super();
  }

  async order({ id, size, projections, orderedBy, reason }: GivenScratch): Promise<Scratch> {
    const known = await this.find(id);
    if (!known) await this.take({ id, size, projections, orderedBy, reason });
    const scratch = known ?? (await this.find(id))!;
    const isTheSame =
      scratch.size === size && scratch.reason === reason && scratch.projections.join() === projections.join();
    if (!isTheSame) throw new OrderReused('the id was given with another order');
    return scratch;
  }

  /** A schema that nobody has; who orders at the same moment takes another one, or none. */
  private async take({ id, size, projections, orderedBy, reason }: GivenScratch): Promise<void> {
    await inTransaction(this.pool, 'begin; lock table projections.scratch in exclusive mode', async (client) => {
      const { rows } = await client.query<{ schema: string }>(
        `select schema from unnest($1::text[]) as free (schema)
         where not exists (select from projections.scratch taken where taken.schema = free.schema) order by 1 limit 1`,
        [SCRATCH_SCHEMAS],
      );
      if (rows.length === 0) throw new ScratchLimit(`there are ${SCRATCH_SCHEMAS.length} scratches already`);
      await client.query(
        `insert into projections.scratch (id, schema, size, projections, ordered_by, reason)
         values ($1, $2, $3, $4, $5, $6) on conflict (id) do nothing`,
        [id, rows[0]!.schema, size, projections, JSON.stringify(orderedBy), reason],
      );
    });
  }

  async drop(id: string, order: ScratchDrop): Promise<Scratch | null> {
    await this.pool.query(
      `update projections.scratch set state = 'DROPPING', dropping = $2 where id::text = $1 and dropping is null`,
      [id, JSON.stringify(order)],
    );
    return this.find(id);
  }

  async find(id: string): Promise<Scratch | null> {
    return (await this.select('id::text = $1', [id]))[0] ?? null;
  }

  list(): Promise<readonly Scratch[]> {
    return this.select(`state <> 'DROPPED'`, []);
  }

  async status(id: string): Promise<readonly ScratchStatus[]> {
    const { rows } = await this.pool.query<StatusRow>({
      text: 'select * from projections.checkpoint where scratch::text = $1 order by name',
      values: [id],
      types: asInEvents,
    });
    return rows.map(statusOf);
  }

  private async select(condition: string, values: readonly unknown[]): Promise<readonly Scratch[]> {
    return (await select(this.pool, condition, values)).map((row) => scratchOf(row, this.declarationOf));
  }
}

type StatusRow = CheckpointRow & { readonly events_per_second: number; readonly comparison: Comparison | null };

const statusOf = (row: StatusRow): ScratchStatus => {
  const { name, version, size, target_size: target, events_per_second: rate, comparison, range } = row;
  const { fault } = checkpointOf(row);
  const isMoving = size < target && !fault;
  return {
    name,
    version,
    state: fault ? 'FAULTED' : comparison ? 'READY' : 'REBUILDING',
    size,
    target,
    rate: rate === 0 ? null : rate,
    secondsToGo: isMoving && rate > 0 ? Math.ceil((target - size) / rate) : null,
    fault,
    range: size === 0 ? EMPTY_RANGE : parseRange(range),
    comparison,
  };
};

export const postgresScratchStore = (pool: Pool): ScratchStore => ({
  open: async (names) => {
    const rows = await select(pool, `state in ('WAITING', 'BUILDING', 'DROPPING') and projections <@ $1`, [names]);
    return rows.map((row) => scratchOf(row, UNASKED));
  },
  isWanted: async (id) =>
    (await pool.query(`select from projections.scratch where id = $1 and dropping is null`, [id])).rowCount === 1,
  prepare: ({ id, size }, projections, hash) =>
    inTransaction(pool, 'begin', async (client) => {
      const { rowCount } = await client.query(
        `update projections.scratch set state = 'BUILDING' where id = $1 and state in ('WAITING', 'BUILDING')`,
        [id],
      );
      if (rowCount === 0) return [];
      const there = await rowsOf(client, id);
      const checkpoints = [];
      for (const projection of projections) {
        const row = there.find(({ name }) => name === projection.name);
        const declaration = hash(projection);
        if (row?.version === projection.version && row.declaration === declaration) {
          checkpoints.push(checkpointOf(row));
          continue;
        }
        if (row) await forget(client, row);
        const tables = { declaration, targetSize: size, serving: false, orderId: null, scratch: id };
        checkpoints.push(await makeTables(client, projection, tables));
      }
      return checkpoints;
    }),
  compare: async (projection, { name, generation, targetSize: size }) => {
    const { rows } = await pool.query<CheckpointRow>({
      text: `select * from projections.checkpoint where name = $1 and (generation = $2 or serving) order by serving`,
      values: [name, generation],
      types: asInEvents,
    });
    const [built, serving] = rows;
    // Live tables that are behind have no say: nothing waits for them.
    const live = serving && serving.size >= size ? serving : null;
    await keepComparison(
      pool,
      { name, generation },
      await comparisonOf(pool, projection, { live, built: built!, size }),
    );
  },
  publish: ({ id, schema }, built) =>
    inTransaction(pool, 'begin', async (client) => {
      const { rowCount } = await client.query(
        `update projections.scratch set state = 'READY' where id = $1 and state = 'BUILDING'`,
        [id],
      );
      if (rowCount === 0) return;
      for (const { projection, checkpoint } of built)
        await client.query(createViews(builtAs(projection, checkpoint), schema!));
    }),
  fail: async ({ id }) => {
    await pool.query(`update projections.scratch set state = 'FAILED' where id = $1 and state = 'BUILDING'`, [id]);
  },
  drop: ({ id }) =>
    inTransaction(pool, 'begin', async (client) => {
      for (const row of await rowsOf(client, id)) await forget(client, row);
      await client.query(`update projections.scratch set state = 'DROPPED', schema = null where id = $1`, [id]);
    }),
});

/** Who builds asks nothing of the tables. */
const UNASKED: DeclarationOf = () => undefined;

const rowsOf = async (client: PoolClient, id: string): Promise<readonly CheckpointRow[]> => {
  const { rows } = await client.query<CheckpointRow>({
    text: 'select * from projections.checkpoint where scratch = $1 for update',
    values: [id],
    types: asInEvents,
  });
  return rows;
};

/** With the tables go the views of readers. */
const forget = async (client: PoolClient, row: CheckpointRow): Promise<void> => {
  await dropTables(client, row);
  await client.query('delete from projections.checkpoint where name = $1 and generation = $2', [
    row.name,
    row.generation,
  ]);
};

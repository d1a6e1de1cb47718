import type { Pool } from 'pg';
import type { Actor } from '@kernel';
import type { OrderBook } from '../progress';
import {
  OBEYED_WITHIN_MILLISECONDS,
  OrderReused,
  ProjectionOrders,
  type Comparison,
  type GivenOrder,
  type Order,
  type OrderRefusal,
  type OrderState,
  type OrderVerb,
  type Rebuilt,
} from '../projection-orders';
import { asInEvents } from './values';

/** How often an order is looked at while somebody waits for it. */
const LOOK_MILLISECONDS = 50;

interface OrderRow {
  readonly id: string;
  readonly name: string;
  readonly verb: OrderVerb;
  readonly ordered_by: Actor;
  readonly state: OrderState;
  readonly refusal: OrderRefusal | null;
  readonly reason: string | null;
  readonly position: number | null;
  readonly rebuilt: Rebuilt | null;
  readonly comparison: Comparison | null;
}

/** Nothing more comes of these by itself. */
const SETTLED: ReadonlySet<OrderState> = new Set(['DONE', 'REFUSED', 'DIFFERS']);

const COLUMNS = 'id, name, verb, ordered_by, state, refusal, reason, position, rebuilt, comparison';

const orderOf = ({ ordered_by: orderedBy, ...row }: OrderRow): Order => ({ ...row, orderedBy });

const select = async (pool: Pool, condition: string, values: readonly unknown[]): Promise<readonly Order[]> => {
  const { rows } = await pool.query<OrderRow>({
    text: `select ${COLUMNS} from projections.command where ${condition} order by number`,
    values: [...values],
    types: asInEvents,
  });
  return rows.map(orderOf);
};

export const postgresOrderBook = (pool: Pool): OrderBook => ({
  open: (projections) =>
    select(
      pool,
      `state in ('WAITING', 'RUNNING', 'DIFFERS') and exists (
         select from unnest($1::text[], $2::integer[]) as mine (name, version) where mine.name = command.name and not exists (
           select from projections.checkpoint c where c.name = mine.name and c.scratch is null and c.version > mine.version))`,
      [projections.map(({ name }) => name), projections.map(({ version }) => version)],
    ),
  find: async (id) => (await select(pool, 'id = $1', [id]))[0] ?? null,
  change: async (id, { state, refusal, comparison }) => {
    await pool.query(
      `update projections.command set state = coalesce($2, state), refusal = coalesce($3, refusal),
         comparison = coalesce($4, comparison), changed_at = now() where id = $1`,
      [id, state, refusal, comparison && JSON.stringify(comparison)],
    );
  },
});

export const postgresOrders = (pool: Pool): ProjectionOrders => new PostgresOrders(pool);

class PostgresOrders extends ProjectionOrders {
  constructor(private readonly pool: Pool) {
    super();
  }

  async place({ id, name, verb, orderedBy, reason, position }: GivenOrder): Promise<Order> {
    await this.pool.query(
      `insert into projections.command (id, name, verb, ordered_by, reason, position) values ($1, $2, $3, $4, $5, $6)
       on conflict (id) do nothing`,
      [id, name, verb, JSON.stringify(orderedBy), reason, position],
    );
    const placed = (await this.find(id))!;
    if (placed.name !== name || placed.verb !== verb || placed.position !== (position ?? null))
      throw new OrderReused('the id was given with another order');
    return placed;
  }

  async find(id: string): Promise<Order | null> {
    const [found] = await select(this.pool, 'id = $1', [id]);
    return found ?? null;
  }

  async settled(id: string, timeoutMilliseconds = OBEYED_WITHIN_MILLISECONDS): Promise<Order> {
    const deadline = performance.now() + timeoutMilliseconds;
    for (;;) {
      const order = (await this.find(id))!;
      if (SETTLED.has(order.state) || performance.now() >= deadline) return order;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MILLISECONDS));
    }
  }
}

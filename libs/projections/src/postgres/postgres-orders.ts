import type { Pool } from 'pg';
import type { Actor } from '@kernel';
import type { OrderBook } from '../progress';
import {
  OBEYED_WITHIN_MILLISECONDS,
  OrderReused,
  ProjectionOrders,
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
  readonly rebuilt: Rebuilt | null;
}

const COLUMNS = 'id, name, verb, ordered_by, state, refusal, rebuilt';

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
  open: (names) => select(pool, `name = any ($1) and state in ('WAITING', 'RUNNING')`, [names]),
  change: async (id, { state, refusal, rebuilt }) => {
    await pool.query(
      `update projections.command set state = coalesce($2, state), refusal = coalesce($3, refusal),
         rebuilt = coalesce($4, rebuilt), changed_at = now() where id = $1`,
      [id, state, refusal, rebuilt && JSON.stringify(rebuilt)],
    );
  },
});

export const postgresOrders = (pool: Pool): ProjectionOrders => new PostgresOrders(pool);

class PostgresOrders extends ProjectionOrders {
  constructor(private readonly pool: Pool) {
    super();
  }

  async place({ id, name, verb, orderedBy }: Pick<Order, 'id' | 'name' | 'verb' | 'orderedBy'>): Promise<Order> {
    await this.pool.query(
      `insert into projections.command (id, name, verb, ordered_by) values ($1, $2, $3, $4) on conflict (id) do nothing`,
      [id, name, verb, JSON.stringify(orderedBy)],
    );
    const placed = (await this.find(id))!;
    if (placed.name !== name || placed.verb !== verb) throw new OrderReused('the id was given with another order');
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
      if (order.state === 'DONE' || order.state === 'REFUSED' || performance.now() >= deadline) return order;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MILLISECONDS));
    }
  }
}

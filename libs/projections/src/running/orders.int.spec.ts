import { randomUUID } from 'node:crypto';
import { postgresOrderBook, postgresOrders } from '../postgres';
import { OrderReused, type Order, type ProjectionOrders } from '../projection-orders';
import { defineState, type Projection } from '../projection';
import { ADMINISTRATOR as admin, createReadSide, eventually, noRecord, type ReadSide } from '../testing/read-side';
import { put, traffic } from '../testing/warehouse-facts';
import { boxProjection, paintProjection, warehouseEvents } from '../testing/warehouse';
import type { OrderRecord } from './obeying';

jest.setTimeout(60_000);

describe('an order to a projection', () => {
  let read: ReadSide;
  let orders: ProjectionOrders;
  let recorded: Pick<Order, 'id' | 'orderedBy'>[];
  beforeEach(async () => {
    read = await createReadSide(warehouseEvents);
    orders = postgresOrders(read.pool);
    recorded = [];
  });
  afterEach(() => read.drop());

  /** The one that obeys; whoever orders knows nothing of it but the database. */
  const worker = async (...projections: readonly Projection[]) => {
    const record: OrderRecord = { ...noRecord, rebuilt: async (_, given) => void recorded.push(given) };
    const runner = read.runner(projections, { orders: { book: postgresOrderBook(read.pool), record } });
    await runner.start();
    return runner;
  };
  const order = (verb: Order['verb']) => read.order(verb, 'box');
  const status = async (projection: Projection = boxProjection) => (await read.sizes([projection]).status())[0]!;
  const settled = (size: number, name = 'box') =>
    read.sizes([boxProjection, paintProjection]).waitForSize([name], size, 20_000);

  it('pauses it where it stands, and the others go on; resumed it catches up', async () => {
    await worker(boxProjection, paintProjection);
    await read.append(traffic(30));
    await settled(30);
    expect(await order('PAUSE')).toMatchObject({ state: 'DONE', refusal: null });
    await read.append(traffic(20));
    await settled(50, 'paint');
    expect(await status()).toMatchObject({ state: 'PAUSED', size: 30, lagEvents: 20, secondsToGo: null });
    expect(await order('RESUME')).toMatchObject({ state: 'DONE' });
    await settled(50);
    expect(await status()).toMatchObject({ state: 'LIVE', lagEvents: 0 });
  });

  it('outlives the process: paused stays paused under the next one', async () => {
    const first = await worker(boxProjection);
    await eventually('it runs', () => first.held.length === 1);
    await order('PAUSE');
    await first.stop();
    await worker(boxProjection, paintProjection);
    await read.append(traffic(10));
    await settled(10, 'paint');
    expect(await status()).toMatchObject({ state: 'PAUSED', size: 0 });
  });

  it('waits for a process that runs the projection, and is obeyed by the one that comes', async () => {
    const { id } = await orders.place({ id: randomUUID(), name: 'box', verb: 'PAUSE', orderedBy: admin });
    expect((await orders.settled(id, 60)).state).toBe('WAITING');
    await worker(boxProjection);
    expect((await orders.settled(id, 20_000)).state).toBe('DONE');
  });

  it('tries the event again at which it stopped, and is refused where it did not', async () => {
    let canWeigh = false;
    const projection = defineState({
      ...boxProjection,
      evolve: (row, event, key) =>
        canWeigh && event.type === 'BoxPut'
          ? { ...event.data, moves: 1, notes: null }
          : boxProjection.evolve(row, event, key),
    });
    await worker(projection);
    expect(await order('RETRY')).toMatchObject({ state: 'REFUSED', refusal: 'NOTHING_TO_RETRY' });
    await read.append([put('a', 'east'), put('b', 'east', -1)]);
    await eventually('it stops', async () => (await status()).state === 'FAULTED');
    const { fault } = await status();
    expect(fault).toMatchObject({ position: 1, code: 'PROJECTION_ERROR' });
    canWeigh = true;
    expect(await order('RETRY')).toMatchObject({ state: 'DONE' });
    await settled(2);
    expect((await status()).fault).toBeNull();
  });

  it('rebuilds it, says what that proved, and has it recorded under the one who ordered it', async () => {
    await worker(boxProjection);
    await read.append(traffic(3_000));
    await settled(3_000);
    const done = await order('REBUILD');
    expect(done).toMatchObject({ state: 'DONE', rebuilt: { name: 'box', version: 1, size: 3_000 } });
    expect(done.rebuilt!.digestAfter).toBe(done.rebuilt!.digestBefore);
    expect(recorded.map(({ id, orderedBy }) => [id, orderedBy])).toEqual([[done.id, admin]]);
  });

  it('given twice under one id is one order, and another one under that id is refused', async () => {
    const given = { id: randomUUID(), name: 'box', verb: 'REBUILD', orderedBy: admin } as const;
    await worker(boxProjection);
    await orders.place(given);
    await orders.settled(given.id, 20_000);
    expect(await orders.place(given)).toMatchObject({ state: 'DONE' });
    expect(recorded).toHaveLength(1);
    await expect(orders.place({ ...given, verb: 'PAUSE' })).rejects.toThrow(OrderReused);
  });
});

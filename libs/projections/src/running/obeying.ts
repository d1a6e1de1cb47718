import type { OrderBook, ProjectionStore } from '../progress';
import type { Order, OrderRefusal, Rebuilt } from '../projection-orders';
import type { Projection } from '../projection';
import type { Applier } from './applying';
import type { Builds } from './building';
import type { ProjectionRounds } from './rounds';

/** Writes down in the ledger what a rebuild proved and who ordered it; repeats under the order's id without a second event. */
export type RecordRebuild = (rebuilt: Rebuilt, order: Pick<Order, 'id' | 'orderedBy'>) => Promise<void>;

export interface Obedience {
  readonly book: OrderBook;
  readonly store: ProjectionStore;
  readonly rounds: ProjectionRounds;
  readonly builds: Builds;
  /** Makes the tables for a rebuild, and runs them. */
  readonly begin: (order: Order) => Promise<void>;
  readonly record: RecordRebuild;
}

/**
 * Acts on the orders for the projections that this process runs. What an order has come to is in the database, so that each look takes up
 * what is there, whoever began it.
 */
export const obedience = ({ book, store, rounds, builds, begin, record }: Obedience) => {
  const done = (order: Order): Promise<void> => book.change(order.id, { state: 'DONE' });
  const refuse = (order: Order, refusal: OrderRefusal): Promise<void> =>
    book.change(order.id, { state: 'REFUSED', refusal });

  const pause = (name: string, paused: boolean): Promise<void> =>
    rounds.alone(name, async (appliers) => {
      for (const applier of appliers) {
        await store.pause(applier.checkpoint, paused);
        applier.moved({ ...applier.checkpoint, paused });
      }
    });

  const retry = async (order: Order): Promise<void> => {
    const isFaulted = ({ checkpoint }: Applier): boolean => checkpoint.fault !== null;
    if (!rounds.of(order.name).some(isFaulted)) return refuse(order, 'NOTHING_TO_RETRY');
    await rounds.alone(order.name, async (appliers) => {
      for (const applier of appliers.filter(isFaulted)) {
        await store.resume(applier.checkpoint);
        applier.moved({ ...applier.checkpoint, fault: null });
      }
    });
    return done(order);
  };

  const rebuild = async (order: Order, open: readonly Order[]): Promise<void> => {
    if (order.rebuilt) {
      // Who accepted that it differs is who ordered that it counts.
      const accepted = order.comparison && open.find((other) => isAcceptance(other) && other.name === order.name);
      await record(order.rebuilt, accepted ?? order);
      if (accepted) await done(accepted);
      return done(order);
    }
    const building = rounds.building().find(({ checkpoint }) => checkpoint.name === order.name);
    if (!building) {
      // Its tables went, and it is not in place: it was ended.
      if (order.state !== 'WAITING') return refuse(order, 'REBUILD_ABORTED');
      await begin(order);
      return book.change(order.id, { state: 'RUNNING' });
    }
    const isThisOne = building.checkpoint.orderId === order.id;
    if (!isThisOne) return refuse(order, 'REBUILD_RUNNING');
    if (order.state === 'WAITING') return book.change(order.id, { state: 'RUNNING' });
  };

  const switchTo = async (order: Order, open: readonly Order[]): Promise<void> => {
    if (builds.accept(order.name)) return book.change(order.id, { state: 'RUNNING' });
    // It serves, and is being recorded: that settles both orders.
    if (open.some(({ name, verb, rebuilt }) => name === order.name && verb === 'REBUILD' && rebuilt)) return;
    return refuse(order, 'NO_REBUILD');
  };

  const obey = async (order: Order, open: readonly Order[]): Promise<void> => {
    switch (order.verb) {
      case 'PAUSE':
      case 'RESUME':
        await pause(order.name, order.verb === 'PAUSE');
        return done(order);
      case 'RETRY':
        return retry(order);
      case 'REBUILD':
        return rebuild(order, open);
      case 'SWITCH':
        return switchTo(order, open);
      case 'ABORT':
        return (await builds.abort(order.name)) ? done(order) : refuse(order, 'NO_REBUILD');
    }
  };

  /** Looks at the orders once, the oldest first. What fails for the machine's sake is tried at the next look. */
  return async (mine: readonly Projection[], onError: (error: unknown) => void): Promise<void> => {
    const open = await book.open(mine);
    for (const order of open) await obey(order, open).catch(onError);
  };
};

const isAcceptance = ({ verb, state }: Order): boolean => verb === 'SWITCH' && state === 'RUNNING';

import type { OrderBook, ProjectionStore } from '../progress';
import type { Order, OrderRefusal, Rebuilt } from '../projection-orders';
import { RebuildInterrupted } from './projection-errors';
import type { ProjectionRounds } from './rounds';

/** Writes down in the ledger what a rebuild proved and who ordered it; repeats under the order's id without a second event. */
export type RecordRebuild = (rebuilt: Rebuilt, order: Order) => Promise<void>;

export interface Obedience {
  readonly book: OrderBook;
  readonly store: ProjectionStore;
  readonly rounds: ProjectionRounds;
  rebuild(name: string): Promise<Rebuilt>;
  readonly record: RecordRebuild;
}

/** Acts on the orders for the projections that this process runs. Nothing is begun twice by one of these. */
export const obedience = ({ book, store, rounds, rebuild, record }: Obedience) => {
  const begun = new Set<string>();

  const refuse = (order: Order, refusal: OrderRefusal) => book.change(order.id, { state: 'REFUSED', refusal });
  const pause = (name: string, paused: boolean): Promise<void> =>
    rounds.alone(name, async (applier) => {
      await store.pause(applier.checkpoint, paused);
      applier.moved({ ...applier.checkpoint, paused });
    });

  const rebuilt = async (order: Order): Promise<void> => {
    try {
      // A process that went away in the middle had recorded nothing: the rebuild begins again.
      const proved = order.rebuilt ?? (await rebuild(order.name));
      await book.change(order.id, { rebuilt: proved });
      await record(proved, order);
      await book.change(order.id, { state: 'DONE' });
    } catch (error) {
      if (!(error instanceof RebuildInterrupted)) throw error;
      await refuse(order, 'REBUILD_INTERRUPTED');
    }
  };

  const obey = async (order: Order): Promise<void> => {
    switch (order.verb) {
      case 'PAUSE':
      case 'RESUME':
        await pause(order.name, order.verb === 'PAUSE');
        return book.change(order.id, { state: 'DONE' });
      case 'RETRY':
        if (!rounds.isFaulted(order.name)) return refuse(order, 'NOTHING_TO_RETRY');
        await rounds.alone(order.name, async (applier) => {
          await store.resume(applier.checkpoint);
          applier.moved({ ...applier.checkpoint, fault: null });
        });
        return book.change(order.id, { state: 'DONE' });
      case 'REBUILD':
        await book.change(order.id, { state: 'RUNNING' });
        return rebuilt(order);
    }
  };

  /** Looks at the orders once. A rebuild goes on by itself; what fails for the machine's sake is tried at the next look. */
  return async (names: readonly string[], onError: (error: unknown) => void): Promise<void> => {
    for (const order of await book.open(names)) {
      if (begun.has(order.id)) continue;
      begun.add(order.id);
      const done = obey(order).catch((error: unknown) => {
        begun.delete(order.id);
        onError(error);
      });
      if (order.verb !== 'REBUILD') await done;
    }
  };
};

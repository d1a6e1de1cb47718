import type { OrderBook, ProjectionStore } from '../progress';
import type { Comparison, Order, OrderRefusal, Rebuilt, Skip, SkipRefusal } from '../projection-orders';
import type { Projection } from '../projection';
import type { Applier } from './applying';
import type { Builds } from './building';
import type { ProjectionRounds } from './rounds';

type Given = Pick<Order, 'id' | 'orderedBy'>;

/** Writes down in the ledger what came of orders; repeats under the order's id without a second event. */
export interface OrderRecord {
  /** A rebuild is begun. */
  begun(version: Pick<Rebuilt, 'name' | 'version'>, order: Given): Promise<void>;
  /** Somebody accepted that it differs. */
  accepted(comparison: Comparison, order: Given & { readonly reason: string }): Promise<void>;
  /** It is in place; what it proved. */
  rebuilt(rebuilt: Rebuilt, order: Given): Promise<void>;
  /** It was ended; `comparison` where it had been compared. */
  aborted(version: Pick<Rebuilt, 'name' | 'version'>, comparison: Comparison | null, order: Given): Promise<void>;
  /** An event is left out from now on; null where the ledger agrees. */
  skipped(skip: Skip & { readonly eventId: string }, order: Given): Promise<SkipRefusal | null>;
}

export interface Obedience {
  readonly book: OrderBook;
  readonly store: ProjectionStore;
  readonly rounds: ProjectionRounds;
  readonly builds: Builds;
  /** Makes the tables for a rebuild, and runs them. */
  readonly begin: (order: Order) => Promise<void>;
  readonly record: OrderRecord;
  /** From now on the event is left out by this version of the projection. */
  readonly leaveOut: (skip: Skip) => void;
}

/**
 * Acts on the orders for the projections that this process runs. What an order has come to is in the database, so that each look takes up
 * what is there, whoever began it.
 */
export const obedience = ({ book, store, rounds, builds, begin, record, leaveOut }: Obedience) => {
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
    if (!rounds.of(order.name).some(isFaulted)) return refuse(order, 'NOTHING_TO_RETRY');
    await goOn(order.name);
    return done(order);
  };

  /** What stopped at an event tries it again. */
  const goOn = (name: string): Promise<void> =>
    rounds.alone(name, async (appliers) => {
      for (const applier of appliers.filter(isFaulted)) {
        await store.resume(applier.checkpoint);
        applier.moved({ ...applier.checkpoint, fault: null });
      }
    });

  const skip = async (order: Order): Promise<void> => {
    const stopped = rounds.of(order.name).filter(isFaulted);
    if (stopped.length === 0) return refuse(order, 'NOTHING_TO_SKIP');
    const here = stopped.find(({ checkpoint }) => checkpoint.fault!.position === order.position);
    if (!here) return refuse(order, 'SKIP_OTHER_EVENT');
    const { name, version, fault } = here.checkpoint;
    const left = { name, version, position: fault!.position };
    const refusal = await record.skipped({ ...left, eventId: fault!.eventId }, order);
    if (refusal) return refuse(order, refusal);
    leaveOut(left);
    await goOn(name);
    return done(order);
  };

  const rebuild = async (order: Order, open: readonly Order[]): Promise<void> => {
    if (order.rebuilt) {
      // Who accepted that it differs is who ordered that it counts.
      const accepted = order.comparison && open.find((other) => isAcceptance(other) && other.name === order.name);
      if (accepted) await record.accepted(order.comparison, { ...accepted, reason: accepted.reason! });
      await record.rebuilt(order.rebuilt, accepted ?? order);
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

  const abort = async (order: Order, open: readonly Order[]): Promise<void> => {
    const building = rounds.building().find(({ checkpoint }) => checkpoint.name === order.name)?.checkpoint;
    if (!building) return refuse(order, 'NO_REBUILD');
    const comparison = open.find(({ id }) => id === building.orderId)?.comparison ?? null;
    await record.aborted({ name: building.name, version: building.version }, comparison, order);
    await builds.abort(order.name);
    return done(order);
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
        return abort(order, open);
      case 'SKIP':
        return skip(order);
    }
  };

  /** Looks at the orders once, the oldest first. What fails for the machine's sake is tried at the next look. */
  return async (mine: readonly Projection[], onError: (error: unknown) => void): Promise<void> => {
    const open = await book.open(mine);
    for (const order of open) await obey(order, open).catch(onError);
  };
};

const isFaulted = ({ checkpoint }: Applier): boolean => checkpoint.fault !== null;
const isAcceptance = ({ verb, state }: Order): boolean => verb === 'SWITCH' && state === 'RUNNING';

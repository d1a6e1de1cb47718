import type { Actor } from '@kernel';
import type { Row } from './projection';

/**
 * What an administrator may order of a projection.
 *
 * RETRY   the event once more at which it stopped
 * REBUILD in tables of its own, beside the live ones; what says the same takes their place by itself
 * SWITCH  puts a rebuild in place that differs, for a reason
 * ABORT   ends a rebuild, and leaves nothing of it
 * SKIP    leaves out the event at which it stopped, as another person proposed
 */
export const orderVerbs = ['PAUSE', 'RESUME', 'RETRY', 'REBUILD', 'SWITCH', 'ABORT', 'SKIP'] as const;
export type OrderVerb = (typeof orderVerbs)[number];

/**
 * WAITING: for the process that runs the projection. RUNNING: that process is at it. DIFFERS: a rebuild that says something else, and waits
 * for SWITCH or ABORT. REFUSED: with a code, and nothing came of it.
 */
export type OrderState = 'WAITING' | 'RUNNING' | 'DIFFERS' | 'DONE' | 'REFUSED';

/**
 * NOTHING_TO_RETRY   it did not stop at an event
 * REBUILD_RUNNING    another rebuild of it is under way
 * REBUILD_ABORTED    somebody ended it
 * NO_REBUILD         there is no rebuild to switch to, or to end
 * NOTHING_TO_SKIP    it did not stop at an event
 * SKIP_OTHER_EVENT   it stopped at another one
 * SKIP_NOT_PROPOSED  nobody proposed it
 * SEPARATION_OF_DUTIES  who proposed it is who approves it
 */
export type OrderRefusal =
  | 'NOTHING_TO_RETRY'
  | 'REBUILD_RUNNING'
  | 'REBUILD_ABORTED'
  | 'NO_REBUILD'
  | 'NOTHING_TO_SKIP'
  | 'SKIP_OTHER_EVENT'
  | SkipRefusal;
/** What the ledger says to it. */
export type SkipRefusal = 'SKIP_NOT_PROPOSED' | 'SEPARATION_OF_DUTIES';

/** An event that a version of a projection leaves out. */
export interface Skip {
  readonly name: string;
  readonly version: number;
  readonly position: number;
}

/** What a rebuild proved: both digests are taken at `size`. None before where the tables were others, so that nothing can be compared. */
export interface Rebuilt {
  readonly name: string;
  readonly version: number;
  readonly size: number;
  readonly digestBefore?: string;
  readonly digestAfter: string;
}

/** A row that one of the two sets of tables has and the other has not. */
export interface RowDifference {
  readonly table: string;
  readonly side: 'LIVE' | 'NEW';
  readonly row: Row;
}

/** The live tables beside the rebuilt ones. */
export interface Comparison extends Rebuilt {
  /** Rows of either that the other has not. */
  readonly differing: number;
  /** The first of them. */
  readonly differences: readonly RowDifference[];
}

export interface Order {
  /** The command id with which it was given. */
  readonly id: string;
  readonly name: string;
  readonly verb: OrderVerb;
  readonly orderedBy: Actor;
  readonly state: OrderState;
  readonly refusal: OrderRefusal | null;
  /** Why; of SWITCH. */
  readonly reason: string | null;
  /** Of which event; of SKIP. */
  readonly position: number | null;
  readonly rebuilt: Rebuilt | null;
  /** Of a rebuild that differs. */
  readonly comparison: Comparison | null;
}

/** What is said when an order is given. */
export type GivenOrder = Pick<Order, 'id' | 'name' | 'verb' | 'orderedBy'> & {
  readonly reason?: string;
  readonly position?: number;
};

/** The id was given with another order before. */
export class OrderReused extends Error {
  readonly code = 'IDEMPOTENCY_KEY_REUSED';
}

/** How long an answer waits for the process that has to act: one that lives looks several times a second. */
export const OBEYED_WITHIN_MILLISECONDS = 5_000;

/**
 * Orders to projections, from any process (a DI token): a row in the database that the process acts upon which runs the projection. An order
 * outlives both processes.
 */
export abstract class ProjectionOrders {
  /** Given again under its id it is the same order; throws `OrderReused` where the id is another order's. */
  abstract place(order: GivenOrder): Promise<Order>;
  abstract find(id: string): Promise<Order | null>;
  /** The order when it is DONE or REFUSED or DIFFERS, or as it is when the time is over. */
  abstract settled(id: string, timeoutMilliseconds?: number): Promise<Order>;
}

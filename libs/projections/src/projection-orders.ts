import type { Actor } from '@kernel';

/** What an administrator may order of a projection. RETRY: the event once more at which it stopped. */
export const orderVerbs = ['PAUSE', 'RESUME', 'RETRY', 'REBUILD'] as const;
export type OrderVerb = (typeof orderVerbs)[number];

/** WAITING: for the process that runs the projection. RUNNING: that process is at it. REFUSED: with a code, and nothing came of it. */
export type OrderState = 'WAITING' | 'RUNNING' | 'DONE' | 'REFUSED';

/**
 * NOTHING_TO_RETRY  it did not stop at an event
 * REBUILD_INTERRUPTED another rebuild is under way, the process stopped, or the projection stopped at an event
 */
export type OrderRefusal = 'NOTHING_TO_RETRY' | 'REBUILD_INTERRUPTED';

/** What a rebuild proved: both digests are taken at `size`. */
export interface Rebuilt {
  readonly name: string;
  readonly version: number;
  readonly size: number;
  readonly digestBefore: string;
  readonly digestAfter: string;
}

export interface Order {
  /** The command id with which it was given. */
  readonly id: string;
  readonly name: string;
  readonly verb: OrderVerb;
  readonly orderedBy: Actor;
  readonly state: OrderState;
  readonly refusal: OrderRefusal | null;
  readonly rebuilt: Rebuilt | null;
}

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
  abstract place(order: Pick<Order, 'id' | 'name' | 'verb' | 'orderedBy'>): Promise<Order>;
  abstract find(id: string): Promise<Order | null>;
  /** The order when it is DONE or REFUSED, or as it is when the time is over. */
  abstract settled(id: string, timeoutMilliseconds?: number): Promise<Order>;
}

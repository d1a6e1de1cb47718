import type { Order } from '../projection-orders';

/** The orders as the process sees them that has to act. */
export interface OrderBook {
  /** Those for these projections that are not settled, the oldest first. */
  open(names: readonly string[]): Promise<readonly Order[]>;
  change(id: string, change: Partial<Pick<Order, 'state' | 'refusal' | 'rebuilt'>>): Promise<void>;
}

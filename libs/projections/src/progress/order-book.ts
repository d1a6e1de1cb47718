import type { Projection } from '../projection';
import type { Order } from '../projection-orders';

/** The orders as the process sees them that has to act. */
export interface OrderBook {
  /**
   * Those for these projections that are not settled, the oldest first. Where a later version is built or serves, they are for the process
   * that runs that one.
   */
  open(projections: readonly Pick<Projection, 'name' | 'version'>[]): Promise<readonly Order[]>;
  find(id: string): Promise<Order | null>;
  change(id: string, change: Partial<Pick<Order, 'state' | 'refusal' | 'comparison'>>): Promise<void>;
}

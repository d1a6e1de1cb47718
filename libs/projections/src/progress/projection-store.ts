import type { CompactRange } from '@transparency-log';
import type { FactsTable, Projection, StateProjection } from '../projection';
import type { Changes, DayRows, FactRows, Rows } from '../running/changes';
import type { Comparison, Rebuilt } from '../projection-orders';
import type { Checkpoint, Fault } from './checkpoint';

/** Where a projection gets to with a batch. */
export interface Step {
  readonly size: number;
  readonly range: CompactRange;
  readonly eventsPerSecond: number;
}

/** The database refused a row: the batch is rolled back, and the event that gave the row is to be found. */
export class RowRefused extends Error {
  readonly code = 'ROW_REFUSED';
}

/** What the runner asks of the database. Every write compares the checkpoint's size and sets it, or throws `ProjectionGap`. */
export interface ProjectionStore {
  /**
   * What there is to run: the serving tables, those that are built beside them, or both. Makes the tables of a projection that is new, to be
   * built up to `head`; those of a higher version are made beside the ones that serve. Throws `DeclarationChanged`.
   */
  prepare(projection: Projection, declaration: string, head: number): Promise<readonly Checkpoint[]>;
  /** Checks without changing anything what `prepare` would refuse. */
  check(projections: readonly Projection[], hash: (projection: Projection) => string): Promise<void>;
  load(projection: StateProjection, checkpoint: Checkpoint, keys: readonly string[]): Promise<Rows>;
  /** The rows by days from the given day of each thing on, and the last one before it. */
  loadDays(projection: StateProjection, checkpoint: Checkpoint, days: ReadonlyMap<string, string>): Promise<DayRows>;
  /** Takes the facts of a batch. */
  rowsOf(table: FactsTable): FactRows;
  /** Rows and checkpoint in one transaction. */
  save(projection: Projection, checkpoint: Checkpoint, step: Step, changes: Changes): Promise<void>;
  /** Checkpoints alone, for projections that stand at one size and that a batch does not concern. */
  advance(checkpoints: readonly Checkpoint[], step: Step): Promise<void>;
  stop(checkpoint: Checkpoint, fault: Fault): Promise<void>;
  resume(checkpoint: Checkpoint): Promise<void>;
  pause(checkpoint: Checkpoint, paused: boolean): Promise<void>;
  /** Empties the tables and sets the checkpoint to 0, in one transaction; not to be asked before `targetSize` is reached again. */
  empty(
    projection: Projection,
    checkpoint: Checkpoint,
    targetSize: number,
    options?: { readonly indexed: boolean },
  ): Promise<Checkpoint>;
  /** Makes the indexes that were left for later; throws `RowRefused` where a row does not fit one. */
  index(projection: Projection, checkpoint: Checkpoint): Promise<Checkpoint>;
  /** SHA-256 of what the serving tables say at the size, in hexadecimal digits (contract 3). */
  digest(projection: Projection, size: number): Promise<string>;
  /** Makes tables beside the serving ones, to be built up to the size of those. */
  build(projection: Projection, declaration: string, orderId: string | null): Promise<Checkpoint>;
  /** Both sets of tables at the size of the serving ones; null where the built ones are not as far. */
  compare(projection: Projection, built: Checkpoint): Promise<Comparison | null>;
  /**
   * Puts the built tables behind the views, in one transaction; those that served go once nobody reads them. False where the built ones are
   * behind, or somebody reads for so long that the others would wait: nothing has changed then.
   */
  switchTo(projection: Projection, built: Checkpoint, proved: Rebuilt): Promise<boolean>;
  /** Leaves nothing of the tables that are built. */
  abandon(projection: Projection, built: Checkpoint): Promise<void>;
  /** Drops the tables that were replaced longer ago than any read takes. */
  dropRetired(): Promise<void>;
}

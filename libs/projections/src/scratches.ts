import { AsyncLocalStorage } from 'node:async_hooks';
import type { Actor } from '@kernel';
import type { CompactRange } from '@transparency-log';
import type { Fault } from './progress/checkpoint';
import type { Comparison } from './projection-orders';

/** At a time: an auditor holds one moment against another, and each costs the room of all read tables. */
export const MAX_SCRATCHES = 2;

/**
 * WAITING: for a process that builds it. BUILDING: that process is at it. READY: it can be read. FAILED: one of its projections stopped at an
 * event. DROPPING: it can't be read any more, and is to go. DROPPED: nothing is left of it but this entry.
 */
export type ScratchState = 'WAITING' | 'BUILDING' | 'READY' | 'FAILED' | 'DROPPING' | 'DROPPED';

/** Read tables of the first `size` events, made anew beside the live ones, to be asked and compared; never switched in. */
export interface Scratch {
  /** The command id with which it was ordered. */
  readonly id: string;
  readonly size: number;
  /** Names of the projections that it has. */
  readonly projections: readonly string[];
  readonly orderedBy: Actor;
  readonly orderedAt: string;
  /** Why, as a code. */
  readonly reason: string;
  readonly state: ScratchState;
  /** The schema in which readers find its tables; null where nothing is left of it. */
  readonly schema: string | null;
  /** Whether its tables are declared as this software declares them. Else another version built them, and this one can't ask them. */
  readonly fits: boolean;
  /** Who ordered that it goes. */
  readonly drop: ScratchDrop | null;
}

export type GivenScratch = Pick<Scratch, 'id' | 'size' | 'projections' | 'orderedBy' | 'reason'>;
export type ScratchDrop = Pick<Scratch, 'id' | 'orderedBy' | 'reason'>;

/** One projection of a scratch. FAULTED: stopped at an event. */
export interface ScratchStatus {
  readonly name: string;
  readonly version: number;
  readonly state: 'REBUILDING' | 'READY' | 'FAULTED';
  readonly size: number;
  /** The size of the scratch. */
  readonly target: number;
  /** Events a second over its last batch; null where there was none. */
  readonly rate: number | null;
  readonly secondsToGo: number | null;
  readonly fault: Fault | null;
  /** Compact range of the leaves of exactly the events that it applied. */
  readonly range: CompactRange;
  /** Beside the live tables, both at the size of the scratch; null until then. */
  readonly comparison: Comparison | null;
}

/** As many scratches as there may be are there: one has to be dropped first. */
export class ScratchLimit extends Error {
  readonly code = 'SCRATCH_LIMIT';
}

/** The scratches, from any process (a DI token): a row in the database that a process acts upon which runs projections. */
export abstract class ProjectionScratches {
  /** Ordered again under its id it is the same one; throws `OrderReused` where the id is another one's, `ScratchLimit`. */
  abstract order(scratch: GivenScratch): Promise<Scratch>;
  /** From now on it can't be read. What is dropped already stays as it is; null where there is none of this id. */
  abstract drop(id: string, order: ScratchDrop): Promise<Scratch | null>;
  abstract find(id: string): Promise<Scratch | null>;
  /** Those that are not dropped, the oldest first. */
  abstract list(): Promise<readonly Scratch[]>;
  /** Its projections, by name; none before it is begun. */
  abstract status(id: string): Promise<readonly ScratchStatus[]>;
}

const schemaRead = new AsyncLocalStorage<string | null>();

/** Everything that `work` asks of `ReadTables`, however deep, is answered from the tables in this schema; null: from the live ones. */
export const readingFrom = <T>(schema: string | null, work: () => Promise<T>): Promise<T> =>
  schemaRead.run(schema, work);

/** Where the statement that is asked now reads; null: from the live tables. */
export const schemaToRead = (): string | null => schemaRead.getStore() ?? null;

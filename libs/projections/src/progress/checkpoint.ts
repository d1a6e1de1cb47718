import type { CompactRange } from '@transparency-log';

/** Why a projection stopped: the event it could not apply, and what went wrong, without a value of it. */
export interface Fault {
  readonly position: number;
  readonly eventId: string;
  readonly code: FaultCode;
  readonly message: string;
}

/**
 * UNKNOWN_EVENT   no definition has this event: the software is older than the ledger
 * DECODE_FAILED   the body doesn't fit its schema
 * PROJECTION_ERROR `keys`, `evolve`, `facts` or `measures` threw
 * VALUE_REFUSED   a column can't hold the value
 * ROW_REFUSED     the database refused the row
 */
export type FaultCode = 'UNKNOWN_EVENT' | 'DECODE_FAILED' | 'PROJECTION_ERROR' | 'VALUE_REFUSED' | 'ROW_REFUSED';

/** Where a projection got to. Written in the transaction of the rows it speaks of. */
export interface Checkpoint {
  readonly name: string;
  readonly version: number;
  /** Which set of tables of the projection it speaks of. */
  readonly generation: number;
  /** Whether its tables are behind the views. Else they are built beside those that are. */
  readonly serving: boolean;
  /** The order to rebuild, where one was given. */
  readonly orderId: string | null;
  /** The number of events that its tables are made of; the position of the next one. */
  readonly size: number;
  /** Compact range of the leaves of exactly these events: its root is the log's root at this size, or something was skipped. */
  readonly range: CompactRange;
  /** It is being built until it has reached this size, and not to be asked before. */
  readonly targetSize: number;
  /** False while it is built without the indexes that only readers need: they are made at `targetSize`, over all rows at once. */
  readonly indexed: boolean;
  readonly fault: Fault | null;
  /** Somebody ordered it to stand still. */
  readonly paused: boolean;
}

/** A batch that does not follow: a gap, a repetition, another order, or another process was here. Nothing of it is applied. */
export class ProjectionGap extends Error {
  readonly code = 'PROJECTION_GAP';
  constructor(projection: string, expected: number, given: number | string) {
    super(`${projection} stands at ${expected}, and was given ${given}`);
  }
}

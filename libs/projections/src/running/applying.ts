import { ProjectionGap, RowRefused, type Checkpoint, type Fault, type ProjectionStore } from '../progress';
import { TOTALS_EVERY, type Positioned, type Projection } from '../projection';
import { ValueRefused } from '../values';
import { faultOf, isUndecodable, type Batch } from './batch';
import type { Changes, DayRows } from './changes';
import { factsFolder, firstDays, stateFolder, type Folded } from './folding';
import type { Purity } from './purity';

/** One projection, ready to be fed: where it stands, and how it folds. */
export interface Applier {
  readonly projection: Projection;
  readonly checkpoint: Checkpoint;
  readonly isSkipped: IsSkipped;
  /** Whether the batch does anything to its tables. Where it doesn't, the checkpoint alone moves. */
  isConcernedBy(batch: Batch): boolean;
  /** Applies the events of the batch before `to`. Where one can't be applied, those before it are, and the checkpoint has the fault. */
  apply(batch: Batch, to: number, eventsPerSecond: number): Promise<void>;
  /** Makes the indexes, where it was built without them and is as far as it has to be. */
  finish(): Promise<void>;
  /** The checkpoint as another hand wrote it. */
  moved(checkpoint: Checkpoint): void;
}

type Fold = (events: readonly Positioned[]) => Promise<Folded<Changes>>;

/** Whether this version of the projection leaves out the event at the position: the ledger says so. */
export type IsSkipped = (position: number) => boolean;

export const applierOf = (
  projection: Projection,
  start: Checkpoint,
  store: ProjectionStore,
  purity: Purity,
  isSkipped: IsSkipped = () => false,
): Applier => {
  const types = new Set(projection.events.map(({ type }) => type));
  let checkpoint = start;
  const fold = foldOf(projection, () => checkpoint, store, purity);

  /** What the projection listens to, up to the first event that concerns it and can't be decoded. */
  const heard = (
    batch: Batch,
    to: number,
  ): { readonly events: readonly Positioned[]; readonly fault: Fault | null } => {
    const events: Positioned[] = [];
    for (let position = checkpoint.size; position < to; position += 1) {
      const type = batch.typeAt(position);
      if ((type !== null && !types.has(type)) || isSkipped(position)) continue;
      const event = batch.at(position);
      if (isUndecodable(event)) return { events, fault: event.undecodable };
      events.push(event);
    }
    return { events, fault: null };
  };

  const save = async (batch: Batch, to: number, eventsPerSecond: number, changes: Changes): Promise<void> => {
    const step = { size: to, range: batch.rangeAt(checkpoint.range, checkpoint.size, to), eventsPerSecond };
    await store.save(projection, checkpoint, step, changes);
    checkpoint = { ...checkpoint, size: step.size, range: step.range };
  };

  const stop = async (fault: Fault): Promise<void> => {
    await store.stop(checkpoint, fault);
    checkpoint = { ...checkpoint, fault };
  };

  const apply = async (batch: Batch, to: number, eventsPerSecond: number): Promise<void> => {
    if (checkpoint.fault || checkpoint.size >= to) return;
    const { events, fault: undecodable } = heard(batch, to);
    const { changes, stopped } = await fold(events);
    const fault = stopped ? faultOf(stopped.at, codeOf(stopped.error), stopped.error) : undecodable;
    const end = fault?.position ?? to;
    try {
      if (end > checkpoint.size) await save(batch, end, eventsPerSecond, changes);
    } catch (error) {
      if (!(error instanceof RowRefused)) throw error;
      return refused(batch, end, eventsPerSecond, error);
    }
    if (fault) await stop(fault);
  };

  /** The database refused a row and does not say of which event: halves, until it is one. */
  const refused = async (batch: Batch, to: number, eventsPerSecond: number, error: RowRefused): Promise<void> => {
    const { size } = checkpoint;
    if (to - size > 1) {
      const middle = size + Math.floor((to - size) / 2);
      await apply(batch, middle, eventsPerSecond);
      return apply(batch, to, eventsPerSecond);
    }
    const event = batch.at(size);
    await stop(isUndecodable(event) ? event.undecodable : faultOf(event, 'ROW_REFUSED', error));
  };

  return {
    projection,
    isSkipped,
    get checkpoint() {
      return checkpoint;
    },
    isConcernedBy: ({ from, to, types: there }) =>
      // Sums are due at fixed sizes, whatever came before.
      (projection.kind === 'state' &&
        projection.measures !== undefined &&
        Math.floor(to / TOTALS_EVERY) > Math.floor(from / TOTALS_EVERY)) ||
      there.has(null) ||
      projection.events.some(({ type }) => there.has(type)),
    apply: async (batch, to, eventsPerSecond) => {
      if (batch.from !== checkpoint.size) throw new ProjectionGap(projection.name, checkpoint.size, batch.from);
      await apply(batch, to, eventsPerSecond);
    },
    finish: async () => {
      const { indexed, size, targetSize } = checkpoint;
      if (indexed || size < targetSize) return;
      try {
        checkpoint = await store.index(projection, checkpoint);
      } catch (error) {
        if (!(error instanceof RowRefused)) throw error;
        // Of which event the row is, is found by building once more with the indexes in place.
        checkpoint = await store.empty(projection, checkpoint, targetSize, { indexed: true });
      }
    },
    moved: (next) => {
      checkpoint = next;
    },
  };
};

const codeOf = (error: unknown): Fault['code'] =>
  error instanceof ValueRefused ? 'VALUE_REFUSED' : 'PROJECTION_ERROR';

const NO_DAYS: DayRows = new Map();

const foldOf = (projection: Projection, checkpoint: () => Checkpoint, store: ProjectionStore, purity: Purity): Fold => {
  switch (projection.kind) {
    case 'facts': {
      const fold = factsFolder(projection, store.rowsOf, purity);
      return async (events) => fold(events);
    }
    case 'state': {
      const folder = stateFolder(projection, purity);
      return async (events) => {
        const touched = folder.touch(events);
        const keys = [...new Set(touched.keys.flat())];
        const loaded = keys.length === 0 ? new Map() : await store.load(projection, checkpoint(), keys);
        for (const version of loaded.values()) purity.guard(version.row);
        const days =
          projection.table.bitemporal && keys.length > 0
            ? await store.loadDays(projection, checkpoint(), firstDays(touched))
            : NO_DAYS;
        return folder.fold(touched, loaded, days);
      };
    }
  }
};

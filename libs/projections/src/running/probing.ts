import type { EventCodec, Journal, StoredEvent } from '@event-store';
import { DeclarationRefused } from '../declarations';
import type { ProjectionStore } from '../progress';
import type { Positioned, Projection } from '../projection';
import { batchOf, isUndecodable } from './batch';
import { factsFolder, stateFolder, type Folded } from './folding';
import { deepFreeze, NotPure, suspicious, type Purity } from './purity';

/** Of the ledger's beginning and of its end: most kinds of event are in one of them, and all projections fold them in less than a second. */
const PROBED_EVENTS = 200;

interface Probing {
  readonly journal: Journal;
  readonly codec: EventCodec;
  readonly store: Pick<ProjectionStore, 'rowsOf'>;
}

/**
 * Folds some events of the ledger in memory, each twice, over inputs that can't be changed and without a clock. Throws `DeclarationRefused` where
 * a projection is no function of event and row alone; what else is wrong with it stops it at its event, as always.
 */
export const probe = async (projections: readonly Projection[], { journal, codec, store }: Probing): Promise<void> => {
  const tail = Math.max((await journal.size()) - PROBED_EVENTS, PROBED_EVENTS);
  const pages = [await journal.page(0, PROBED_EVENTS), await journal.page(tail, PROBED_EVENTS)].map((page) =>
    decoded(page, codec),
  );
  const faults = projections.flatMap((projection) => pages.flatMap((page) => faultsOf(projection, page, store)));
  if (faults.length > 0) throw new DeclarationRefused(faults.join('; '));
};

/** One by one: that the order has a gap is told by whoever applies it. */
const decoded = (page: readonly StoredEvent[], codec: EventCodec): readonly Positioned[] =>
  page
    .map((event) => batchOf([event], event.position, { codec, purity: strict }).at(event.position))
    .filter((event): event is Positioned => !isUndecodable(event));

const faultsOf = (
  projection: Projection,
  events: readonly Positioned[],
  store: Probing['store'],
): readonly string[] => {
  const types = new Set(projection.events.map(({ type }) => type));
  const heard = events.filter(({ type }) => types.has(type));
  const { stopped } = folded(projection, heard, store);
  const why = stopped && impurityOf(stopped.error);
  return why
    ? [
        `projection ${projection.name} is not a pure function: ${why} (${stopped.at.type} at position ${stopped.at.position})`,
      ]
    : [];
};

const folded = (projection: Projection, events: readonly Positioned[], store: Probing['store']): Folded<unknown> => {
  switch (projection.kind) {
    case 'facts':
      return factsFolder(projection, store.rowsOf, strict)(events);
    case 'state': {
      const folder = stateFolder(projection, strict);
      return folder.fold(folder.touch(events), new Map(), new Map());
    }
  }
};

/** V8's words where something frozen is written to. */
const FROZEN = /read only property|not extensible|Cannot delete property/;

const impurityOf = (error: unknown): string | null => {
  if (error instanceof NotPure) return error.message;
  return error instanceof TypeError && FROZEN.test(error.message) ? 'it changes its input' : null;
};

const strict: Purity = { guard: deepFreeze, twice: (compute) => withoutClock(() => suspicious.twice(compute)) };

/** Two answers to one question in the same millisecond would be alike. Nothing else runs before `work` has ended. */
const withoutClock = <T>(work: () => T): T => {
  const clock = Date;
  const refuse = (): never => {
    throw new NotPure('it asks what time it is');
  };
  globalThis.Date = new Proxy(clock, {
    apply: refuse,
    construct: (target, given: readonly unknown[]) =>
      given.length === 0 ? refuse() : (Reflect.construct(target, given) as Date),
    get: (target, name) => (name === 'now' ? refuse : (Reflect.get(target, name) as unknown)),
  });
  try {
    return work();
  } finally {
    globalThis.Date = clock;
  }
};

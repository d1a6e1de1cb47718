import type { JournalWorker } from '@event-store/kurrentdb';
import type { Swept } from '@vault/postgres';

/** A journal that is alive is a few milliseconds behind; one that is not by then is looked at again with the next sweep. */
const JOURNAL_PATIENCE_MS = 10_000;

/**
 * The sweep asks the journal whether an event came of a row: one that lacks what its store has would make it a row without. Null where it was not
 * swept for that. The process that writes the journal knows; without another store there is nothing to know.
 */
export const sweepUnlessBehind = async (
  journal: Pick<JournalWorker, 'reachesHead'> | null,
  sweep: () => Promise<Swept>,
): Promise<Swept | null> => {
  if (journal && !(await journal.reachesHead(JOURNAL_PATIENCE_MS))) return null;
  return sweep();
};

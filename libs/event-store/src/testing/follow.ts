import type { StoredEvent } from '../event-store';
import type { Journal } from '../journal';

/** Follows the journal until it has seen `count` events. */
export const followUntil = async (
  journal: Journal,
  count: number,
  { from = 0, batchSize }: { readonly from?: number; readonly batchSize?: number } = {},
): Promise<readonly StoredEvent[]> => {
  const seen: StoredEvent[] = [];
  const enough = new AbortController();
  for await (const batch of journal.subscribe(from, { signal: enough.signal, batchSize })) {
    seen.push(...batch);
    if (seen.length >= count) enough.abort();
  }
  return seen;
};

/**
 * What is wrong with a sequence that should be the ledger from its start: nothing, when it is dense, in order and
 * without repetition.
 */
export const faultsOf = (events: readonly StoredEvent[]): readonly string[] => {
  const faults: string[] = [];
  const revisions = new Map<string, number>();
  const ids = new Set<string>();
  for (const [index, { position, id, stream, revision }] of events.entries()) {
    if (position !== index) faults.push(`position ${position} stands at place ${index}`);
    if (ids.has(id)) faults.push(`event ${id} is there twice`);
    ids.add(id);
    const previous = revisions.get(stream) ?? -1;
    if (revision !== previous + 1) faults.push(`${stream}@${revision} follows @${previous}`);
    revisions.set(stream, revision);
  }
  return faults;
};

import type { Journal, StoredEvent } from '@event-store';
import type { OpenedLedger } from '@hosting';
import { CouldNotCheck, type LedgerSource } from '@verification';

/** Bodies are read so many at a time: four bundles. */
const PAGE = 1_024;
const BUNDLE = 256;

/** A ledger whose data this process has opened itself. */
export const openedSource = ({ journal, log }: OpenedLedger): LedgerSource => ({
  checkpoint: async () => {
    const latest = await log.latest();
    if (latest) return latest.note;
    throw new CouldNotCheck('NOT_SEALED_YET', {
      vi: 'sổ này chưa có điểm kiểm nào được ký: hãy chạy ledger start một lần',
      en: 'no checkpoint of this ledger was signed yet: let ledger start run once',
    });
  },
  bundles: async function* (index, size) {
    for (let from = index * BUNDLE; from < size; from += PAGE) {
      const events = await eventsFrom(journal, from, Math.min(PAGE, size - from));
      for (let at = 0; at < events.length; at += BUNDLE)
        yield events.slice(at, at + BUNDLE).map(({ body }) => Buffer.from(body));
      if (events.length < Math.min(PAGE, size - from)) return;
    }
  },
  tiles: {
    tiles: (ids) =>
      Promise.all(
        ids.map(async (id) => {
          const [bytes] = await log.tiles.tiles([id]).catch((error: { readonly code?: string }) => {
            if (error.code === 'SIZE_BEYOND_TREE') return [new Uint8Array(0)];
            throw error;
          });
          return bytes ?? new Uint8Array(0);
        }),
      ),
  },
});

/** Where rows were removed it ends: at which position is for the check to say. */
const eventsFrom = async (journal: Journal, from: number, count: number): Promise<readonly StoredEvent[]> => {
  try {
    return await journal.page(from, count);
  } catch (error) {
    if ((error as { readonly code?: string }).code !== 'JOURNAL_DAMAGED') throw error;
    const events = await journal.byPositions(Array.from({ length: count }, (_, index) => from + index));
    const gap = events.findIndex(({ position }, index) => position !== from + index);
    return gap < 0 ? events : events.slice(0, gap);
  }
};

import type { Journal } from '@event-store';
import type { SealedLog } from '@sealing';
import { postgresSealedLog } from '@sealing/postgres';
import { openResources } from './resources';
import type { Settings } from './settings';

/** A ledger that no process serves: its order and its log, to be read. */
export interface OpenedLedger {
  readonly journal: Journal;
  readonly log: SealedLog;
  readonly close: () => Promise<void>;
}

/** Throws `StartRefused` where a live process holds the data (contract 4). */
export const openLedger = async (settings: Settings, log: (line: string) => void): Promise<OpenedLedger> => {
  const { journal, pool, close } = await openResources(settings, log);
  return { journal, log: postgresSealedLog(pool), close };
};

import type { EventStore, Journal } from '@event-store';
import { createKurrentDbEventStore, type JournalWorker, startJournalWorker } from '@event-store/kurrentdb';
import { createPostgresEventStore, createPostgresJournal } from '@event-store/postgres';
import { StartRefused } from '@embedded-postgres';
import { streamKinds } from '@programme/catalogue';
import type { Settings } from './settings';

export interface OpenedEventStore {
  readonly store: EventStore;
  readonly journal: Journal;
  /** Begins to write the journal, where the store has none of its own; null where it has. */
  startJournal(report: (line: string) => void): Promise<JournalWorker | null>;
  close(): Promise<void>;
}

/** The store that the settings name, with its journal in the database. */
export const openEventStore = async (settings: Settings, connectionString: string): Promise<OpenedEventStore> => {
  if (settings.LEDGER_EVENT_STORE === 'kurrentdb') return openKurrentDb(settings.KURRENTDB_URL, connectionString);
  return { ...(await createPostgresEventStore({ connectionString })), startJournal: async () => null };
};

const openKurrentDb = async (url: string | undefined, connectionString: string): Promise<OpenedEventStore> => {
  if (url === undefined)
    throw new StartRefused('BAD_SETTING', {
      vi: 'KURRENTDB_URL: LEDGER_EVENT_STORE=kurrentdb cần địa chỉ esdb://…',
      en: 'KURRENTDB_URL: LEDGER_EVENT_STORE=kurrentdb needs an address esdb://…',
    });
  const { journal, writer, claims, close: closeJournal } = await createPostgresJournal({ connectionString });
  try {
    const { store, close } = await createKurrentDbEventStore({ url, claims });
    return {
      store,
      journal,
      startJournal: (report) => startJournalWorker({ url, writer, isOurs, report }),
      close: async () => {
        await close();
        await closeJournal();
      },
    };
  } catch (error) {
    await closeJournal();
    throw error;
  }
};

const KINDS: ReadonlySet<string> = new Set(streamKinds.map(({ kind }) => kind));

/** The kind of a stream is its name up to the first hyphen. */
const isOurs = (stream: string): boolean => KINDS.has(stream.split('-', 1)[0]!);

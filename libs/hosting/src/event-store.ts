import type { EventStore, Journal, StoreGate } from '@event-store';
import {
  createKurrentDbEventStore,
  importIntoServer,
  type JournalWorker,
  type ServerImport,
  startJournalWorker,
} from '@event-store/kurrentdb';
import { createPostgresEventStore, createPostgresJournal } from '@event-store/postgres';
import { StartRefused } from '@embedded-postgres';
import { streamKinds } from '@programme/catalogue';
import type { Settings } from './settings';

export interface OpenedEventStore {
  readonly store: EventStore;
  readonly journal: Journal;
  readonly gate: StoreGate;
  /** Gives the journal's events to the store, where it has none of its own: at once true where the journal is the store. */
  importIntoStore(options: Pick<ServerImport, 'onAppended' | 'onFound' | 'signal'>): Promise<boolean>;
  /** Begins to write the journal, where the store has none of its own; null where it has. */
  startJournal(report: (line: string) => void): Promise<JournalWorker | null>;
  close(): Promise<void>;
}

interface Opening {
  readonly connectionString: string;
  /** For whoever imports events: everybody else is refused while an import has not ended. */
  readonly importing: boolean;
}

/** The store that the settings name, with its journal in the database. */
export const openEventStore = async (settings: Settings, opening: Opening): Promise<OpenedEventStore> => {
  if (settings.LEDGER_EVENT_STORE === 'kurrentdb') return openKurrentDb(settings.KURRENTDB_URL, opening);
  return {
    ...(await createPostgresEventStore(opening)),
    importIntoStore: async () => true,
    startJournal: async () => null,
  };
};

const openKurrentDb = async (url: string | undefined, opening: Opening): Promise<OpenedEventStore> => {
  if (url === undefined)
    throw new StartRefused('BAD_SETTING', {
      vi: 'KURRENTDB_URL: LEDGER_EVENT_STORE=kurrentdb cần địa chỉ esdb://…',
      en: 'KURRENTDB_URL: LEDGER_EVENT_STORE=kurrentdb needs an address esdb://…',
    });
  const { journal, writer, claims, gate, origins, close: closeJournal } = await createPostgresJournal(opening);
  try {
    const { store, close } = await createKurrentDbEventStore({ url, claims });
    return {
      store,
      journal,
      gate,
      importIntoStore: (options) => importIntoServer({ ...options, url, journal, origins, isOurs }),
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

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { EventCodec, EventStore, Journal, StoreGate } from '@event-store';
import { StartRefused, startEmbeddedPostgres } from '@embedded-postgres';
import { allEvents } from '@programme/catalogue';
import { ReadTables } from '@projections';
import { openReadTables } from '@projections/postgres';
import { Vault } from '@vault';
import { createPostgresVault } from '@vault/postgres';
import { openEventStore, type OpenedEventStore } from './event-store';
import { LendableClock, LendableRandomness } from './machine';
import { MasterKey, masterKeyOf } from './master-key';
import { migrations } from './migrations';
import { type DatabasePool, migrateDatabase, openPool } from './postgres';
import type { Settings } from './settings';

/** What lives as long as the process and is no Nest provider by itself: the database, and everything that stands on it directly. */
export class Resources {
  constructor(
    readonly settings: Settings,
    readonly database: Database,
    readonly masterKey: MasterKey,
    readonly pool: DatabasePool,
    readonly store: EventStore,
    readonly journal: Journal,
    readonly vault: Vault,
    readonly readTables: ReadTables,
    readonly codec: EventCodec,
    readonly clock: LendableClock,
    readonly randomness: LendableRandomness,
    /** Where the store has no journal of its own, the worker begins to write it. */
    readonly startJournal: OpenedEventStore['startJournal'],
    readonly gate: StoreGate,
    readonly importIntoStore: OpenedEventStore['importIntoStore'],
    /** Called once, after everything that uses these has stopped. */
    readonly close: () => Promise<void>,
  ) {}
}

/** The local issuer gives any role to whoever asks: on by itself only where the database is our own, for trials. */
export const hasLocalIssuer = ({ settings, database }: Pick<Resources, 'settings' | 'database'>): boolean => {
  const { LEDGER_LOCAL_ISSUER: local, LEDGER_OIDC_ISSUER: issuer } = settings;
  return local === undefined ? database.embedded && issuer === undefined : local === 'on';
};

export interface Database {
  readonly embedded: boolean;
  readonly ownerUrl: string;
  readonly applicationUrl: string;
  /** Resolves when an embedded server ends by itself; never for another one. */
  readonly ended: Promise<void>;
  /** Tells the next start on this data directory where the ledger is. */
  announce(note: string): void;
  stop(): Promise<void>;
}

/** Starts or reaches the database, migrates it, and opens what stands on it. What was opened is closed again where a later step fails. */
export const openResources = async (
  settings: Settings,
  log: (line: string) => void,
  { importing = false }: { readonly importing?: boolean } = {},
): Promise<Resources> => {
  const embedded = settings.DATABASE_URL === undefined;
  const isNew = embedded && !existsSync(join(settings.LEDGER_DATA_DIR, 'postgres'));
  const masterKey = masterKeyOf(settings, { embedded, isNew });
  const database = await openDatabase(settings, log);
  const opened: (() => Promise<unknown>)[] = [() => database.stop()];
  const close = async (): Promise<void> => {
    for (const undo of opened.reverse().splice(0)) await undo();
  };
  try {
    await migrateDatabase(migrations, database);
    if (!database.embedded && database.ownerUrl === database.applicationUrl) log(appendOnlyByTriggerAlone);
    const events = await openEventStore(settings, { connectionString: database.applicationUrl, importing });
    opened.push(events.close);
    const pool = openPool(database.applicationUrl);
    opened.push(() => pool.end());
    const { tables, close: closeTables } = openReadTables(database.applicationUrl);
    opened.push(closeTables);
    const randomness = new LendableRandomness();
    return new Resources(
      settings,
      database,
      masterKey,
      pool,
      events.store,
      events.journal,
      createPostgresVault({ pool, masterKey: masterKey.bytes, randomness }),
      tables,
      new EventCodec(allEvents),
      new LendableClock(),
      randomness,
      events.startJournal,
      events.gate,
      events.importIntoStore,
      close,
    );
  } catch (error) {
    await close();
    throw inPlainWords(error, database);
  }
};

/** Contract 4: it runs, and it is said. */
const appendOnlyByTriggerAlone =
  'vai trò của DATABASE_URL sở hữu bảng, nên quyền không ngăn được việc sửa sự kiện; hãy đặt DATABASE_OWNER_URL riêng · ' +
  'the role of DATABASE_URL owns the tables: append-only is not enforced by rights; give DATABASE_OWNER_URL a role of its own';

const inPlainWords = (error: unknown, { embedded, applicationUrl }: Database): unknown => {
  const { code, message } = error as { readonly code?: string; readonly message?: string };
  // Never the whole address: it holds a password.
  const { hostname, port } = new URL(applicationUrl);
  if (code === 'NOT_DURABLE')
    return new StartRefused('NOT_DURABLE', {
      vi: `PostgreSQL này báo đã ghi trước khi chắc chắn (${message}): sổ không chạy trên đó.`,
      en: `this PostgreSQL acknowledges before it is safe (${message}): the ledger does not run on it.`,
    });
  if (code === 'IMPORT_UNFINISHED')
    return new StartRefused('IMPORT_UNFINISHED', {
      vi: 'một lần nhập sự kiện vào kho này chưa xong: hãy chạy lại ledger import --events với cùng thư mục.',
      en: 'an import of events into this store has not ended: run ledger import --events with the same directory again.',
    });
  const kurrentDb = kurrentDbInPlainWords(code, message);
  if (kurrentDb) return kurrentDb;
  if (embedded || !['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', '28P01', '3D000', '28000'].includes(code ?? ''))
    return error;
  return new StartRefused('DATABASE_UNREACHABLE', {
    vi: `không vào được cơ sở dữ liệu ở ${hostname}:${port || 5432} (${code}): xem DATABASE_URL và DATABASE_OWNER_URL.`,
    en: `the database at ${hostname}:${port || 5432} can't be reached (${code}): see DATABASE_URL and DATABASE_OWNER_URL.`,
  });
};

/** What an operator can mend about the other store. Never its address: it may hold a password. */
const kurrentDbInPlainWords = (code = '', message = ''): StartRefused | null => {
  switch (code) {
    case 'KURRENTDB_URL':
    case 'KURRENTDB_UNREACHABLE':
    case 'KURRENTDB_ACCESS_DENIED':
    case 'KURRENTDB_TOO_OLD':
      return new StartRefused(code, {
        vi: `không dùng được KurrentDB ở KURRENTDB_URL: ${message}`,
        en: `the KurrentDB at KURRENTDB_URL can't be used: ${message}`,
      });
    case 'JOURNAL_OF_ANOTHER_STORE':
      return new StartRefused(code, {
        vi: `cơ sở dữ liệu này thuộc kho sự kiện khác với LEDGER_EVENT_STORE: ${message}`,
        en: `this database belongs to another event store than LEDGER_EVENT_STORE says: ${message}`,
      });
    default:
      return null;
  }
};

const openDatabase = async (settings: Settings, log: (line: string) => void): Promise<Database> => {
  const { DATABASE_URL: applicationUrl, DATABASE_OWNER_URL: ownerUrl, LEDGER_DATA_DIR: dataDir } = settings;
  if (applicationUrl === undefined) return { embedded: true, ...(await startEmbeddedPostgres({ dataDir, log })) };
  return {
    embedded: false,
    applicationUrl,
    ownerUrl: ownerUrl ?? applicationUrl,
    ended: new Promise(() => undefined),
    announce: () => undefined,
    stop: async () => undefined,
  };
};

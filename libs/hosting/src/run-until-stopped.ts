import { StartRefused } from '@embedded-postgres';
import { type RunningLedger, serve, type ServeOptions } from './serve';
import { readSettings, unknownSettings } from './settings';

type Language = 'vi' | 'en';

export interface ProcessOptions extends Pick<ServeOptions, 'parts' | 'prepare'> {
  readonly language: Language;
  /** Where to say what is being done. */
  readonly log: (line: string) => void;
  /** Called once requests are answered. */
  readonly whenReady?: (ledger: RunningLedger) => void;
}

const texts = {
  vi: {
    stopping: 'đang dừng … (Ctrl-C lần nữa để dừng ngay)',
    stopped: 'đã dừng',
    databaseEnded: 'PostgreSQL đi kèm đã tự dừng; xem postgres.log trong thư mục dữ liệu',
    unknown: (name: string) => `không có cài đặt nào tên ${name}; bỏ qua`,
  },
  en: {
    stopping: 'stopping … (Ctrl-C again to stop at once)',
    stopped: 'stopped',
    databaseEnded: 'the embedded PostgreSQL ended by itself; see postgres.log in the data directory',
    unknown: (name: string) => `no setting is called ${name}; ignored`,
  },
} as const;

/** Exit codes of a second Ctrl-C and of everything that fails. */
const INTERRUPTED = 130;
const FAILED = 1;
/** How often a process that npm started looks whether npm is still there. */
const PARENT_WATCH_MS = 1_000;

/** A whole process: settings, start, signals, clean stop. Resolves with the exit code; throws `StartRefused` where it can't start. */
export const runUntilStopped = async (options: ProcessOptions): Promise<number> => {
  const { language, log } = options;
  const settings = readSettings(process.env);
  for (const name of unknownSettings(process.env)) log(texts[language].unknown(name));
  const stopping = stopAsked(() => log(texts[language].stopping));
  const ledger = await serve({ ...options, settings, stopping });
  try {
    if (!stopping.aborted) options.whenReady?.(ledger);
    const why = await Promise.race([
      aborted(stopping).then(() => 'asked' as const),
      ledger.resources.database.ended.then(() => 'database-ended' as const),
    ]);
    if (why === 'asked') return 0;
    log(texts[language].databaseEnded);
    return FAILED;
  } finally {
    await ledger.stop();
    log(texts[language].stopped);
  }
};

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** Runs one application of the production shape, where what a person reads goes to the log. */
export const runApplication = async (
  parts: ServeOptions['parts'],
  prepare?: ServeOptions['prepare'],
): Promise<void> => {
  const language: Language = 'en';
  const log = (line: string): void => void process.stderr.write(`${line}\n`);
  try {
    process.exitCode = await runUntilStopped({
      parts,
      prepare,
      language,
      log,
      whenReady: ({ url }) => log(`ready: ${url}`),
    });
  } catch (error) {
    log(error instanceof StartRefused ? `${error.code}: ${error.texts[language]}` : String((error as Error).stack));
    process.exitCode = FAILED;
  }
  process.exit();
};

/** Aborts at SIGINT, SIGTERM, SIGHUP, or the end of the npm that started us. A second signal ends the process at once. */
const stopAsked = (said: () => void): AbortSignal => {
  const stopping = new AbortController();
  const ask = (): void => {
    if (stopping.signal.aborted) process.exit(INTERRUPTED);
    said();
    stopping.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ask);
  if (process.env.npm_lifecycle_event) watchParent(() => stopping.signal.aborted || ask());
  return stopping.signal;
};

/** npm passes signals on, but nothing can when it is killed: then its place as our parent is taken by another. */
const watchParent = (gone: () => void): void => {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    gone();
  }, PARENT_WATCH_MS);
  watch.unref();
};

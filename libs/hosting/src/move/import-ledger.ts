import { checkBeginning, importEvents, OtherHistory } from '@event-store';
import { StartRefused } from '@embedded-postgres';
import { postgresSealedLog, postgresSealStore } from '@sealing/postgres';
import { SealingRefused, takeOverLog, type SignedCheckpoint } from '@sealing/signing';
import { parsePolicy } from '@transparency-log';
import { type Fault, nodeHashes, nodeSignatureCheck, trusted, walkLedger, type LedgerSource } from '@verification';
import { logKeysOf, type LogKeys } from '../log-key';
import { openResources, type Resources } from '../resources';
import type { Settings } from '../settings';
import { kindOf } from './close-for-move';

export type ImportStep = 'verifying' | 'importing' | 'appending' | 'finding' | 'sealing';

export interface ImportLedgerOptions {
  /** The export. Nothing in it is believed but what the log's key has signed. */
  readonly source: LedgerSource;
  /** A trust file; without one the log's own key is what must have signed. */
  readonly trust?: string;
  readonly onProgress: (step: ImportStep, done: number, size: number) => void;
  readonly signal: AbortSignal;
}

export interface ImportedLedger {
  readonly origin: string;
  readonly size: number;
  readonly interrupted: boolean;
}

/** What is wrong with the export: tampering, and no failure of ours. */
export class ExportRefused extends Error {
  constructor(
    readonly fault: Fault,
    readonly position: number | null,
    detail = '',
  ) {
    super(`${fault}${position === null ? '' : ` at ${position}`} ${detail}`);
  }
}

/**
 * A ledger that was closed in one store goes on in the one that the settings name: checked first, then stored as it was, then signed on. Every step
 * may be done again, so a run that was cut off is simply started again; until the last one is done the store takes nothing else.
 */
export const importLedger = async (
  settings: Settings,
  log: (line: string) => void,
  options: ImportLedgerOptions,
): Promise<ImportedLedger> => {
  const logKeys = logKeysOf(settings, { embedded: false });
  const { checkpoint, last, interrupted } = await checked(settings, logKeys, options);
  const { origin, size } = checkpoint;
  if (interrupted) return { origin, size, interrupted };
  const resources = await openResources(settings, log, { importing: true });
  try {
    const { closedFor } = await resources.gate.state();
    if (closedFor === last.commandId) throw sameStore();
    return { origin, size, interrupted: !(await stored(resources, logKeys, checkpoint, options)) };
  } catch (error) {
    throw error instanceof OtherHistory ? otherHistory(error.message) : error;
  } finally {
    await resources.close();
  }
};

interface Checked {
  readonly checkpoint: SignedCheckpoint;
  readonly last: { readonly commandId: string };
  readonly interrupted: boolean;
}

/** The signature, then every event against the signed root, before anything is stored. */
const checked = async (
  settings: Settings,
  { keys, lastSigned }: LogKeys,
  { source, trust, onProgress, signal }: ImportLedgerOptions,
): Promise<Checked> => {
  const note = await source.checkpoint();
  const own = `${keys.map(({ verifierKey }) => `log ${verifierKey}`).join('\n')}\nquorum none\n`;
  const opened = await trusted(note, parsePolicy(nodeHashes.sha256, trust ?? own), nodeSignatureCheck);
  if ('fault' in opened) throw new ExportRefused(opened.fault, null, opened.detail);
  const { origin, size, root } = opened.checkpoint;
  if (origin !== keys[0].name) throw otherKey(origin, keys[0].name);
  const before = lastSigned.read();
  if (before && (before.origin !== origin || before.size > size)) throw moreWasSigned(before.origin, before.size, size);
  let last: Uint8Array = new Uint8Array(0);
  const { finding, interrupted } = await walkLedger({
    hash: nodeHashes.sha256,
    source,
    head: { size, root },
    onEvents: (bodies) => void (last = bodies.at(-1) ?? last),
    onProgress: ({ growth }) => onProgress('verifying', growth.size, size),
    signal,
  });
  const checkpoint = { origin, size, root, note };
  if (interrupted) return { checkpoint, last: { commandId: '' }, interrupted };
  if (finding) throw new ExportRefused(finding.fault, finding.position, finding.tile);
  if (await source.hasMoreThan?.(size)) throw new ExportRefused('EVENT_UNSEALED', size);
  return { checkpoint, last: moved(last, kindOf(settings.LEDGER_EVENT_STORE)), interrupted };
};

/** The last event must say that the ledger left its store for one like this: otherwise it could be written in both. */
const moved = (last: Uint8Array, here: string): Checked['last'] => {
  const event = JSON.parse(Buffer.from(last).toString() || '{}') as {
    readonly type?: string;
    readonly data?: { readonly toStore?: string };
    readonly command?: { readonly id: string };
  };
  if (event.type !== 'LedgerMoved') throw notMoved();
  if (event.data?.toStore !== here) throw movedElsewhere(String(event.data?.toStore), here);
  return { commandId: event.command!.id };
};

const stored = async (
  { gate, journal, importIntoStore, pool }: Resources,
  { keys, lastSigned }: LogKeys,
  checkpoint: SignedCheckpoint,
  { source, onProgress, signal }: ImportLedgerOptions,
): Promise<boolean> => {
  const { size } = checkpoint;
  const at =
    (step: ImportStep) =>
    (done: number): void =>
      onProgress(step, done, size);
  await checkBeginning({ journal, bodies: source.bundles(0, size) });
  await gate.beginImport();
  const bodies = source.bundles(0, size);
  const done = await importEvents({ journal, gate, bodies, onProgress: at('importing'), signal });
  if (signal.aborted || done < size) return false;
  if (!(await importIntoStore({ onAppended: at('appending'), onFound: at('finding'), signal }))) return false;
  const log = postgresSealedLog(pool);
  const sealed = { journal, store: postgresSealStore(pool), log, keys, lastSigned, checkpoint };
  try {
    if (!(await takeOverLog({ ...sealed, onProgress: at('sealing'), signal }))) return false;
  } catch (error) {
    throw error instanceof SealingRefused ? otherHistory(error.message) : error;
  }
  await gate.finishImport();
  return true;
};

const otherKey = (origin: string, own: string): StartRefused =>
  new StartRefused('LOG_ORIGIN_CHANGED', {
    vi: `bản xuất là của ${origin}, còn khóa ký ở đây là của ${own}: hãy mang khóa ký của sổ tới (LEDGER_LOG_KEY hoặc tệp của nó).`,
    en: `the export is of ${origin}, and the signing key here of ${own}: bring the ledger's own signing key (LEDGER_LOG_KEY or its file).`,
  });

const moreWasSigned = (origin: string, before: number, size: number): StartRefused =>
  new StartRefused('LOG_ROLLED_BACK', {
    vi: `tệp trạng thái cạnh khóa nói đã ký ${before} sự kiện dưới tên ${origin}, bản xuất có ${size}: bản xuất này cũ hơn sổ.`,
    en: `the state file beside the key says that ${before} events were signed as ${origin}, and the export has ${size}: it is older than the ledger.`,
  });

const notMoved = (): StartRefused =>
  new StartRefused('EXPORT_NOT_CLOSED', {
    vi: 'sự kiện cuối của bản xuất không phải LedgerMoved: kho cũ vẫn còn ghi được. Hãy xuất bằng ledger export <thư mục> --move-to.',
    en: "the export's last event is not LedgerMoved: its store can still be written. Export with ledger export <directory> --move-to.",
  });

const movedElsewhere = (to: string, here: string): StartRefused =>
  new StartRefused('MOVED_ELSEWHERE', {
    vi: `sổ đã đóng để chuyển sang ${to}, còn LEDGER_EVENT_STORE ở đây là ${here}.`,
    en: `the ledger was closed for a move to ${to}, and LEDGER_EVENT_STORE here is ${here}.`,
  });

const sameStore = (): StartRefused =>
  new StartRefused('MOVED_FROM_HERE', {
    vi: 'đây chính là kho mà sổ đã rời đi: nó không mở lại.',
    en: 'this is the store that the ledger left: it is not opened again.',
  });

const otherHistory = (message: string): StartRefused =>
  new StartRefused('OTHER_HISTORY', {
    vi: `kho đích có lịch sử khác: ${message}; hãy chọn một kho trống.`,
    en: `the target holds another history: ${message}; choose an empty one.`,
  });

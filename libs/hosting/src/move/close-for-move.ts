import { setTimeout as pause } from 'node:timers/promises';
import { StartRefused } from '@embedded-postgres';
import { EventSourcedLedger } from '@command-handling';
import type { StoreKind } from '@programme/ledger/domain';
import { recordMove } from '@programme/ledger/write';
import { type SealedLog } from '@sealing';
import { postgresSealedLog } from '@sealing/postgres';
import type { OpenedLedger } from '../read-ledger';
import { openResources, type Resources } from '../resources';
import { startSealing } from '../sealing';
import type { Settings } from '../settings';

export type MoveStep = 'settling' | 'recording' | 'sealing';

export interface ClosingOptions {
  readonly to: Settings['LEDGER_EVENT_STORE'];
  readonly onStep: (step: MoveStep) => void;
  readonly signal: AbortSignal;
}

/** How often it is looked whether somebody else is done. */
const LOOK_EVERY_MS = 50;

/**
 * Opens the ledger's data and closes the store: from then on it takes no append, `LedgerMoved` is its last event, and a checkpoint over all of it is
 * published. Each step may be done again, so a run that was cut off is simply started again. Null where the signal aborted.
 */
export const closeForMove = async (
  settings: Settings,
  log: (line: string) => void,
  options: ClosingOptions,
): Promise<OpenedLedger | null> => {
  const resources = await openResources(settings, log);
  try {
    const sealedLog = postgresSealedLog(resources.pool);
    if (await close(resources, sealedLog, options))
      return { journal: resources.journal, log: sealedLog, close: resources.close };
    await resources.close();
    return null;
  } catch (error) {
    await resources.close();
    throw error;
  }
};

const close = async (
  resources: Resources,
  log: SealedLog,
  { to, onStep, signal }: ClosingOptions,
): Promise<boolean> => {
  const { gate, journal, randomness } = resources;
  const journalWorker = await resources.startJournal(() => undefined);
  // A key that is missing or another log's is told before the store is closed.
  const sealer = await startSealing(resources, log);
  try {
    if ((await journal.size()) === 0) throw nothingToMove();
    const commandId = await gate.close(randomness.uuid('move'));
    onStep('settling');
    if (!(await until(gate.settled.bind(gate), signal))) return false;
    onStep('recording');
    const eventId = await record(resources, to, commandId);
    const isThere = async (): Promise<boolean> => (await journal.byIds([eventId])).length === 1;
    if (!(await until(isThere, signal))) return false;
    onStep('sealing');
    return await until(async () => (await log.latest())?.size === (await journal.size()), signal);
  } finally {
    await sealer.stop();
    await journalWorker?.stop();
  }
};

/** Answers with the event's id. */
const record = async (
  { settings, store, codec, clock }: Resources,
  to: ClosingOptions['to'],
  commandId: string,
): Promise<string> => {
  const data = { fromStore: kindOf(settings.LEDGER_EVENT_STORE), toStore: kindOf(to) };
  const outcome = await recordMove(new EventSourcedLedger(store, codec, clock), data, commandId);
  switch (outcome.kind) {
    case 'receipt':
      return outcome.eventIds[0]!;
    case 'refused':
      throw outcome.code === 'IDEMPOTENCY_KEY_REUSED' ? closedForAnother() : new Error(`LedgerMoved: ${outcome.code}`);
  }
};

export const kindOf = (store: Settings['LEDGER_EVENT_STORE']): StoreKind =>
  store === 'postgres' ? 'POSTGRES' : 'KURRENTDB';

const until = async (isSo: () => Promise<boolean>, signal: AbortSignal): Promise<boolean> => {
  while (!signal.aborted) {
    if (await isSo()) return true;
    await pause(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
  return false;
};

const nothingToMove = (): StartRefused =>
  new StartRefused('NOTHING_TO_MOVE', {
    vi: 'sổ này chưa có sự kiện nào, nên không có gì để chuyển.',
    en: 'this ledger has no event, so there is nothing to move.',
  });

const closedForAnother = (): StartRefused =>
  new StartRefused('MOVED_ELSEWHERE', {
    vi: 'kho này đã đóng để chuyển sang một loại kho khác: hãy chạy lại với --move-to như lần đầu.',
    en: 'this store was closed for a move to another kind of store: run it again with the --move-to of the first time.',
  });

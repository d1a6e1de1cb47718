import type { Journal } from '@event-store';
import { grow, leafHash, rangeOfGrowth, rootOf } from '@transparency-log';
import type { SealedLog } from '../sealed-log';
import { sha256 } from '../sha256';
import { refuseAnotherHistory, SealingRefused } from './history';
import type { LastSigned } from './last-signed';
import { EpochLost, type SealStore, type SignedCheckpoint } from './seal-store';
import type { SigningKey } from './signing-key';

/** Events that are read and hashed before the tiles are written: at 300 bytes each, about 1 MB. */
const BATCH_EVENTS = 4_096;

export interface TakeOver {
  readonly journal: Journal;
  readonly store: SealStore;
  readonly log: SealedLog;
  /** The keys that signed it, and go on to sign. */
  readonly keys: readonly [SigningKey, ...SigningKey[]];
  readonly lastSigned: LastSigned;
  /** The last one that was published where the ledger comes from; its note holds the witnesses' lines too. */
  readonly checkpoint: SignedCheckpoint;
  readonly onProgress: (done: number) => void;
  readonly signal: AbortSignal;
}

/**
 * The log goes on in another database: its tree is grown from what is stored there, must lead to what was signed last, and is published as it was. Then
 * it is written beside the key. Each step may be done again. Answers false where the signal aborted; throws `SealingRefused` where it is another history.
 */
export const takeOverLog = async (options: TakeOver): Promise<boolean> => {
  const { journal, store, log, keys, lastSigned, checkpoint, onProgress, signal } = options;
  const [{ name: origin }] = keys;
  const state = await store.begin(
    origin,
    keys.map(({ verifierKey }) => verifierKey),
  );
  let { growth } = state;
  while (growth.size < checkpoint.size && !signal.aborted) {
    const events = await journal.page(growth.size, Math.min(BATCH_EVENTS, checkpoint.size - growth.size));
    if (events.length === 0) break;
    const leaves = events.map(({ body }) => leafHash(sha256, Buffer.from(body)));
    const grown = grow(sha256, growth, leaves);
    await store.extend(state.epoch, growth.size, grown.growth, grown.full);
    ({ growth } = grown);
    onProgress(growth.size);
  }
  if (signal.aborted) return false;
  const before = [lastSigned.read(), state.signed, checkpoint].filter((signed) => signed !== null);
  const now = { journalSize: await journal.size(), treeSize: growth.size, root: (size: number) => log.root(size) };
  await refuseAnotherHistory(origin, before, now);
  if (!Buffer.from(rootOf(sha256, rangeOfGrowth(sha256, growth))).equals(checkpoint.root))
    throw new SealingRefused(
      'LOG_FORKED',
      `the tree of ${growth.size} events does not have the root that was signed`,
      checkpoint,
    );
  if ((state.signed?.size ?? 0) < checkpoint.size) await store.sign(state.epoch, checkpoint);
  else if (state.signed?.size !== checkpoint.size) throw new EpochLost('more was signed here than was brought');
  lastSigned.write(checkpoint);
  await store.publish(origin, checkpoint.size, []);
  return true;
};

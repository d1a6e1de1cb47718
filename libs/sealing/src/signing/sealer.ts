import { Logger } from '@nestjs/common';
import type { Journal, StoredEvent } from '@event-store';
import { formatCheckpoint, grow, leafHash, rangeOfGrowth, rootOf, signNote, type Growth } from '@transparency-log';
import type { SealedLog } from '../sealed-log';
import { sha256 } from '../sha256';
import { refuseAnotherHistory } from './history';
import type { LastSigned, Signed } from './last-signed';
import { Publisher } from './publisher';
import type { SealLease, SealState, SealStore } from './seal-store';
import type { SigningKey } from './signing-key';
import type { WitnessPolicy } from './witness';

/** In every second in which the ledger grew a checkpoint is signed (DESIGN.md 6). */
const SIGN_EVERY_MS = 1_000;
/** Events that are read and hashed before the tiles are written: at 300 bytes each, about 1 MB. */
const BATCH_EVENTS = 4_096;
/** How often a process asks for the right to seal while another one has it, and tries again after a failure of the machine. */
const TAKE_OVER_MS = 500;

export interface SealerOptions {
  readonly journal: Journal;
  readonly store: SealStore;
  readonly log: SealedLog;
  /** The first is the one in use; during a rotation the others sign too. */
  readonly keys: readonly [SigningKey, ...SigningKey[]];
  readonly lastSigned: LastSigned;
  readonly witnesses: WitnessPolicy | null;
}

/**
 * Grows the tree from the journal, and signs what it is. One process seals at a time (lease); should two ever believe that they do, the epoch
 * in the database lets one of them write. Held by Nest.
 */
export class Sealer {
  private readonly logger = new Logger(Sealer.name);
  private readonly stopping = new AbortController();
  private readonly publisher: Publisher;
  private running: Promise<void> | null = null;

  constructor(private readonly options: SealerOptions) {
    this.publisher = new Publisher(options);
  }

  /** Throws `SealingRefused` where the database is not the one that was signed. Then runs until `stop`. */
  async start(): Promise<void> {
    if (this.running) return;
    const { log, lastSigned } = this.options;
    await this.refuseAnotherHistory([lastSigned.read(), await log.latest()], await log.treeSize());
    this.running = this.run();
  }

  /** Signs what is in the tree, and ends. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    await this.publisher.stop();
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        const lease = await this.options.store.lease();
        try {
          if (await lease.take()) await this.seal(lease);
        } finally {
          lease.release();
        }
      } catch (error) {
        // Refusals too: an operator may be putting the database right, and until then nothing is signed.
        this.logger.error(`nothing is sealed: ${(error as Error).message}`);
      }
      await elapsed(TAKE_OVER_MS, signal);
    }
  }

  private async seal(lease: SealLease): Promise<void> {
    const { store, keys } = this.options;
    const verifierKeys = keys.map(({ verifierKey }) => verifierKey);
    const state = await store.begin(keys[0].name, verifierKeys);
    await this.follow(state, AbortSignal.any([lease.lost, this.stopping.signal]));
  }

  /** Until the signal: the tree follows the journal, and is signed in each second in which it grew. */
  private async follow(state: SealState, ending: AbortSignal): Promise<void> {
    const { journal, lastSigned } = this.options;
    const events = journal.subscribe(state.growth.size, { signal: ending, batchSize: BATCH_EVENTS });
    const batches = events[Symbol.asyncIterator]();
    /** What was signed before, and must be found in this tree before anything else is signed. */
    let before: readonly Signed[] = [lastSigned.read(), state.signed].filter((signed) => signed !== null);
    before = await this.refuseAnotherHistory(before, state.growth.size);
    if (before.length === 0) await this.publisher.resume(state);
    let growth = state.growth;
    let signed = state.signed?.size ?? 0;
    let signedAt = -Infinity;
    const signNow = async (): Promise<void> => {
      before = await this.refuseAnotherHistory(before, growth.size);
      if (before.length === 0 && growth.size > signed) {
        await this.sign(state.epoch, growth);
        signed = growth.size;
      }
      signedAt = performance.now();
    };
    let next = batches.next();
    for (;;) {
      const dueIn = growth.size > signed ? signedAt + SIGN_EVERY_MS - performance.now() : Infinity;
      const batch = dueIn > 0 ? await orDue(next, dueIn) : DUE;
      if (batch === DUE) await signNow();
      else if (batch.done) break;
      else {
        growth = await this.extend(state.epoch, growth, batch.value);
        next = batches.next();
      }
    }
    await signNow();
  }

  private async extend(epoch: number, growth: Growth, events: readonly StoredEvent[]): Promise<Growth> {
    const leaves = events.map(({ body }) => leafHash(sha256, Buffer.from(body)));
    const grown = grow(sha256, growth, leaves);
    await this.options.store.extend(epoch, growth.size, grown.growth, grown.full);
    return grown.growth;
  }

  /** Signed and durable in the database, then beside the key; only then may anybody see it. */
  private async sign(epoch: number, growth: Growth): Promise<void> {
    const { store, keys, lastSigned } = this.options;
    const signed: Signed = {
      origin: keys[0].name,
      size: growth.size,
      root: rootOf(sha256, rangeOfGrowth(sha256, growth)),
    };
    const checkpoint = { ...signed, note: signNote(formatCheckpoint(signed), keys) };
    await store.sign(epoch, checkpoint);
    lastSigned.write(signed);
    await this.publisher.publish(checkpoint);
  }

  private async refuseAnotherHistory(before: readonly (Signed | null)[], treeSize: number): Promise<readonly Signed[]> {
    const { keys, journal, log } = this.options;
    const signed = before.filter((each) => each !== null);
    if (signed.length === 0) return [];
    const journalSize = await journal.size();
    return refuseAnotherHistory(keys[0].name, signed, { journalSize, treeSize, root: (size) => log.root(size) });
  }
}

const DUE = Symbol('due');

/** What comes first: the batch, or the time. At the end of the subscription it is the batch. */
const orDue = <T>(next: Promise<T>, milliseconds: number): Promise<T | typeof DUE> => {
  if (milliseconds === Infinity) return next;
  let timer: NodeJS.Timeout;
  const due = new Promise<typeof DUE>((resolve) => {
    timer = setTimeout(() => resolve(DUE), milliseconds);
  });
  return Promise.race([next, due]).finally(() => clearTimeout(timer));
};

/** So many milliseconds, or until the signal. */
const elapsed = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end);
  });

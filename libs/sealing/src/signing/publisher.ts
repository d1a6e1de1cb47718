import { Logger } from '@nestjs/common';
import { proveConsistency } from '@transparency-log';
import type { SealedLog } from '../sealed-log';
import { sha256 } from '../sha256';
import type { LastSigned } from './last-signed';
import type { SealState, SealStore, SignedCheckpoint } from './seal-store';
import { offer, type Witness, type WitnessPolicy, type WitnessSizes } from './witness';

export interface PublisherOptions {
  readonly store: SealStore;
  readonly log: SealedLog;
  readonly lastSigned: LastSigned;
  readonly witnesses: WitnessPolicy | null;
}

/** Witnesses that were away, or too few, are asked again after this, also where the ledger stands still. */
const ASK_AGAIN_MS = 10_000;

/**
 * Makes what was signed visible. Where witnesses are to be heard, they are asked first, and meanwhile the tree grows: of the checkpoints that
 * wait, only the latest is offered.
 */
export class Publisher {
  private readonly logger = new Logger(Publisher.name);
  private readonly sizes: WitnessSizes = new Map();
  private waiting: SignedCheckpoint | null = null;
  private asking: Promise<void> | null = null;
  private again: NodeJS.Timeout | null = null;

  constructor(private readonly options: PublisherOptions) {}

  /** Resolves when it is published; with witnesses, when it is taken up to be offered. */
  async publish(checkpoint: SignedCheckpoint): Promise<void> {
    const { store, witnesses } = this.options;
    if (witnesses === null) return store.publish(checkpoint.origin, checkpoint.size, []);
    this.offer(checkpoint, witnesses);
  }

  /** After a worker that ended between signing and publishing: what it signed is kept beside the key first. */
  async resume({ signed }: SealState): Promise<void> {
    if (signed === null) return;
    const { store, lastSigned } = this.options;
    const kept = lastSigned.read();
    const latest = (await store.unpublished(signed.origin)).at(-1);
    if (latest?.size !== signed.size) return;
    if (kept === null || kept.size < signed.size) lastSigned.write(signed);
    await this.publish(latest);
  }

  /** Asks nobody any more; resolves when what is under way has ended. */
  async stop(): Promise<void> {
    await this.asking;
    this.forget();
  }

  private offer(checkpoint: SignedCheckpoint, witnesses: WitnessPolicy): void {
    this.forget();
    this.waiting = checkpoint;
    this.asking ??= this.ask(witnesses).finally(() => {
      this.asking = null;
    });
  }

  private forget(): void {
    if (this.again) clearTimeout(this.again);
    this.again = null;
  }

  private async ask(witnesses: WitnessPolicy): Promise<void> {
    for (let checkpoint = this.take(); checkpoint !== null; checkpoint = this.take())
      try {
        await this.askFor(checkpoint, witnesses);
      } catch (error) {
        this.askAgain(checkpoint, witnesses, (error as Error).message);
      }
  }

  /** Unless a later one waits, which makes this one needless. */
  private askAgain(checkpoint: SignedCheckpoint, witnesses: WitnessPolicy, why: string): void {
    this.logger.warn(`checkpoint of size ${checkpoint.size} is not published yet: ${why}`);
    if (this.waiting === null) this.again = setTimeout(() => this.offer(checkpoint, witnesses), ASK_AGAIN_MS);
  }

  private take(): SignedCheckpoint | null {
    const { waiting } = this;
    this.waiting = null;
    return waiting;
  }

  private async askFor(checkpoint: SignedCheckpoint, policy: WitnessPolicy): Promise<void> {
    const { store } = this.options;
    const answers = await Promise.all(policy.witnesses.map((witness) => this.linesOf(witness, checkpoint)));
    const lines = await policy.valid(checkpoint.note, answers.flat());
    if (await policy.satisfied(checkpoint.note, lines)) return store.publish(checkpoint.origin, checkpoint.size, lines);
    this.askAgain(checkpoint, policy, 'too few cosignatures');
  }

  private async linesOf(witness: Witness, checkpoint: SignedCheckpoint): Promise<readonly string[]> {
    const { log } = this.options;
    try {
      return await offer(witness, checkpoint, (from, to) => proveConsistency(sha256, log.tiles, from, to), this.sizes);
    } catch (error) {
      this.logger.warn((error as Error).message);
      return [];
    }
  }
}

import { setTimeout as wait } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { EventCodec, Journal } from '@event-store';
import { declarationHash } from '../declarations';
import type { Lease, OpenLease } from '../leasing';
import type { ProjectionStore, ScratchStore } from '../progress';
import type { Projection } from '../projection';
import type { Skip } from '../projection-orders';
import { JournalReader, cutAt } from '../reading';
import type { Scratch } from '../scratches';
import { applierOf, type Applier } from './applying';
import { trusting } from './purity';
import { ProjectionRounds } from './rounds';

/** How often a process looks whether a scratch is ordered, or another process left one. Nobody is in a hurry with one. */
const LOOK_MILLISECONDS = 1_000;

/** Writes down in the ledger that a scratch was ordered, and dropped; repeats under the order's id without a second event. */
export interface ScratchRecord {
  ordered(scratch: Scratch): Promise<void>;
  dropped(scratch: Scratch): Promise<void>;
}

export interface ScratchRunnerOptions {
  readonly journal: Journal;
  readonly codec: EventCodec;
  readonly store: ProjectionStore;
  readonly scratches: ScratchStore;
  readonly openLease: OpenLease;
  readonly projections: readonly Projection[];
  readonly record: ScratchRecord;
  /** The events that the ledger says are left out. */
  readonly skips?: () => Promise<readonly Skip[]>;
}

/**
 * Builds the scratches that no other process is at, one after the other, and drops them, beside the live projections: the same folds over a journal
 * that ends at the size. What a scratch has come to is in the database, so that the next process goes on with it. Held by Nest; everything else
 * here is functions.
 */
export class ScratchRunner {
  private readonly logger = new Logger(ScratchRunner.name);
  private readonly stopping = new AbortController();
  private running: Promise<void> | null = null;
  private building: Promise<void> | null = null;

  constructor(private readonly options: ScratchRunnerOptions) {}

  /** Runs until `stop`. */
  start(): void {
    this.running ??= this.run();
  }

  /** Ends after the batch that is being applied. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const names = this.options.projections.map(({ name }) => name);
    while (!this.stopping.signal.aborted) {
      try {
        const open = await this.options.scratches.open(names);
        for (const scratch of open.filter(isToGo)) await this.alone(scratch, () => this.drop(scratch));
        const toBuild = open.filter((scratch) => !isToGo(scratch));
        if (toBuild.length > 0) this.building ??= this.buildAll(toBuild);
      } catch (error) {
        this.complain(error);
      }
      await this.pause(LOOK_MILLISECONDS);
    }
    await this.building;
  }

  private async buildAll(scratches: readonly Scratch[]): Promise<void> {
    try {
      for (const scratch of scratches) await this.alone(scratch, (lease) => this.build(scratch, lease));
    } catch (error) {
      this.complain(error);
    } finally {
      this.building = null;
    }
  }

  /** Unless another process is at it. */
  private async alone(scratch: Scratch, work: (lease: Lease) => Promise<void>): Promise<void> {
    const lease = await this.options.openLease();
    try {
      if ((await lease.take([`scratch ${scratch.id}`])).length > 0) await work(lease);
    } finally {
      lease.release();
    }
  }

  private async drop(scratch: Scratch): Promise<void> {
    // It may have been given up before anybody began it.
    await this.options.record.ordered(scratch);
    await this.options.record.dropped(scratch);
    await this.options.scratches.drop(scratch);
  }

  private async build(scratch: Scratch, lease: Lease): Promise<void> {
    const { store, scratches, record, codec, journal } = this.options;
    await record.ordered(scratch);
    const appliers = await this.appliersOf(scratch);
    const reader = new JournalReader(cutAt(journal, scratch.size));
    const rounds = new ProjectionRounds(reader, { codec, store, purity: trusting });
    for (const applier of appliers) {
      await applier.finish();
      rounds.add(applier);
    }
    const isOurs = async (): Promise<boolean> =>
      !this.stopping.signal.aborted && !lease.lost.aborted && (await scratches.isWanted(scratch.id));
    while (appliers.some(isUnderWay)) {
      if (!(await isOurs())) return;
      if (!(await rounds.next())) await rounds.wait(LOOK_MILLISECONDS);
      await rounds.settled();
    }
    if (appliers.some(isFaulted)) return scratches.fail(scratch);
    for (const { projection, checkpoint } of appliers) {
      if (!(await isOurs())) return;
      await scratches.compare(projection, checkpoint);
    }
    await scratches.publish(scratch, appliers);
  }

  private async appliersOf(scratch: Scratch): Promise<readonly Applier[]> {
    const { projections, codec, scratches, store, skips } = this.options;
    const skipped = (await skips?.()) ?? [];
    const mine = projections.filter(({ name }) => scratch.projections.includes(name));
    const checkpoints = await scratches.prepare(scratch, mine, (one) => declarationHash(one, codec.definitions));
    return checkpoints.map((checkpoint) => {
      const { name, version } = checkpoint;
      const leftOut = new Set(
        skipped.filter((skip) => skip.name === name && skip.version === version).map(({ position }) => position),
      );
      const projection = mine.find((one) => one.name === name)!;
      return applierOf(projection, checkpoint, store, trusting, (position) => leftOut.has(position));
    });
  }

  private async pause(milliseconds: number): Promise<void> {
    const { signal } = this.stopping;
    await wait(milliseconds, undefined, { signal }).catch(() => undefined);
  }

  private complain(error: unknown): void {
    this.logger.error(`a scratch could not be worked on, and is tried again: ${(error as Error).message}`);
  }
}

const isToGo = ({ state }: Scratch): boolean => state === 'DROPPING';
const isFaulted = ({ checkpoint }: Applier): boolean => checkpoint.fault !== null;
const isUnderWay = ({ checkpoint: { fault, size, targetSize, indexed } }: Applier): boolean =>
  !fault && (size < targetSize || !indexed);

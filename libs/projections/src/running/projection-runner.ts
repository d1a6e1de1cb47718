import { Logger } from '@nestjs/common';
import type { EventCodec, Journal } from '@event-store';
import { checkDeclarations, declarationHash } from '../declarations';
import type { Lease, OpenLease } from '../leasing';
import type { Checkpoint, OrderBook, ProjectionStore } from '../progress';
import type { Projection } from '../projection';
import type { Order, Skip } from '../projection-orders';
import { JournalReader } from '../reading';
import { applierOf, type Applier } from './applying';
import { buildsOf, type Builds } from './building';
import { obedience, type OrderRecord } from './obeying';
import { probe } from './probing';
import { suspicious, trusting, type Purity } from './purity';
import { ProjectionRounds } from './rounds';
import type { Threads } from './threads';

/** How often a process asks for projections that another one runs: the time to take over. */
const TAKE_OVER_MILLISECONDS = 500;
/** How often a process looks whether it was ordered to do something. */
const ORDERS_MILLISECONDS = 250;
/** How often tables are looked for that were replaced and that nobody reads any more. */
const DROP_MILLISECONDS = 10_000;
/** A machine failure (database or store away) is tried again after this. */
const RETRY_MILLISECONDS = 500;

export interface ProjectionRunnerOptions {
  readonly journal: Journal;
  readonly codec: EventCodec;
  readonly store: ProjectionStore;
  readonly openLease: OpenLease;
  readonly projections: readonly Projection[];
  /** In development and tests: inputs are frozen, and every answer is asked for twice. */
  readonly suspicious?: boolean;
  /** Where they are far behind, they are folded and written by these threads; without them by this one. */
  readonly threads?: Threads | undefined;
  /** Where orders to the projections stand; without it nobody gives any. */
  readonly orders?: { readonly book: OrderBook; readonly record: OrderRecord };
  /** The events that the ledger says are left out. */
  readonly skips?: () => Promise<readonly Skip[]>;
}

/**
 * Runs the projections of the ledger that no other process runs: the journal is read once for all of them, and each keeps rows and
 * checkpoint in one transaction. Held by Nest; everything else here is functions.
 */
export class ProjectionRunner {
  private readonly logger = new Logger(ProjectionRunner.name);
  private readonly purity: Purity;
  private readonly stopping = new AbortController();
  private running: Promise<void> | null = null;
  private rounds: ProjectionRounds | null = null;
  /** What is left out, by projection, version and position. */
  private readonly leftOut = new Set<string>();

  constructor(private readonly options: ProjectionRunnerOptions) {
    this.purity = options.suspicious ? suspicious : trusting;
    checkDeclarations(options.projections, options.codec.definitions);
  }

  /**
   * Throws `DeclarationChanged` where a declaration isn't the one that the tables were made of, `DeclarationRefused` where it is no pure function.
   * Then runs until `stop`.
   */
  async start(): Promise<void> {
    if (this.running) return;
    await this.options.store.check(this.options.projections, this.hash);
    await probe(this.options.projections, this.options);
    this.running = this.run();
  }

  /** Ends after the batch that is being applied. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.rounds?.wake();
    await this.running;
  }

  /** Names of the projections that this process runs. */
  get held(): readonly string[] {
    return this.rounds?.names ?? [];
  }

  private readonly hash = (projection: Projection): string =>
    declarationHash(projection, this.options.codec.definitions);

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        const lease = await this.options.openLease();
        try {
          await this.work(lease);
        } finally {
          lease.release();
        }
      } catch (error) {
        if (this.stopping.signal.aborted) return;
        this.logger.error(`projections stopped and start again: ${(error as Error).message}`);
      }
      await this.pause(RETRY_MILLISECONDS);
    }
  }

  private async work(lease: Lease): Promise<void> {
    const { journal, codec, store, threads } = this.options;
    const reader = new JournalReader(journal);
    const rounds = new ProjectionRounds(reader, { codec, store, purity: this.purity, threads });
    this.rounds = rounds;
    const wake = (): void => rounds.wake();
    lease.lost.addEventListener('abort', wake);
    const builds = buildsOf(rounds, store, this.options.orders?.book ?? null, (words) => this.logger.warn(words));
    const obey = this.obedienceOf(rounds, builds);
    let nextTake = 0;
    let nextLook = 0;
    let nextDrop = 0;
    try {
      while (!this.stopping.signal.aborted && !lease.lost.aborted) {
        const missing = this.options.projections.filter(({ name }) => !rounds.names.includes(name));
        if (missing.length > 0 && performance.now() >= nextTake) {
          for (const applier of await this.take(lease, missing)) rounds.add(applier);
          nextTake = performance.now() + TAKE_OVER_MILLISECONDS;
        }
        if (performance.now() >= nextLook) {
          const { names } = rounds;
          const mine = this.options.projections.filter(({ name }) => names.includes(name));
          await obey?.(mine, this.complain);
          nextLook = performance.now() + ORDERS_MILLISECONDS;
        }
        if (performance.now() >= nextDrop) {
          await store.dropRetired();
          nextDrop = performance.now() + DROP_MILLISECONDS;
        }
        const isBehind = await rounds.next();
        await builds.step(this.complain);
        if (!isBehind) await rounds.wait(ORDERS_MILLISECONDS);
      }
    } finally {
      lease.lost.removeEventListener('abort', wake);
      this.rounds = null;
      await builds.settled();
      await rounds.close();
      await rounds.settled();
      reader.close();
    }
  }

  private obedienceOf(rounds: ProjectionRounds, builds: Builds): ReturnType<typeof obedience> | null {
    const { orders, store, projections } = this.options;
    if (!orders) return null;
    const begin = async (order: Order): Promise<void> => {
      const projection = projections.find(({ name }) => name === order.name)!;
      await orders.record.begun(projection, order);
      await this.lookWhatIsLeftOut();
      rounds.add(this.applierOf(projection, await store.build(projection, this.hash(projection), order.id)));
    };
    const leaveOut = (skip: Skip): void => void this.leftOut.add(idOf(skip));
    return obedience({ ...orders, store, rounds, builds, begin, leaveOut });
  }

  private applierOf(projection: Projection, checkpoint: Checkpoint): Applier {
    const { name, version } = projection;
    // Nearly always there is none; and the question is asked for each event of each projection.
    const isSkipped = (position: number): boolean =>
      this.leftOut.size > 0 && this.leftOut.has(idOf({ name, version, position }));
    return applierOf(projection, checkpoint, this.options.store, this.purity, isSkipped);
  }

  /** Events are left out by every process alike, whichever was told. */
  private async lookWhatIsLeftOut(): Promise<void> {
    for (const skip of (await this.options.skips?.()) ?? []) this.leftOut.add(idOf(skip));
  }

  private readonly complain = (error: unknown): void =>
    this.logger.error(`an order could not be carried out, and is tried again: ${(error as Error).message}`);

  /** Tables are made and looked at only by the process that holds the projection. */
  private async take(lease: Lease, missing: readonly Projection[]): Promise<readonly Applier[]> {
    const { journal, store } = this.options;
    // By version: while a worker of the version before still runs, the tables of the next one are built beside its own.
    const right = ({ name, version }: Projection): string => `${name} v${version}`;
    const taken = new Set(await lease.take(missing.map(right)));
    const appliers: Applier[] = [];
    if (taken.size > 0) await this.lookWhatIsLeftOut();
    for (const projection of missing.filter((one) => taken.has(right(one))))
      for (const checkpoint of await store.prepare(projection, this.hash(projection), await journal.size())) {
        const applier = this.applierOf(projection, checkpoint);
        if (checkpoint.serving) await applier.finish();
        appliers.push(applier);
      }
    return appliers;
  }

  private async pause(milliseconds: number): Promise<void> {
    const { signal } = this.stopping;
    if (signal.aborted) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      signal.addEventListener('abort', done);
    });
  }
}

const idOf = ({ name, version, position }: Skip): string => `${name} v${version} @${position}`;

import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Clock, Ledger } from '@command-handling';
import { PolicyRunner } from '@policies';
import { PolicyStore } from '@policies/postgres';
import { ProjectionRunner, ScratchRunner } from '@projections';
import { openLease, postgresOrderBook, postgresProjectionStore, postgresScratchStore } from '@projections/postgres';
import { sweepVault } from '@vault/postgres';
import {
  beginToday,
  enablePolicy,
  openLedger,
  orderRecord,
  scratchRecord,
  skippedEvents,
} from '@programme/ledger/write';
import { SealedLog } from '@sealing';
import type { Sealer } from '@sealing/signing';
import type { JournalWorker } from '@event-store/kurrentdb';
import { journalFigures } from './http/journal-figures';
import { Metrics } from './http/metrics';
import { projectionThreads } from './projection-threads';
import { Resources } from './resources';
import { startSealing } from './sealing';
import { deciders, policies, projections } from './slices';
import { sweepUnlessBehind } from './sweeping';

/** How often it is looked whether a new day has begun in Vietnam: a day's deadlines fall due within a minute of its beginning. */
const LOOK_FOR_DAY_MS = 60_000;

/** The journal is a few milliseconds behind a store of its own; nobody is kept waiting by looking so often. */
const LOOK_AT_LAG_MS = 5;

/** Rows that are to be swept are a day old: an hour more or less is nothing to them. */
const SWEEP_EVERY_MS = 60 * 60_000;

/** What goes on by itself: the log is sealed, projections follow the journal, policies react, days begin. Started once the ledger is open. */
@Injectable()
export class Worker implements OnModuleDestroy {
  private readonly logger = new Logger(Worker.name);
  readonly projections: ProjectionRunner;
  private readonly scratches: ScratchRunner;
  readonly policies: PolicyRunner;
  private journalWorker: JournalWorker | null = null;
  private sealer: Sealer | null = null;
  private day: NodeJS.Timeout | null = null;
  private sweep: NodeJS.Timeout | null = null;
  private sweeping: Promise<void> = Promise.resolve();

  constructor(
    private readonly ledger: Ledger,
    private readonly clock: Clock,
    private readonly resources: Resources,
    private readonly log: SealedLog,
    metrics: Metrics,
  ) {
    metrics.add(async () => (this.journalWorker ? journalFigures(this.journalWorker) : []));
    const { journal, codec, pool, settings, database } = resources;
    const running = {
      journal,
      codec,
      store: postgresProjectionStore(pool),
      openLease: () => openLease(pool),
      projections,
      skips: () => skippedEvents(ledger),
    };
    const orders = { book: postgresOrderBook(pool), record: orderRecord(ledger) };
    const threads = projectionThreads(settings.LEDGER_PROJECTION_THREADS, {
      connectionString: database.applicationUrl,
    });
    this.projections = new ProjectionRunner({ ...running, threads, orders });
    this.scratches = new ScratchRunner({
      ...running,
      scratches: postgresScratchStore(pool),
      record: scratchRecord(ledger),
    });
    this.policies = new PolicyRunner({
      journal,
      codec,
      ledger,
      store: new PolicyStore(pool),
      policies,
      deciders,
      enable: async (policy) => {
        // From now on, and not from where the journal happens to be.
        await this.journalCaughtUp();
        return enablePolicy(ledger, policy, await journal.size());
      },
    });
  }

  /** The ledger's first event, where it isn't there: this is no demo, which opens it before. */
  async openForProduction(): Promise<void> {
    await openLedger(this.ledger, { purpose: 'PRODUCTION' });
  }

  /** The log, projections and policies. The ledger is open by then, so that no event stands before the one that says what it is for. */
  async follow(): Promise<void> {
    await this.followToRead();
    this.policies.start();
    // An order is an event: a ledger that takes none builds no scratch.
    this.scratches.start();
  }

  /** The log and projections: all that a ledger needs which takes no event any more. */
  async followToRead(): Promise<void> {
    this.journalWorker ??= await this.resources.startJournal((line) => this.logger.error(`the journal: ${line}`));
    this.sealer ??= await startSealing(this.resources, this.log);
    await this.projections.start();
  }

  /** Once the journal has everything that was appended so far. At once where the store is its own journal. */
  async journalCaughtUp(): Promise<void> {
    while (this.journalWorker && (await this.journalWorker.lagBytes()) > 0n)
      await new Promise((resolve) => setTimeout(resolve, LOOK_AT_LAG_MS));
  }

  /** From now on days begin by the machine's clock. */
  async beginDays(): Promise<void> {
    await beginToday(this.ledger, this.clock);
    this.day = setInterval(() => {
      beginToday(this.ledger, this.clock).catch((error: unknown) =>
        // The next look tries again.
        this.logger.error(`the day could not be begun: ${(error as Error).message}`),
      );
    }, LOOK_FOR_DAY_MS);
  }

  /** From now on what refused and cut-off commands left in the vault is removed, once it is old enough. */
  sweepTheVault(): void {
    const sweep = (): void => {
      this.sweeping = this.sweepOnce().catch((error: unknown) =>
        // The next run goes on.
        this.logger.error(`the vault could not be swept: ${(error as Error).message}`),
      );
    };
    sweep();
    this.sweep = setInterval(sweep, SWEEP_EVERY_MS);
  }

  private async sweepOnce(): Promise<void> {
    const swept = await sweepUnlessBehind(this.journalWorker, () => sweepVault(this.resources.pool));
    if (swept === null)
      this.logger.warn('the vault is not swept: the journal is behind its store, or another process writes it');
    else if (swept.removed > 0) this.logger.log(`${swept.removed} rows without an event were swept from the vault`);
  }

  async onModuleDestroy(): Promise<void> {
    if (this.day) clearInterval(this.day);
    if (this.sweep) clearInterval(this.sweep);
    await Promise.all([this.projections.stop(), this.scratches.stop(), this.policies.stop(), this.sweeping]);
    // Last: what the others appended while they stopped is signed too.
    await this.sealer?.stop();
    await this.journalWorker?.stop();
  }
}

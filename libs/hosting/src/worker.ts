import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { Clock, Ledger } from '@command-handling';
import { PolicyRunner } from '@policies';
import { PolicyStore } from '@policies/postgres';
import { ProjectionRunner } from '@projections';
import { openLease, postgresProjectionStore } from '@projections/postgres';
import { beginToday, enablePolicy, openLedger } from '@programme/ledger/write';
import { Resources } from './resources';
import { deciders, policies, projections } from './slices';

/** How often it is looked whether a new day has begun in Vietnam: a day's deadlines fall due within a minute of its beginning. */
const LOOK_FOR_DAY_MS = 60_000;

/** What goes on by itself: projections follow the journal, policies react, days begin. Started once the ledger is open. */
@Injectable()
export class Worker implements OnModuleDestroy {
  private readonly logger = new Logger(Worker.name);
  readonly projections: ProjectionRunner;
  readonly policies: PolicyRunner;
  private day: NodeJS.Timeout | null = null;

  constructor(
    private readonly ledger: Ledger,
    private readonly clock: Clock,
    { journal, codec, pool }: Resources,
  ) {
    this.projections = new ProjectionRunner({
      journal,
      codec,
      store: postgresProjectionStore(pool),
      openLease: () => openLease(pool),
      projections,
    });
    this.policies = new PolicyRunner({
      journal,
      codec,
      ledger,
      store: new PolicyStore(pool),
      policies,
      deciders,
      enable: async (policy) => enablePolicy(ledger, policy, await journal.size()),
    });
  }

  /** The ledger's first event, where it isn't there: this is no demo, which opens it before. */
  async openForProduction(): Promise<void> {
    await openLedger(this.ledger, { purpose: 'PRODUCTION' });
  }

  /** Projections and policies. The ledger is open by then, so that no event stands before the one that says what it is for. */
  async follow(): Promise<void> {
    await this.projections.start();
    this.policies.start();
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

  async onModuleDestroy(): Promise<void> {
    if (this.day) clearInterval(this.day);
    await Promise.all([this.projections.stop(), this.policies.stop()]);
  }
}

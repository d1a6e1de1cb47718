import {
  Injectable,
  Module,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';
import type { Pool } from 'pg';
import { EventCodec, Journal } from '@event-store';
import type { Projection } from '../projection';
import { ProjectionSizes } from '../projection-sizes';
import { ReadTables } from '../read-tables';
import { ProjectionRunner } from '../running';
import { openLease } from './lease';
import { postgresProjectionSizes } from './postgres-projection-sizes';
import { postgresProjectionStore } from './postgres-projection-store';
import { openReadTables, type OpenReadTables } from './read-tables';

export interface RunningOptions {
  readonly projections: readonly Projection[];
  /** Holds one connection for the lease, and up to four while it writes. */
  readonly pool: Pool;
  readonly suspicious?: boolean;
}

export interface ReadingOptions {
  readonly projections: readonly Pick<Projection, 'name' | 'version'>[];
  readonly pool: Pool;
  /** For connections of its own, that see the read tables by name and can't write. */
  readonly connectionString: string;
  /** Milliseconds since 1970, by the ledger's clock. */
  readonly now: () => number;
}

/** Starts the runner with the application, and stops it before anything that it stands on. */
@Injectable()
class RunnerLife implements OnApplicationBootstrap, OnModuleDestroy {
  constructor(private readonly runner: ProjectionRunner) {}

  onApplicationBootstrap(): Promise<void> {
    return this.runner.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.runner.stop();
  }
}

/** For the worker: `ProjectionRunner`, running. Needs `Journal` and `EventCodec`. */
@Module({})
export class ProjectionsModule {
  static forRoot({ projections, pool, suspicious }: RunningOptions): DynamicModule {
    const runner = {
      provide: ProjectionRunner,
      inject: [Journal, EventCodec],
      useFactory: (journal: Journal, codec: EventCodec) =>
        new ProjectionRunner({
          journal,
          codec,
          projections,
          suspicious,
          store: postgresProjectionStore(pool),
          openLease: () => openLease(pool),
        }),
    };
    return { module: ProjectionsModule, providers: [runner, RunnerLife], exports: [ProjectionRunner] };
  }
}

/** Held by Nest, so that the connections of the read tables end with the application. */
class OpenTables {
  constructor(readonly open: OpenReadTables) {}
}

@Injectable()
class TablesLife implements OnApplicationShutdown {
  constructor(private readonly held: OpenTables) {}

  onApplicationShutdown(): Promise<void> {
    return this.held.open.close();
  }
}

/** For the query side: `ReadTables` and `ProjectionSizes`. Needs `Journal`. */
@Module({})
export class ReadTablesModule {
  static forRoot({ projections, pool, connectionString, now }: ReadingOptions): DynamicModule {
    const providers = [
      { provide: OpenTables, useFactory: () => new OpenTables(openReadTables(connectionString)) },
      { provide: ReadTables, inject: [OpenTables], useFactory: ({ open }: OpenTables) => open.tables },
      {
        provide: ProjectionSizes,
        inject: [Journal],
        useFactory: (journal: Journal) => postgresProjectionSizes({ pool, journal, projections, now }),
      },
      TablesLife,
    ];
    return { module: ReadTablesModule, providers, exports: [ReadTables, ProjectionSizes] };
  }
}

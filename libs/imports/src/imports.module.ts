import { type DynamicModule, Module, type OnModuleDestroy } from '@nestjs/common';
import { Clock, EventSourcedLedger, Ledger } from '@command-handling';
import { EventCodec, EventStore } from '@event-store';
import { Vault } from '@vault';
import { dryTools } from './dry-tools';
import { ImportEngine } from './import-engine';
import type { AnyImportKind } from './import-kind';
import { ImportsController } from './imports.controller';
import { ImportStore, Spool } from './postgres';

export interface ImportsOptions {
  readonly kinds: readonly AnyImportKind[];
}

/** Finishes the chunk in hand before the end. Whoever starts the process calls `resume`, once its clock is the right one. */
class ImportsLifecycle implements OnModuleDestroy {
  constructor(private readonly engine: ImportEngine) {}

  onModuleDestroy(): Promise<void> {
    return this.engine.stop();
  }
}

/** The engine, its routes, and nothing of any kind of file: those are given. Needs `ImportStore` and `Spool`, global. */
@Module({})
export class ImportsModule {
  static forRoot({ kinds }: ImportsOptions): DynamicModule {
    return {
      module: ImportsModule,
      controllers: [ImportsController],
      providers: [
        {
          provide: ImportEngine,
          useFactory: (
            store: ImportStore,
            spool: Spool,
            ledger: Ledger,
            vault: Vault,
            clock: Clock,
            events: EventStore,
            codec: EventCodec,
          ) =>
            new ImportEngine({
              store,
              spool,
              clock,
              kinds,
              tools: { ledger, vault },
              dryTools: dryTools(new EventSourcedLedger(events, codec, clock, { dry: true }), vault),
            }),
          inject: [ImportStore, Spool, Ledger, Vault, Clock, EventStore, EventCodec],
        },
        {
          provide: ImportsLifecycle,
          useFactory: (engine: ImportEngine) => new ImportsLifecycle(engine),
          inject: [ImportEngine],
        },
      ],
      exports: [ImportEngine],
    };
  }
}

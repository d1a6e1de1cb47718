import { type DynamicModule, Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { EventCodec, EventStore } from '@event-store';
import { EventSourcedLedger } from './ledger';
import { Clock, Ledger, Randomness } from './ledger.port';
import { SystemClock, SystemRandomness } from './machine';
import { OneHandlerEach } from './one-handler-each';

export interface CommandHandlingOptions {
  readonly store: EventStore;
  /** Knows every event of the ledger. */
  readonly codec: EventCodec;
  /** The machine's where absent; the demo brings its own (contract 4). */
  readonly clock?: Clock;
  readonly randomness?: Randomness;
}

/** Ledger, Clock and Randomness for every write room, policy and import of the process, and the buses of @nestjs/cqrs. */
@Module({})
export class CommandHandlingModule {
  static forRoot({ store, codec, clock, randomness }: CommandHandlingOptions): DynamicModule {
    return {
      module: CommandHandlingModule,
      global: true,
      imports: [CqrsModule.forRoot()],
      providers: [
        { provide: EventStore, useValue: store },
        { provide: EventCodec, useValue: codec },
        { provide: Clock, useValue: clock ?? new SystemClock() },
        { provide: Randomness, useValue: randomness ?? new SystemRandomness() },
        {
          provide: Ledger,
          useFactory: (time: Clock) => new EventSourcedLedger(store, codec, time),
          inject: [Clock],
        },
        OneHandlerEach,
      ],
      exports: [Ledger, Clock, Randomness, EventStore, EventCodec, CqrsModule],
    };
  }
}

import { type DynamicModule, Global, Module, type Provider } from '@nestjs/common';
import { Clock, Randomness } from '@command-handling';
import { EventCodec, EventStore, Journal } from '@event-store';
import { Metrics } from './http/metrics';
import { OperationsController } from './http/operations.controller';
import { MasterKey } from './master-key';
import { Readiness } from './readiness';
import { Resources } from './resources';

/** What every part gets by its class or port, whichever parts share the process. */
@Global()
@Module({})
export class SharedModule {
  static of(resources: Resources): DynamicModule {
    const providers: Provider[] = [
      { provide: Resources, useValue: resources },
      { provide: EventStore, useValue: resources.store },
      { provide: Journal, useValue: resources.journal },
      { provide: EventCodec, useValue: resources.codec },
      { provide: Clock, useValue: resources.clock },
      { provide: Randomness, useValue: resources.randomness },
      { provide: MasterKey, useValue: resources.masterKey },
      Readiness,
      Metrics,
    ];
    return { module: SharedModule, controllers: [OperationsController], providers, exports: providers };
  }
}

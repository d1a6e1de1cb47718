import { type DynamicModule, Global, Module, type Provider } from '@nestjs/common';
import { AccessModule } from '@access';
import { CommandHandlingModule } from '@command-handling';
import { RestModule } from '@command-handling/rest';
import { Journal } from '@event-store';
import { ImportStore, Spool } from '@imports/postgres';
import { declarationHash, ProjectionOrders, ProjectionScratches, ProjectionSizes, ReadTables } from '@projections';
import { postgresOrders, postgresProjectionSizes, postgresScratches } from '@projections/postgres';
import { VaultModule } from '@vault';
import { SealedLog } from '@sealing';
import { postgresSealedLog } from '@sealing/postgres';
import { ledgerFigures } from './http/ledger-figures';
import { Metrics } from './http/metrics';
import { OperationsController } from './http/operations.controller';
import { MasterKey } from './master-key';
import { Readiness } from './readiness';
import { hasLocalIssuer, Resources } from './resources';
import { projections } from './slices';

/** What every part gets by its class or port, whichever parts share the process: store, journal, ledger, vault, clock, tokens, read tables. */
@Global()
@Module({})
export class SharedModule {
  constructor(metrics: Metrics, journal: Journal, sizes: ProjectionSizes, log: SealedLog) {
    metrics.add(ledgerFigures(journal, sizes, log));
  }

  static of(resources: Resources): DynamicModule {
    const { store, journal, codec, clock, randomness, vault, readTables, masterKey, pool } = resources;
    const now = (): number => Date.parse(clock.now());
    const declarationOf = (name: string): string | undefined => {
      const projection = projections.find((one) => one.name === name);
      return projection && declarationHash(projection, codec.definitions);
    };
    const providers: Provider[] = [
      { provide: Resources, useValue: resources },
      { provide: Journal, useValue: journal },
      { provide: ReadTables, useValue: readTables },
      { provide: SealedLog, useValue: postgresSealedLog(pool) },
      {
        provide: ProjectionSizes,
        useValue: postgresProjectionSizes({ pool, journal, projections, now, declarationOf }),
      },
      { provide: ProjectionOrders, useValue: postgresOrders(pool) },
      { provide: ProjectionScratches, useValue: postgresScratches(pool, declarationOf) },
      { provide: MasterKey, useValue: masterKey },
      { provide: ImportStore, useValue: new ImportStore(pool) },
      { provide: Spool, useValue: new Spool(pool, (importId) => masterKey.derive(`spool/${importId}`)) },
      Readiness,
      Metrics,
    ];
    return {
      module: SharedModule,
      imports: [
        CommandHandlingModule.forRoot({ store, codec, clock, randomness }),
        VaultModule.forRoot({ vault }),
        AccessModule.forRoot(issuersOf(resources)),
        RestModule,
      ],
      controllers: [OperationsController],
      providers,
      exports: providers,
    };
  }
}

const issuersOf = (resources: Resources): Parameters<typeof AccessModule.forRoot>[0] => {
  const { LEDGER_OIDC_ISSUER: issuer, LEDGER_OIDC_AUDIENCE: audience } = resources.settings;
  return {
    ...(hasLocalIssuer(resources) ? { localKey: resources.masterKey.derive('local-issuer') } : {}),
    ...(issuer === undefined ? {} : { oidc: { issuer, audience } }),
  };
};

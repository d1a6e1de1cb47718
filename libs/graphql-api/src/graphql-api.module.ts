import { Catch, Module, type DynamicModule, type ExceptionFilter, type Provider, type Type } from '@nestjs/common';
import { APP_FILTER, DiscoveryModule } from '@nestjs/core';
import { GraphQLModule } from '@nestjs/graphql';
import { GraphQLError } from 'graphql';
import type { ModuleMetadata } from '@nestjs/common';
import { EventCodec } from '@event-store';
import { Journal } from '@event-store/journal';
import { ThingChanges, changesResolvers } from './changes';
import { Count } from './connection';
import { eventTypes } from './event-types';
import { LedgerProofs } from './ledger-proofs';
import { LedgerEvents } from './ledger-events';
import { NodeResolver } from './node.resolver';
import { ProjectionScratches, ProjectionSizes, isBitemporal } from '@projections';
import { SealedLog } from '@sealing';
import { PublicEntries, RecordedSizes, Viewers } from './ports';
import { RATE_POINTS, ratesOf, type RatePoints } from './rate';
import { TIMEOUT_MILLISECONDS } from './request.plugin';
import { SizePlanner } from './request-sizes';
import type { ReadRoom } from './room';
import { Things } from './things';
import { YogaDriver, type YogaDriverOptions } from './yoga.driver';

export interface GraphqlApiOptions {
  readonly rooms: readonly ReadRoom[];
  /** Modules that export, unless they are global, Journal, SealedLog, EventCodec, ReadTables, ProjectionSizes, ProjectionScratches, Viewers, PublicEntries and what else rooms ask for. */
  readonly imports?: NonNullable<ModuleMetadata['imports']>;
  /** For tests that don't want to wait. */
  readonly timeoutMilliseconds?: number;
  readonly ratePoints?: RatePoints;
}

/** What is meant for the client is no incident: without this, Nest would log every refusal with its stack. */
@Catch(GraphQLError)
class PassRefusals implements ExceptionFilter {
  catch(refusal: GraphQLError): never {
    throw refusal;
  }
}

/** The rooms of the programme, as Nest holds them. */
@Module({})
export class ReadRoomsModule {
  static of({ rooms, imports = [] }: GraphqlApiOptions): DynamicModule {
    const providers: Provider[] = [
      LedgerProofs,
      LedgerEvents,
      NodeResolver,
      Things,
      ThingChanges,
      ...changesResolvers,
      ...rooms.flatMap(({ resolvers, providers: more = [] }) => [...resolvers, ...more]),
    ];
    return {
      module: ReadRoomsModule,
      imports: [DiscoveryModule, ...imports],
      providers,
      exports: [LedgerEvents, RecordedSizes, ...imports.map((each) => each as Type)],
    };
  }
}

/** `/graphql` over the given rooms. One of them provides `RecordedSizes` (the ledger's own). */
@Module({})
export class GraphqlApiModule {
  static of(options: GraphqlApiOptions): DynamicModule {
    const rooms = ReadRoomsModule.of(options);
    const bitemporal = new Set(
      options.rooms.flatMap(({ projections }) => projections.filter(isBitemporal).map(({ name }) => name)),
    );
    return {
      module: GraphqlApiModule,
      providers: [{ provide: APP_FILTER, useClass: PassRefusals }],
      imports: [
        rooms,
        GraphQLModule.forRootAsync<YogaDriverOptions>({
          driver: YogaDriver,
          imports: [rooms],
          inject: [
            Viewers,
            ProjectionSizes,
            ProjectionScratches,
            RecordedSizes,
            SealedLog,
            Journal,
            EventCodec,
            PublicEntries,
          ],
          useFactory: (
            viewers: Viewers,
            sizes: ProjectionSizes,
            scratches: ProjectionScratches,
            recorded: RecordedSizes,
            log: SealedLog,
            journal: Journal,
            codec: EventCodec,
            { open }: PublicEntries,
          ) => ({
            path: '/graphql',
            autoSchemaFile: true,
            inheritResolversFromInterfaces: true,
            buildSchemaOptions: { orphanedTypes: [Count] },
            shell: {
              viewers,
              sizes: new SizePlanner(sizes, recorded, log, bitemporal),
              scratches,
              log,
              journal,
              rates: ratesOf(options.ratePoints ?? RATE_POINTS),
              publicEntries: open,
              moreTypes: (schema) => eventTypes(codec.definitions, schema),
              timeoutMilliseconds: options.timeoutMilliseconds ?? TIMEOUT_MILLISECONDS,
            },
          }),
        }),
      ],
    };
  }
}

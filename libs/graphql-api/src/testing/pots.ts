import { Args, Field, Int, ObjectType, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Type } from 'typebox';
import { defineEvent } from '@kernel';
import { AsOfArg, type AsOf } from '../as-of';
import { PageArgs, connectionOf, type Connection } from '../connection';
import { Public, ReadsFrom } from '../decorators';
import { graphqlError } from '../errors';
import { LedgerEvent, type LedgerEventValue } from '../ledger-event';
import { LedgerEvents } from '../ledger-events';
import { Node, naturalId, nodeId } from '../node';
import { pageOf } from '../page';
import { RecordedSizes } from '../ports';
import { Read, type BatchRead, type ReadContext } from '../read-context';
import { LoadsNode, defineReadRoom } from '../room';
import { Vnd } from '../scalars';
import {
  SettableSizes,
  arrayJournal,
  graphqlHarness,
  type GraphqlHarness,
  type HarnessOptions,
} from './graphql-harness';

/** A small subject for the specifications of the shell: pots with lids, kept by two projections. */
export const PotFilled = defineEvent(
  'PotFilled',
  1,
  Type.Object({ litres: Type.Integer() }, { description: 'A pot was filled.' }),
);

interface PotValue {
  readonly id: string;
  readonly code: string;
  readonly size: number;
}
const potOf = (code: string, read: ReadContext): PotValue => ({ id: nodeId('Pot', code), code, size: read.size });

@ReadsFrom('pot')
@ObjectType('Pot', { implements: () => [Node] })
class Pot extends Node {
  @Field(() => String)
  readonly code!: string;
  @Field(() => Int)
  readonly size!: number;
}
const PotConnection = connectionOf<PotValue>('Pot', () => Pot);
@ReadsFrom('lid')
@ObjectType('Lid')
class Lid {
  @Field(() => Int)
  readonly size!: number;
}

/** Every batch of lids that was asked for: what proves that look-ups are gathered. */
export const lidBatches: (readonly string[])[] = [];

@LoadsNode('Pot')
@Resolver(() => Pot)
export class PotResolver {
  constructor(private readonly events: LedgerEvents) {}

  @Query(() => Pot, { nullable: true })
  pot(
    @Args('code', { type: () => String }) code: string,
    @AsOfArg() _asOf: AsOf | null,
    @Read() read: ReadContext,
  ): PotValue {
    return potOf(naturalId('Pot', code), read);
  }

  @Query(() => PotConnection)
  pots(@Args() page: PageArgs, @AsOfArg() _asOf: AsOf | null, @Read() read: ReadContext): Connection<PotValue> {
    const pots = ['a', 'b', 'c', 'd', 'e'].map((code) => potOf(code, read));
    return pageOf(pots, read, page, { name: 'pots', keyOf: ({ code }) => code });
  }

  @Public()
  @Query(() => Vnd)
  price(@Args('amount', { type: () => Vnd }) amount: string): string {
    return amount;
  }

  @Public()
  @Query(() => Int, { nullable: true })
  broken(): never {
    throw new Error('the secret of the house');
  }

  @Public()
  @Query(() => Int, { nullable: true })
  async slow(): Promise<number> {
    await new Promise((resolve) => setTimeout(resolve, 2_000).unref());
    return 1;
  }

  @Public()
  @Query(() => Int, { nullable: true })
  missing(): never {
    throw graphqlError('NOT_FOUND', 'no such pot');
  }

  @Public()
  @Query(() => LedgerEvent, { nullable: true })
  firstFilling(@Read() read: ReadContext): Promise<LedgerEventValue | null> {
    return read.load(this.events.byPosition, 0);
  }

  private readonly lids: BatchRead<string, Lid> = async (codes, read) => {
    lidBatches.push(codes);
    return codes.map(() => ({ size: read.size }));
  };

  @ResolveField(() => Lid)
  lid(@Parent() pot: PotValue, @Read() read: ReadContext): Promise<Lid> {
    return read.load(this.lids, pot.code);
  }

  @ResolveField(() => Pot)
  same(@Parent() pot: PotValue): PotValue {
    return pot;
  }

  @ResolveField(() => PotConnection, { name: 'pots' })
  potsWithin(@Args() page: PageArgs, @Read() read: ReadContext): Connection<PotValue> {
    return this.pots(page, null, read);
  }

  loadNodes(keys: readonly string[], read: ReadContext): Promise<readonly PotValue[]> {
    return Promise.resolve(keys.map((code) => potOf(code, read)));
  }
}

/** Nothing was recorded before 2021, and everything by then. */
export class EverythingIn2021 extends RecordedSizes {
  readonly projection = 'pot';
  async firstAfter(recordedAt: string): Promise<number | null> {
    return recordedAt < '2021' ? 0 : null;
  }
}

export const potSizes = (): SettableSizes => new SettableSizes(10, { pot: 8, lid: 6 });

/** The pots over HTTP; a request takes a second at most. */
export const servePots = (
  sizes: SettableSizes,
  options: Pick<HarnessOptions, 'ratePoints'> = {},
): Promise<GraphqlHarness> =>
  graphqlHarness({
    ...options,
    rooms: [defineReadRoom({ resolvers: [PotResolver], projections: [] })],
    events: [PotFilled],
    journal: arrayJournal([{ stream: 'pot-a', type: 'PotFilled', data: { litres: 3 } }]),
    sizes,
    recorded: new EverythingIn2021(),
    timeoutMilliseconds: 1_000,
  });

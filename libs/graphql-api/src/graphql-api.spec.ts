import { Args, ObjectType, Field, Query, Resolver, ResolveField, Parent, Int } from '@nestjs/graphql';
import { Type } from 'typebox';
import { defineEvent } from '@kernel';
import {
  AsOf,
  Node,
  PageArgs,
  Public,
  Read,
  ReadsFrom,
  Vnd,
  connectionOf,
  defineReadRoom,
  graphqlError,
  naturalId,
  nodeId,
  pageOf,
} from '.';
import { LoadsNode, type BatchRead, type Connection, type ReadContext, RecordedSizes } from '.';
import { SettableSizes, arrayJournal, graphqlHarness, type GraphqlHarness } from './testing';

const PotFilled = defineEvent(
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

const batches: (readonly string[])[] = [];

@LoadsNode('Pot')
@Resolver(() => Pot)
class PotResolver {
  @Query(() => Pot, { nullable: true })
  pot(
    @Args('code', { type: () => String }) code: string,
    @Args('asOf', { type: () => AsOf, nullable: true }) _asOf: AsOf | null,
    @Read() read: ReadContext,
  ): PotValue {
    return potOf(naturalId('Pot', code), read);
  }

  @Query(() => PotConnection)
  pots(
    @Args() page: PageArgs,
    @Args('asOf', { type: () => AsOf, nullable: true }) _asOf: AsOf | null,
    @Read() read: ReadContext,
  ): Connection<PotValue> {
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

  private readonly lids: BatchRead<string, Lid> = async (codes, read) => {
    batches.push(codes);
    return codes.map(() => ({ size: read.size }));
  };

  @ResolveField(() => Lid)
  lid(@Parent() pot: PotValue, @Read() read: ReadContext): Promise<Lid> {
    return read.load(this.lids, pot.code);
  }

  loadNodes(keys: readonly string[], read: ReadContext): Promise<readonly PotValue[]> {
    return Promise.resolve(keys.map((code) => potOf(code, read)));
  }
}

class NoTime extends RecordedSizes {
  readonly projection = 'pot';
  async firstAfter(recordedAt: string): Promise<number | null> {
    return recordedAt < '2021' ? 0 : null;
  }
}

let api: GraphqlHarness;
const sizes = new SettableSizes(10, { pot: 8, lid: 6 });
beforeAll(async () => {
  api = await graphqlHarness({
    rooms: [defineReadRoom({ resolvers: [PotResolver], projections: [] })],
    events: [PotFilled],
    journal: arrayJournal([{ stream: 'pot-a', type: 'PotFilled', data: { litres: 3 } }]),
    sizes,
    recorded: new NoTime(),
    timeoutMilliseconds: 1_000,
  });
});
afterAll(() => api.close());

describe('a request', () => {
  it('is read at the smallest size of the projections that its fields use', async () => {
    expect((await api.ask('{ pot(code: "a") { size } }')).extensions.ledger).toEqual({
      size: '8',
      root: null,
      position: '7',
      lagEvents: 2,
    });
    const both = await api.ask('{ pot(code: "a") { size lid { size } } }');
    expect(both.data).toEqual({ pot: { size: 6, lid: { size: 6 } } });
  });
});

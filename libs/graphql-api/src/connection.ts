import type { Type } from '@nestjs/common';
import { ArgsType, Extensions, Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { badInput } from './errors';

/** As with GitHub: a page is asked for with its length, and is never longer than this. */
export const MAX_PAGE = 100;
/** Counting stops here unless told otherwise, so that a count costs what a few pages cost. */
export const DEFAULT_COUNT_LIMIT = 10_000;
export const MAX_COUNT_LIMIT = 1_000_000;

@ArgsType()
export class PageArgs {
  @Field(() => Int, {
    nullable: true,
    description: 'The first so many, 1 to 100. Either `first` or `last` is required.',
  })
  readonly first?: number | null;
  @Field(() => String, {
    nullable: true,
    description: 'After this cursor; the page is read at the size of the cursor’s page.',
  })
  readonly after?: string | null;
  @Field(() => Int, { nullable: true, description: 'The last so many, 1 to 100.' })
  readonly last?: number | null;
  @Field(() => String, { nullable: true, description: 'Before this cursor.' })
  readonly before?: string | null;
}

@ObjectType({ description: 'Where a page stands in its list (Relay).' })
export class PageInfo {
  @Field(() => Boolean)
  readonly hasNextPage!: boolean;
  @Field(() => Boolean)
  readonly hasPreviousPage!: boolean;
  @Field(() => String, { nullable: true })
  readonly startCursor!: string | null;
  @Field(() => String, { nullable: true })
  readonly endCursor!: string | null;
}

export const CountPrecision = { EXACT: 'EXACT', AT_LEAST: 'AT_LEAST' } as const;
registerEnumType(CountPrecision, {
  name: 'CountPrecision',
  valuesMap: {
    EXACT: { description: 'All were counted.' },
    AT_LEAST: { description: 'Counting stopped at the limit; there are more.' },
  },
});

@ObjectType({ description: 'How many there are.' })
export class Count {
  @Field(() => Int)
  readonly value!: number;
  @Field(() => CountPrecision)
  readonly precision!: keyof typeof CountPrecision;
}

export interface Edge<N> {
  readonly cursor: string;
  readonly node: N;
}

/** A page as resolvers return it. `count` is a function, so that it costs nothing where it isn't asked for. */
export interface Connection<N> {
  readonly edges: readonly Edge<N>[];
  readonly nodes: readonly N[];
  readonly pageInfo: PageInfo;
  readonly count: (limit: number) => Promise<Count>;
}

/** The `…Edge` and `…Connection` types of a node type: `export const DeviceConnection = connectionOf('Device', () => Device)`. */
export const connectionOf = <N>(
  name: string,
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- an interface type is an abstract class, which no narrower type admits
  node: () => any,
): Type<Connection<N>> => {
  @Extensions({ edge: true })
  @ObjectType(`${name}Edge`)
  class EdgeType {
    @Field(() => String)
    readonly cursor!: string;
    @Field(node)
    readonly node!: N;
  }

  @Extensions({ connection: true })
  @ObjectType(`${name}Connection`)
  class ConnectionType {
    @Field(() => [EdgeType])
    readonly edges!: readonly EdgeType[];
    @Field(() => [node()], { description: 'The nodes of `edges`, where the cursors aren’t needed.' })
    readonly nodes!: readonly N[];
    @Field(() => PageInfo)
    readonly pageInfo!: PageInfo;
  }
  return ConnectionType as unknown as Type<Connection<N>>;
};

export interface PageBounds {
  readonly length: number;
  readonly backward: boolean;
}

/** Either `first` or `last`, 1 to 100. */
export const pageBounds = ({ first, last }: PageArgs): PageBounds => {
  if (first != null && last != null) throw badInput('give either first or last, not both', 'PAGE_BOUNDS');
  const length = first ?? last;
  if (length == null) throw badInput('first or last is required', 'PAGE_BOUNDS');
  if (length < 1 || length > MAX_PAGE) throw badInput(`first and last are 1 to ${MAX_PAGE}`, 'PAGE_BOUNDS');
  return { length, backward: last != null };
};

export const countLimit = (limit: number): number => {
  if (limit < 1 || limit > MAX_COUNT_LIMIT) throw badInput(`limit is 1 to ${MAX_COUNT_LIMIT}`, 'PAGE_BOUNDS');
  return limit;
};

export const countedUpTo = (counted: number, limit: number): Count =>
  counted > limit ? { value: limit, precision: 'AT_LEAST' } : { value: counted, precision: 'EXACT' };

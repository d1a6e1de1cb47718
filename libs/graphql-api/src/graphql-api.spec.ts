import { Args, ObjectType, Field, Query, Resolver, ResolveField, Parent, Int } from '@nestjs/graphql';
import { auditServer } from 'graphql-http';
import { buildSchema, getIntrospectionQuery, parse, type GraphQLError } from 'graphql';
import { Type } from 'typebox';
import { defineEvent } from '@kernel';
import {
  AsOfArg,
  type AsOf,
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
  printSchemaSdl,
} from '.';
import { LoadsNode, type BatchRead, type Connection, type ReadContext, RecordedSizes } from '.';
import { assetTagOf } from '@programme/shared';
import { ANONYMOUS, AssetTag, Day, Instant, errorCodes, scopeSql, type Viewer } from '.';
import { assertMay } from './access';
import { encodeCursor, listHash } from './cursor';
import {
  MAX_ALIASES,
  MAX_COST_ANONYMOUS,
  MAX_COST_WITH_TOKEN,
  MAX_DEPTH,
  MAX_DIRECTIVES,
  MAX_ROOT_FIELDS,
  MAX_TOKENS,
  costWithinLimits,
} from './limits';
import { planOperation } from './operation';
import { WAIT_MILLISECONDS, type Projection } from '@projections';
import { undeclared } from './declared';
import { SizePlanner } from './request-sizes';
import { SettableSizes, arrayJournal, auditor, graphqlHarness, type GraphqlHarness } from './testing';

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

  private readonly lids: BatchRead<string, Lid> = async (codes, read) => {
    batches.push(codes);
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
  beforeEach(() => sizes.set(10, { pot: 8, lid: 6 }));

  it('is read at the smallest size of the projections that its fields use', async () => {
    const one = await api.ask('{ pot(code: "a") { size } }');
    expect(one.extensions.ledger).toEqual({ size: '8', root: null, position: '7', lagEvents: 2 });
    const both = await api.ask('{ pot(code: "a") { size lid { size } } }');
    expect(both.data).toEqual({ pot: { size: 6, lid: { size: 6 } } });
  });

  it('finds the projections behind fragments, interfaces and node ids, and not behind what is skipped', async () => {
    const fragment = await api.ask(
      'query($y: Boolean!) { pot(code: "a") { ...L } } fragment L on Pot { lid @include(if: $y) { size } }',
      {
        variables: { y: true },
      },
    );
    expect(fragment.extensions.ledger.size).toBe('6');
    const skipped = await api.ask('{ pot(code: "a") { size lid @skip(if: true) { size } } }');
    expect(skipped.extensions.ledger.size).toBe('8');
    const node = await api.ask(`{ node(id: "${nodeId('Pot', 'a')}") { id } }`);
    expect(node.extensions.ledger.size).toBe('8');
  });

  it('is read at the head where no projection is used', async () => {
    const { extensions } = await api.ask('{ price(amount: "1") }');
    expect(extensions.ledger).toMatchObject({ size: '10', lagEvents: 0 });
  });

  it('has a size for each root field that names one, and the shared size for the others', async () => {
    const answer = await api.ask(
      '{ a: pot(code: "a", asOf: { size: 3 }) { size } b: pot(code: "b") { size } c: pot(code: "c", asOf: { size: "0" }) { size } }',
    );
    expect(answer.data).toEqual({ a: { size: 3 }, b: { size: 8 }, c: { size: 0 } });
    expect(answer.extensions.ledger).toMatchObject({ size: '8', sizes: { a: '3', b: '8', c: '0' } });
  });

  it('is cited by its own size where all fields have it', async () => {
    const { extensions } = await api.ask('{ pot(code: "a", asOf: { size: 0 }) { size } }');
    expect(extensions.ledger).toEqual({ size: '0', root: null, position: null, lagEvents: 10 });
  });

  it('takes the smaller of size and recordedAt', async () => {
    const { data } = await api.ask(
      '{ a: pot(code: "a", asOf: { size: 3, recordedAt: "2020-01-01T00:00:00Z" }) { size } b: pot(code: "a", asOf: { size: 3, recordedAt: "2022-01-01T00:00:00Z" }) { size } c: pot(code: "a", asOf: { recordedAt: "2022-01-01T07:00:00+07:00" }) { size } }',
    );
    expect(data).toEqual({ a: { size: 0 }, b: { size: 3 }, c: { size: 8 } });
  });

  it('is refused beyond the head, with the head', async () => {
    const { errors } = await api.ask('{ pot(code: "a", asOf: { size: 11 }) { size } }');
    expect(errors![0]!.extensions).toMatchObject({ code: 'BAD_USER_INPUT', reason: 'BEYOND_HEAD', head: '10' });
  });

  it('gathers the look-ups of one level into one', async () => {
    batches.splice(0);
    const { data } = await api.ask('{ pots(first: 5) { nodes { code lid { size } } } }');
    expect(data!.pots).toMatchObject({ nodes: { length: 5 } });
    expect(batches).toEqual([['a', 'b', 'c', 'd', 'e']]);
  });
});

describe('a stopped projection', () => {
  beforeEach(() => sizes.set(10, { pot: 8, lid: { size: 4, fault: { position: 4 } } }));

  it('stops the queries that use it, and says where it stopped', async () => {
    const { errors } = await api.ask('{ pot(code: "a") { lid { size } } }');
    expect(errors![0]!.extensions).toMatchObject({ code: 'PROJECTION_FAULTED', projection: 'lid', position: '4' });
  });
  it('stops no other', async () =>
    expect((await api.ask('{ pot(code: "a") { size } }')).data).toEqual({ pot: { size: 8 } }));
  it('still answers for the sizes before', async () =>
    expect((await api.ask('{ pot(code: "a", asOf: { size: 4 }) { lid { size } } }')).data).toEqual({
      pot: { lid: { size: 4 } },
    }));
});

describe('a projection that is being built', () => {
  it('is not asked before it is built, but for the sizes it has', async () => {
    sizes.set(10, { pot: { size: 4, fault: null, target: 8 }, lid: 6 });
    const waiting = api.ask('{ pot(code: "a") { size } }');
    expect((await api.ask('{ pot(code: "a", asOf: { size: 4 }) { size } }')).data).toEqual({ pot: { size: 4 } });
    sizes.set(10, { pot: 9, lid: 6 });
    expect((await waiting).data).toEqual({ pot: { size: 9 } });
  });
});

describe('waiting for one’s own write', () => {
  it('answers once the tables have it', async () => {
    sizes.set(10, { pot: 8, lid: 6 });
    const waiting = api.ask('{ pot(code: "a") { size } }', { headers: { 'Ledger-Min-Position': '8' } });
    setTimeout(() => sizes.set(11, { pot: 10, lid: 6 }), 50);
    expect((await waiting).data).toEqual({ pot: { size: 10 } });
  });

  it('finds the position of a stream’s revision', async () => {
    sizes.set(10, { pot: 8, lid: 6 });
    const { data } = await api.ask('{ pot(code: "a") { size } }', { headers: { 'Ledger-Min-Revision': 'pot-a@0' } });
    expect(data).toEqual({ pot: { size: 8 } });
  });

  it('refuses a header that is none', async () => {
    for (const [name, value] of [
      ['Ledger-Min-Position', 'x'],
      ['Ledger-Min-Revision', 'pot-a'],
    ] as const) {
      const { errors } = await api.ask('{ pot(code: "a") { size } }', { headers: { [name]: value } });
      expect(errors![0]!.extensions.code).toBe('BAD_USER_INPUT');
    }
  });
});

describe('the wait for a size', () => {
  const operation = (query: string) => planOperation(schema, parse(query), null, {})!;
  const schema = buildSchema('type Query { pot: Int }');
  it('ends with PROJECTION_STALE', async () => {
    jest.spyOn(performance, 'now').mockReturnValueOnce(0).mockReturnValue(WAIT_MILLISECONDS);
    const planner = new SizePlanner(new SettableSizes(10), new NoTime());
    await expect(planner.plan(schema, operation('{ pot }'), 11)).rejects.toMatchObject({
      extensions: { code: 'PROJECTION_STALE' },
    });
    jest.restoreAllMocks();
  });
});

describe('a page', () => {
  const PAGE =
    'query($first: Int, $after: String, $last: Int, $before: String) { pots(first: $first, after: $after, last: $last, before: $before) { edges { cursor node { code size } } pageInfo { hasNextPage endCursor } count(limit: 3) { value precision } } }';
  const page = (variables: Record<string, unknown>) => api.ask(PAGE, { variables });
  beforeEach(() => sizes.set(10, { pot: 8, lid: 6 }));

  it('keeps the size of the page before', async () => {
    const first = (await page({ first: 2 })).data!.pots as {
      edges: { node: object }[];
      pageInfo: { endCursor: string };
    };
    sizes.set(12, { pot: 12, lid: 12 });
    const second = await page({ first: 2, after: first.pageInfo.endCursor });
    expect(second.data!.pots).toMatchObject({
      edges: [{ node: { code: 'c', size: 8 } }, { node: { code: 'd', size: 8 } }],
    });
    expect(second.extensions.ledger).toMatchObject({ size: '8', lagEvents: 4 });
  });

  it('counts up to a limit', async () =>
    expect((await page({ first: 1 })).data!.pots).toMatchObject({ count: { value: 3, precision: 'AT_LEAST' } }));

  it.each([{}, { first: 0 }, { first: 101 }, { last: -1 }, { first: 1, last: 1 }])(
    'needs bounds: %j',
    async (variables) => {
      const { errors } = await page(variables);
      expect(errors![0]!.extensions).toMatchObject({ code: 'BAD_USER_INPUT', reason: 'PAGE_BOUNDS' });
    },
  );

  it.each(['garbage', Buffer.from('v0:[]').toString('base64url'), Buffer.from('v1:[1,2]').toString('base64url')])(
    'refuses the cursor %s',
    async (after) => expect((await page({ first: 1, after })).errors![0]!.extensions.code).toBe('CURSOR_INVALID'),
  );

  it('refuses the cursor of another list, and of another size than asOf', async () => {
    const other = encodeCursor({ keys: ['a'], size: 8, hash: listHash('pans', null, 'list') });
    expect((await page({ first: 1, after: other })).errors![0]!.extensions.code).toBe('CURSOR_MISMATCH');
    const ours = encodeCursor({ keys: ['a'], size: 8, hash: listHash('pots', null, 'list') });
    const { errors } = await api.ask(`{ pots(first: 1, after: "${ours}", asOf: { size: 3 }) { nodes { code } } }`);
    expect(errors![0]!.extensions.code).toBe('CURSOR_MISMATCH');
  });
});

describe('limits', () => {
  const code = async (query: string, as?: null) => {
    const { errors } = await api.ask(query, as === null ? { as } : {});
    return errors?.[0]!.extensions;
  };
  const times = (count: number, text: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => text(index)).join(' ');

  it('hold for aliases, root fields, directives and tokens', async () => {
    expect(await code(`{ ${times(MAX_ALIASES + 1, (i) => `a${i}: __typename`)} }`)).toMatchObject({
      code: 'COST_EXCEEDED',
      limit: 'ALIASES',
      cost: 31,
      maximum: 30,
    });
    expect(await code(`{ ${times(MAX_ROOT_FIELDS + 1, (i) => `a${i}: price(amount: 1)`)} }`)).toMatchObject({
      limit: 'ROOT_FIELDS',
    });
    expect(
      await code(`{ pot(code: "a") { ${times(MAX_DIRECTIVES + 1, () => 'code @include(if: true)')} } }`),
    ).toMatchObject({ limit: 'DIRECTIVES' });
    expect(await code(`{ ${times(MAX_TOKENS, () => 'x')} }`)).toMatchObject({ limit: 'TOKENS', maximum: 5000 });
  });

  it('hold for depth, with the introspection exempt', async () => {
    const deep = (levels: number) =>
      `{ pot(code: "a") { ${'same { '.repeat(levels - 2)}code${' }'.repeat(levels - 2)} } }`;
    expect(await code(deep(MAX_DEPTH))).toBeUndefined();
    expect(await code(deep(MAX_DEPTH + 1))).toMatchObject({
      code: 'COST_EXCEEDED',
      limit: 'DEPTH',
      cost: 13,
      maximum: 12,
    });
    expect((await api.ask(getIntrospectionQuery(), { as: null })).errors).toBeUndefined();
  });

  it('hold for what is asked for at once, lower without a token', async () => {
    const query =
      '{ pots(first: 100) { nodes { lid { size } a: same { b: same { c: same { d: same { e: same { f: same { g: same { h: same { i: same { code } } } } } } } } } } } }';
    expect(await code(query)).toBeUndefined();
    expect(await code(query, null)).toMatchObject({
      code: 'COST_EXCEEDED',
      limit: 'COST',
      cost: 1101,
      maximum: MAX_COST_ANONYMOUS,
    });
    const more = '{ pots(first: 100) { nodes { pots(first: 100) { nodes { code } } } } }';
    expect(await code(more)).toMatchObject({ limit: 'COST', cost: 10_201, maximum: MAX_COST_WITH_TOKEN });
  });

  it('hold for nodes', () => {
    const plan = planOperation(
      buildSchema('type Query { all(ids: [Int]): [A] } type A { x: Int, more(ids: [Int]): [A] }'),
      parse(`{ all(ids: [${'1,'.repeat(300)}]) { more(ids: [${'1,'.repeat(300)}]) { x } } }`),
      null,
      {},
    )!;
    expect(() => costWithinLimits(plan, Number.MAX_SAFE_INTEGER)).toThrow(
      expect.objectContaining({ extensions: expect.objectContaining({ limit: 'NODES' }) }),
    );
  });

  it('stop fragments that multiply', async () => {
    const bomb = `{ pot(code: "a") { ...F0 } } ${times(16, (i) => `fragment F${i} on Pot { ...F${i + 1} ...F${i + 1} }`)} fragment F16 on Pot { code }`;
    expect(await code(bomb)).toMatchObject({ code: 'COST_EXCEEDED', limit: 'SELECTIONS' });
  });

  it('hold for time', async () => expect(await code('{ slow }')).toMatchObject({ code: 'TIMEOUT' }));

  it('tell what a query costs', async () => {
    const { extensions } = await api.ask(
      '{ pots(first: 10) { edges { node { code lid { size } } } count(limit: 5000) { value } } }',
    );
    expect(extensions.cost).toEqual({ requested: 1 + 10 * 2 + 5, maximum: 10_000 });
  });
});

describe('values', () => {
  const input = async (amount: unknown) =>
    await api.ask('query($amount: Vnd!) { price(amount: $amount) }', { variables: { amount } });
  it('are decimal strings, given as strings or integers', async () => {
    expect((await input('90071992547409930')).data).toEqual({ price: '90071992547409930' });
    expect((await input(12)).data).toEqual({ price: '12' });
    expect((await api.ask('{ price(amount: 12) }')).data).toEqual({ price: '12' });
  });
  it.each([
    ['{ price(amount: 90071992547409930) }', 'USE_STRING'],
    ['{ price(amount: 1.5) }', undefined],
    ['{ price(amount: "-1") }', undefined],
  ])('%s is refused', async (query, reason) => {
    const { errors } = await api.ask(query);
    expect(errors![0]!.extensions).toMatchObject({ code: 'BAD_USER_INPUT', ...(reason ? { reason } : {}) });
  });
  it('are refused the same as variables', async () =>
    expect((await input(2 ** 60)).errors![0]!.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      reason: 'USE_STRING',
    }));

  it('are tags with their check character, however written', () => {
    const tag = assetTagOf('0123456A');
    expect(AssetTag.parseValue(tag.toLowerCase().replace('0', 'o').replace('1', 'l'))).toBe(tag);
    expect(() => AssetTag.parseValue('SMT-00000001X')).toThrow(
      expect.objectContaining({ extensions: expect.objectContaining({ reason: 'TAG_CHECK' }) }),
    );
  });
  it('are days of the calendar and instants with a zone', () => {
    expect(() => Day.parseValue('2022-02-31')).toThrow();
    expect(Instant.parseValue('2021-11-15T10:00:00+07:00')).toBe('2021-11-15T03:00:00.000Z');
    expect(() => Instant.parseValue('2021-11-15T10:00:00')).toThrow();
  });
});

describe('node ids', () => {
  it('find the thing again', async () => {
    const { data } = await api.ask('{ pot(code: "a") { id } }');
    const { id } = data!.pot as { id: string };
    expect((await api.ask(`{ node(id: "${id}") { __typename id ... on Pot { code } } }`)).data).toEqual({
      node: { __typename: 'Pot', id, code: 'a' },
    });
    expect((await api.ask(`{ pot(code: "${id}") { code } }`)).data).toEqual({ pot: { code: 'a' } });
    expect((await api.ask(`{ nodes(ids: ["${id}"]) { id } }`)).data).toEqual({ nodes: [{ id }] });
  });
  it('of another type are refused', async () => {
    for (const query of [
      `{ pot(code: "${nodeId('Pan', 'a')}") { code } }`,
      `{ node(id: "${nodeId('Pan', 'a')}") { id } }`,
      '{ node(id: "x") { id } }',
    ])
      expect((await api.ask(query)).errors![0]!.extensions).toMatchObject({
        code: 'BAD_USER_INPUT',
        reason: 'WRONG_ID_TYPE',
      });
  });
});

describe('access', () => {
  it('needs a token where a field does not say otherwise', async () => {
    const { data, errors } = await api.ask('{ price(amount: 1) pot(code: "a") { code } }', { as: null });
    expect(data).toEqual({ price: '1', pot: null });
    expect(errors![0]).toMatchObject({ path: ['pot'], extensions: { code: 'UNAUTHENTICATED' } });
  });
  it('refuses a token that does not hold', async () => {
    const { errors, status } = await api.ask('{ price(amount: 1) }', {
      as: null,
      headers: { authorization: 'Bearer forged' },
    });
    expect(errors![0]!.extensions.code).toBe('UNAUTHENTICATED');
    expect(status).toBe(401);
  });
  it('narrows by unit and organisation in SQL', () => {
    const values: unknown[] = [7];
    const officer: Viewer = { actorId: 'x', roles: ['SCHOOL_OFFICER'], units: ['31'], organisations: ['31-TEST-01'] };
    expect(
      scopeSql(officer, { units: ['d.province_code'], organisations: ['d.school_code', 'd.donor_code'] }, values),
    ).toBe(
      '(d.province_code = any ($2::text[]) or d.school_code = any ($3::text[]) or d.donor_code = any ($3::text[]))',
    );
    expect(values).toEqual([7, ['31'], ['31-TEST-01']]);
    expect(scopeSql(officer, {}, values)).toBe('false');
    expect(scopeSql(ANONYMOUS, { units: ['d.unit'] }, values)).toBe('false');
    expect(scopeSql(auditor, { units: ['d.unit'] }, values)).toBe('true');
  });
  it('to bodies is for those who read all, and for the scoped', () => {
    const scoped: Viewer = { actorId: 'x', roles: ['SCHOOL_OFFICER'], units: [], organisations: ['S'] };
    const codeOf = (viewer: Viewer, open = false): unknown => {
      try {
        assertMay(viewer, { kind: 'BODIES' }, open);
        return 'may';
      } catch (error) {
        return (error as GraphQLError).extensions.code;
      }
    };
    expect([auditor, scoped, { ...scoped, organisations: [] }, ANONYMOUS].map((viewer) => codeOf(viewer))).toEqual([
      'may',
      'may',
      'FORBIDDEN',
      'UNAUTHENTICATED',
    ]);
    expect(codeOf(ANONYMOUS, true)).toBe('may');
  });
});

describe('errors', () => {
  const send = async (body: string, headers: Record<string, string> = {}) => {
    const response = await fetch(api.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    return { status: response.status, text: await response.text() };
  };
  const requests: readonly (readonly [string, string, string])[] = [
    ['a document that is none', JSON.stringify({ query: '{' }), 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', JSON.stringify({ query: '{ nothing }' }), 'GRAPHQL_VALIDATION_FAILED'],
    ['a missing variable', JSON.stringify({ query: 'query($a: Vnd!) { price(amount: $a) }' }), 'BAD_USER_INPUT'],
    [
      'a variable of the wrong type',
      JSON.stringify({ query: 'query($a: Int!) { pots(first: $a) { nodes { code } } }', variables: { a: 'x' } }),
      'BAD_USER_INPUT',
    ],
    ['no query', JSON.stringify({}), 'BAD_USER_INPUT'],
    ['an unknown operation', JSON.stringify({ query: 'query A { __typename }', operationName: 'B' }), 'BAD_USER_INPUT'],
    ['JSON that is none', '{', 'BAD_USER_INPUT'],
    ['a batch', JSON.stringify([{ query: '{ __typename }' }]), 'BAD_USER_INPUT'],
    ['a body that is too large', JSON.stringify({ query: `{ __typename } # ${'x'.repeat(200_000)}` }), 'COST_EXCEEDED'],
    ['a fault of ours', JSON.stringify({ query: '{ broken }' }), 'INTERNAL_SERVER_ERROR'],
    ['a refusal of a resolver', JSON.stringify({ query: '{ missing }' }), 'NOT_FOUND'],
    ['a field that needs a token', JSON.stringify({ query: '{ pot(code: "a") { code } }' }), 'UNAUTHENTICATED'],
  ];

  it.each(requests)('%s has a code of the list and nothing of our inside', async (_, body, code) => {
    for (const accept of ['application/json', 'application/graphql-response+json', '*/*']) {
      const { text } = await send(body, { accept });
      const { errors } = JSON.parse(text) as { errors: { extensions: { code: string } }[] };
      expect(errors.map(({ extensions }) => extensions.code)).toEqual([code]);
      expect(Object.keys(errorCodes)).toContain(code);
      expect(text).not.toMatch(/secret|stack|\.ts/);
    }
  });

  it('that are faults of ours can be found in the log', async () => {
    const { errors, status, data } = await api.ask('{ broken }');
    expect(errors![0]!.extensions.incidentId).toMatch(/^[0-9a-f-]{36}$/);
    expect([status, data]).toEqual([200, { broken: null }]);
  });

  it('of a request have a status of their own, and those of a field have not', async () => {
    expect((await api.ask('{')).status).toBe(400);
    expect((await api.ask('{ missing }')).status).toBe(200);
  });

  it('are all in the schema', async () => {
    const { data } = await api.ask('{ __type(name: "ErrorCode") { enumValues { name description } } }');
    const { enumValues } = data!.__type as { enumValues: { name: string; description: string }[] };
    expect(enumValues.map(({ name }) => name).sort()).toEqual(Object.keys(errorCodes).sort());
  });
});

describe('what rooms say', () => {
  const room = (...projections: readonly string[]) =>
    defineReadRoom({ resolvers: [PotResolver], projections: projections.map((name) => ({ name }) as Projection) });

  it('is printed, sorted, with the events', async () => {
    const sdl = await printSchemaSdl([room('pot', 'lid')], [PotFilled]);
    expect(sdl).toContain('type PotFilledEvent implements LedgerEvent & Node {');
    expect(sdl.indexOf('type Lid')).toBeLessThan(sdl.indexOf('type Pot '));
    expect(sdl).toMatch(/type PotConnection \{\n[^}]*count\(/);
  });

  it('is refused where a projection is not there', async () =>
    expect(printSchemaSdl([room('pot')], [PotFilled])).rejects.toThrow(
      'Lid reads from the projection lid, which no room has',
    ));

  it('is refused where a node says nothing of its tables, or can not be found again', async () => {
    const schema = buildSchema(
      'interface Node { id: ID! } type Pan implements Node { id: ID! } type Query { pan: Pan }',
    );
    expect(undeclared(schema, [], [])).toEqual([
      'Pan is a Node and says nothing of what it @ReadsFrom',
      'Pan is a Node and nothing @LoadsNode it',
    ]);
  });
});

describe('the server', () => {
  it('keeps every rule of GraphQL over HTTP', async () => {
    const results = await auditServer({ url: api.url, fetchFn: fetch });
    expect(results.filter(({ status }) => status !== 'ok').map(({ id, name }) => `${id} ${name}`)).toEqual([]);
    expect(results).toHaveLength(61);
  });

  it('answers as server-sent events', async () => {
    const response = await fetch(`${api.url}?query=${encodeURIComponent('{ __typename }')}`, {
      headers: { accept: 'text/event-stream' },
    });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    expect(await response.text()).toContain('data: {"data":{"__typename":"Query"}');
  });

  it('has no explorer of its own', async () => {
    const response = await fetch(api.url, { headers: { accept: 'text/html' } });
    expect(await response.text()).not.toContain('<html');
  });
});

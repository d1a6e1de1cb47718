import { Args, Field, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { ProjectionScratches, schemaToRead, type Scratch } from '@projections';
import { AsOfArg, type AsOf } from './as-of';
import { ReadsFrom } from './decorators';
import { Read, type BatchRead, type ReadContext } from './read-context';
import { defineReadRoom } from './room';
import { SettableSizes, arrayJournal, auditor, graphqlHarness, inventedRoot, type GraphqlHarness } from './testing';
import { EverythingIn2021, PotFilled } from './testing/pots';
import { ANONYMOUS } from './viewer';

@ReadsFrom('shelf')
@ObjectType('Shelf')
class Shelf {
  @Field(() => String, { nullable: true, description: 'The schema that its statements read.' })
  readonly schema!: string | null;
  @Field(() => String)
  readonly size!: string;
}
@ReadsFrom('cup')
@ObjectType('Cup')
class Cup {
  @Field(() => String)
  readonly name!: string;
}

@Resolver()
class ShelfResolver {
  private readonly shelves: BatchRead<string, Shelf> = async (names, { size }) => {
    // What comes back from the database comes in another turn of the machine.
    await new Promise((resolve) => setImmediate(resolve));
    return names.map(() => ({ schema: schemaToRead(), size: String(size) }));
  };

  @Query(() => Shelf)
  shelf(
    @Args('name', { type: () => String }) name: string,
    @AsOfArg() _asOf: AsOf | null,
    @Read() read: ReadContext,
  ): Promise<Shelf> {
    return read.load(this.shelves, name);
  }

  @Query(() => Cup)
  cup(): Cup {
    return { name: 'a' };
  }
}

const ID = '6c1f9a1d-7d52-4f6e-9f0a-3a1f5c2d7e41';
const scratch: Scratch = {
  id: ID,
  size: 7,
  projections: ['shelf'],
  orderedBy: { id: 'administrator', role: 'ADMIN', unit: null },
  orderedAt: '2021-12-01T03:00:00.000Z',
  reason: 'REPORT_QUESTIONED',
  state: 'READY',
  schema: 'scratch_2',
  fits: true,
  drop: null,
};

/** The one scratch as it is found each time; the last one stays. */
class FoundScratches extends ProjectionScratches {
  found: (Scratch | null)[] = [];
  async find(id: string): Promise<Scratch | null> {
    if (id !== ID) return null;
    return this.found.length > 1 ? this.found.shift()! : this.found[0]!;
  }
  readonly order = unasked;
  readonly drop = unasked;
  readonly list = unasked;
  readonly status = unasked;
}
const unasked = async (): Promise<never> => {
  throw new Error('a request only finds');
};

const found = new FoundScratches();
let api: GraphqlHarness;
beforeAll(async () => {
  api = await graphqlHarness({
    rooms: [defineReadRoom({ resolvers: [ShelfResolver], projections: [] })],
    events: [PotFilled],
    journal: arrayJournal([]),
    sizes: new SettableSizes(10, { shelf: 9, cup: 9, pot: 9 }),
    scratches: found,
    recorded: new EverythingIn2021(),
  });
});
afterAll(() => api.close());
beforeEach(() => {
  found.found = [scratch];
});

const SHELF = '{ shelf(name: "a") { schema size } }';
const headers = { 'ledger-scratch': ID };
const ask = (query = SHELF, more: Readonly<Record<string, string>> = {}) =>
  api.ask(query, { headers: { ...headers, ...more } });
const refused = async (answer: ReturnType<typeof ask>) => {
  const { status, data, errors } = await answer;
  expect(data ?? null).toBeNull();
  return { status, ...errors![0]!.extensions };
};

describe('a request that names a scratch', () => {
  it('is answered from its tables, at its size, and says so; others beside it are answered from the live ones', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, (_, index) => (index % 2 ? ask() : api.ask(SHELF))));
    const root = (size: number) => Buffer.from(inventedRoot(size)).toString('base64');
    answers.forEach(({ data, extensions }, index) => {
      const [schema, size, rest] =
        index % 2 ? ['scratch_2', 7, { lagEvents: 0, scratch: ID }] : [null, 9, { lagEvents: 1 }];
      expect(data).toEqual({ shelf: { schema, size: String(size) } });
      expect(extensions.ledger).toEqual({ size: String(size), root: root(size), position: String(size - 1), ...rest });
    });
  });

  it('takes `asOf` up to its size, and nothing that it has not', async () => {
    const asOf = (size: number) => ask(`{ shelf(name: "a", asOf: { size: ${size} }) { schema size } }`);
    expect((await asOf(3)).data).toEqual({ shelf: { schema: 'scratch_2', size: '3' } });
    expect(await refused(asOf(8))).toMatchObject({ status: 400, reason: 'BEYOND_HEAD', head: '7' });
    expect(await refused(ask(SHELF, { 'ledger-min-position': '7' }))).toMatchObject({ reason: 'BEYOND_HEAD' });
    expect(await refused(ask('{ cup { name } }'))).toMatchObject({ reason: 'NOT_IN_SCRATCH', projection: 'cup' });
    const then = '{ shelf(name: "a", asOf: { recordedAt: "2021-12-01T00:00:00Z" }) { size } }';
    expect(await refused(ask(then))).toMatchObject({ reason: 'NOT_IN_SCRATCH', projection: 'pot' });
  });

  it.each([
    ['BUILDING', { state: 'BUILDING' }, 409, 'SCRATCH_NOT_READY'],
    ['of other software', { fits: false }, 409, 'SCRATCH_NOT_READY'],
    ['DROPPING', { state: 'DROPPING' }, 410, 'SCRATCH_DROPPED'],
    ['DROPPED', { state: 'DROPPED', schema: null }, 410, 'SCRATCH_DROPPED'],
  ] as const)('that is %s is refused', async (_, change, status, code) => {
    found.found = [{ ...scratch, ...change }];
    expect(await refused(ask())).toMatchObject({ status, code });
  });

  it('that is dropped while it is read is refused: its place may be another one’s', async () => {
    found.found = [scratch, { ...scratch, state: 'DROPPED', schema: null }];
    expect(await refused(ask())).toMatchObject({ code: 'SCRATCH_DROPPED' });
  });

  it('is for who reads everything', async () => {
    const as = (roles: readonly string[]) => refused(api.ask(SHELF, { as: { ...auditor, roles }, headers }));
    expect(await as(['SCHOOL_OFFICER'])).toMatchObject({ code: 'FORBIDDEN' });
    expect(await refused(api.ask(SHELF, { as: ANONYMOUS, headers }))).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect((await api.ask(SHELF, { as: { ...auditor, roles: ['ADMIN'] }, headers })).status).toBe(200);
    expect(await refused(api.ask(SHELF, { headers: { 'ledger-scratch': 'scratch_1' } }))).toMatchObject({
      status: 404,
      code: 'NOT_FOUND',
    });
  });
});

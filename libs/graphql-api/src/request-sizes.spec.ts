import { buildSchema, parse } from 'graphql';
import { WAIT_MILLISECONDS } from '@projections';
import { nodeId } from './node';
import { planOperation } from './operation';
import { SizePlanner } from './request-sizes';
import { SettableSizes, inventedRoot, type GraphqlHarness } from './testing';
import { EverythingIn2021, lidBatches, potSizes, servePots } from './testing/pots';

const sizes = potSizes();
const root = (size: number): string => Buffer.from(inventedRoot(size)).toString('base64');
let api: GraphqlHarness;
beforeAll(async () => {
  api = await servePots(sizes);
});
afterAll(() => api.close());

describe('a request', () => {
  beforeEach(() => sizes.set(10, { pot: 8, lid: 6 }));

  it('is read at the smallest size of the projections that its fields use', async () => {
    const one = await api.ask('{ pot(code: "a") { size } }');
    expect(one.extensions.ledger).toEqual({ size: '8', root: root(8), position: '7', lagEvents: 2 });
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

  it('is read at the size of a list’s things also where only their number is asked for', async () => {
    const { data, extensions } = await api.ask('{ pots(first: 1) { count { value } } }');
    expect(data).toEqual({ pots: { count: { value: 5 } } });
    expect(extensions.ledger.size).toBe('8');
  });

  it('refuses a day where a projection knows none', async () => {
    const { errors } = await api.ask('{ pot(code: "a", asOf: { occurredOn: "2021-11-30" }) { size } }');
    expect(errors![0]!.extensions).toMatchObject({ code: 'BAD_USER_INPUT', reason: 'NOT_BY_DAY', projection: 'pot' });
  });

  it('is read at the head where no projection is used', async () => {
    const { extensions } = await api.ask('{ price(amount: "1") }');
    expect(extensions.ledger).toMatchObject({ size: '10', lagEvents: 0 });
  });

  it('that compares two sizes is read at the later one; what is not given is now, and at least the earlier one', async () => {
    const ends = async (args: string) => {
      const { data, errors, extensions } = await api.ask(
        `{ changes(${args}) { from { size root } to { size } } pot(code: "a", asOf: { size: "5" }) { size } }`,
      );
      if (!data?.changes) return errors![0]!.extensions.reason;
      expect(data.changes.from.root).toBe(root(Number(data.changes.from.size)));
      expect(extensions.ledger.sizes).toEqual({ changes: data.changes.to.size, pot: '5' });
      return [data.changes.from.size, data.changes.to.size];
    };
    expect(await ends('from: { size: "3" }, to: { size: "7" }')).toEqual(['3', '7']);
    expect(await ends('from: { recordedAt: "2020-12-31T16:59:59.999Z" }, to: { size: "7" }')).toEqual(['0', '7']);
    expect(await ends('from: { size: "9", recordedAt: "2021-12-31T16:59:59.999Z" }')).toEqual(['8', '10']);
    expect(await ends('from: { size: "7" }, to: { recordedAt: "2020-12-31T16:59:59.999Z" }')).toBe('SIZES_REVERSED');
    expect(await ends('from: { size: "11" }')).toBe('BEYOND_HEAD');
  });

  it('has a size for each root field that names one, and the shared size for the others', async () => {
    const answer = await api.ask(
      '{ a: pot(code: "a", asOf: { size: 3 }) { size } b: pot(code: "b") { size } c: pot(code: "c", asOf: { size: "0" }) { size } }',
    );
    expect(answer.data).toEqual({ a: { size: 3 }, b: { size: 8 }, c: { size: 0 } });
    expect(answer.extensions.ledger).toMatchObject({
      size: '8',
      root: root(8),
      sizes: { a: '3', b: '8', c: '0' },
      roots: { a: root(3), b: root(8), c: root(0) },
    });
  });

  it('is cited by its own size where all fields have it', async () => {
    const { extensions } = await api.ask('{ pot(code: "a", asOf: { size: 0 }) { size } }');
    expect(extensions.ledger).toEqual({ size: '0', root: root(0), position: null, lagEvents: 10 });
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
    lidBatches.splice(0);
    const { data } = await api.ask('{ pots(first: 5) { nodes { code lid { size } } } }');
    expect(data!.pots).toMatchObject({ nodes: { length: 5 } });
    expect(lidBatches).toEqual([['a', 'b', 'c', 'd', 'e']]);
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
  const NONE: ReadonlySet<string> = new Set();
  it('is a wait for the tree too: an answer that could not be cited is not given', async () => {
    const planner = (treeSize: number) =>
      new SizePlanner(new SettableSizes(10), new EverythingIn2021(), { treeSize: async () => treeSize }, NONE);
    const plan = await planner(7).plan(schema, operation('{ pot }'), 0);
    expect(plan).toMatchObject({ head: 10, size: 7 });
    jest.spyOn(performance, 'now').mockReturnValueOnce(0).mockReturnValue(WAIT_MILLISECONDS);
    await expect(planner(7).plan(schema, operation('{ pot }'), 8)).rejects.toMatchObject({
      extensions: { code: 'PROJECTION_STALE', projections: ['log'] },
    });
    jest.restoreAllMocks();
  });
  it('ends with PROJECTION_STALE', async () => {
    jest.spyOn(performance, 'now').mockReturnValueOnce(0).mockReturnValue(WAIT_MILLISECONDS);
    const log = { treeSize: async () => 10 };
    const planner = new SizePlanner(new SettableSizes(10), new EverythingIn2021(), log, NONE);
    await expect(planner.plan(schema, operation('{ pot }'), 11)).rejects.toMatchObject({
      extensions: { code: 'PROJECTION_STALE' },
    });
    jest.restoreAllMocks();
  });
});

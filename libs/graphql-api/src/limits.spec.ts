import { buildSchema, getIntrospectionQuery, parse } from 'graphql';
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
import type { GraphqlHarness } from './testing';
import { potSizes, servePots } from './testing/pots';

const sizes = potSizes();
let api: GraphqlHarness;
beforeAll(async () => {
  api = await servePots(sizes);
});
afterAll(() => api.close());

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

import { assetTagOf } from '@programme/shared';
import { nodeId } from './node';
import { AssetTag, Day, Instant } from './scalars';
import type { GraphqlHarness } from './testing';
import { potSizes, servePots } from './testing/pots';

const sizes = potSizes();
let api: GraphqlHarness;
beforeAll(async () => {
  api = await servePots(sizes);
});
afterAll(() => api.close());

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

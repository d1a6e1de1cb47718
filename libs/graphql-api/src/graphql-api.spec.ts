import { auditServer } from 'graphql-http';
import { buildSchema } from 'graphql';
import type { Projection } from '@projections';
import { undeclared } from './declared';
import { errorCodes } from './errors';
import { defineReadRoom } from './room';
import { printSchemaSdl } from './schema-sdl';
import type { GraphqlHarness } from './testing';
import { PotFilled, PotResolver, potSizes, servePots } from './testing/pots';

const sizes = potSizes();
let api: GraphqlHarness;
beforeAll(async () => {
  api = await servePots(sizes);
});
afterAll(() => api.close());

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

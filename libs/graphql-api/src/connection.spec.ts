import { encodeCursor, listHash } from './cursor';
import type { GraphqlHarness } from './testing';
import { potSizes, servePots } from './testing/pots';

const sizes = potSizes();
let api: GraphqlHarness;
beforeAll(async () => {
  api = await servePots(sizes);
});
afterAll(() => api.close());

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

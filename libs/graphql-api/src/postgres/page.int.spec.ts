import * as fc from 'fast-check';
import { Pool } from 'pg';
import { ReadTables, atSize } from '@projections';
import { createTestDatabase, type TestDatabase } from '../../../../tools/testing/test-database';
import { readPage, type ListSql } from '../page';
import { readContext } from '../read-context';
import { edgesToReturn } from '../testing/edges-to-return';
import { ANONYMOUS } from '../viewer';

/** Many rows share the first sort key, so that only both keys together tell rows apart. */
const ROWS = 60;
const LETTERS = ['a', 'á', 'b', 'B', 'đ'];

interface Item {
  readonly letter: string;
  readonly n: number;
}

let database: TestDatabase;
let pool: Pool;
let tables: ReadTables;
beforeAll(async () => {
  database = await createTestDatabase();
  pool = new Pool({ connectionString: database.ownerUrl, max: 2 });
  await pool.query('create table item (letter text not null, n bigint primary key)');
  await pool.query('insert into item select ($1::text[])[1 + (i * 7) % 5], i from generate_series(0, $2::int - 1) i', [
    LETTERS,
    ROWS,
  ]);
  tables = new (class extends ReadTables {
    async query<R extends Readonly<Record<string, unknown>>>(
      sql: string,
      values: readonly unknown[],
    ): Promise<readonly R[]> {
      return (await pool.query<R>(sql, [...values])).rows.map((row) => ({ ...row, n: Number(row.n) }));
    }
    async totalsAt(): Promise<never[]> {
      return [];
    }
  })();
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const list = (descending: boolean): ListSql => ({
  name: 'items',
  select: 'i.letter, i.n',
  from: 'item i',
  where: ['i.n >= $1'],
  values: [0],
  order: [
    { sql: 'i.letter', name: 'letter', type: 'text' },
    { sql: 'i.n', name: 'n', type: 'bigint' },
  ],
  descending,
});

describe('a page of a table', () => {
  const read = readContext(atSize(5), 5, ANONYMOUS);
  const page = (args: object, descending: boolean) =>
    readPage<Item & Record<string, unknown>, Item>(tables, read, args, list(descending), (rows) => rows);

  it('has the edges that the Relay specification says', async () => {
    for (const descending of [false, true]) {
      const { edges } = await page({ first: 100 }, descending);
      const { rows } = await pool.query<Item>(
        `select letter, n::int from item order by letter ${descending ? 'desc' : ''}, n ${descending ? 'desc' : ''}`,
      );
      expect(edges.map(({ node }) => node.n)).toEqual(rows.map(({ n }) => n));
      const place = fc.option(fc.integer({ min: 0, max: ROWS - 1 }), { nil: undefined });
      await fc.assert(
        fc.asyncProperty(
          fc.integer({ min: 1, max: 20 }),
          fc.boolean(),
          place,
          place,
          async (count, backward, after, before) => {
            const args = {
              ...(backward ? { last: count } : { first: count }),
              after: after === undefined ? null : edges[after]!.cursor,
              before: before === undefined ? null : edges[before]!.cursor,
            };
            const found = await page(args, descending);
            const expected = edgesToReturn(edges, args, (cursor) => edges.find((edge) => edge.cursor === cursor)!);
            expect(found.edges).toEqual(expected);
          },
        ),
        { numRuns: 60 },
      );
    }
  });

  it('is walked from end to end, forwards and backwards, with no row twice or missing', async () => {
    const seen: number[] = [];
    let after: string | null = null;
    for (;;) {
      const { nodes, pageInfo } = await page({ first: 7, after }, false);
      seen.push(...nodes.map(({ n }) => n));
      if (!pageInfo.hasNextPage) break;
      after = pageInfo.endCursor;
    }
    const back: number[] = [];
    let before: string | null = null;
    for (;;) {
      const { nodes, pageInfo } = await page({ last: 7, before }, false);
      back.unshift(...nodes.map(({ n }) => n));
      if (!pageInfo.hasPreviousPage) break;
      before = pageInfo.startCursor;
    }
    expect(new Set(seen).size).toBe(ROWS);
    expect(back).toEqual(seen);
  });

  it('counts exactly within the limit, and says so beyond it', async () => {
    const { count } = await page({ first: 1 }, false);
    expect(await count(ROWS)).toEqual({ value: ROWS, precision: 'EXACT' });
    expect(await count(ROWS - 1)).toEqual({ value: ROWS - 1, precision: 'AT_LEAST' });
  });
});

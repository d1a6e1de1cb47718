import * as fc from 'fast-check';
import { pageOf, pageSql, type ListSql } from './page';
import { applyCursors, edgesToReturn } from './testing/edges-to-return';

const LIST = { name: 'numbers', keyOf: (item: number) => item };
const READ = { size: 9, occurredOn: null };

describe('a page of a list in memory', () => {
  it('has the edges that the Relay specification says, and its page info', async () => {
    const args = fc
      .record({
        length: fc.integer({ min: 0, max: 30 }),
        count: fc.integer({ min: 1, max: 12 }),
        backward: fc.boolean(),
      })
      .chain(({ length, count, backward }) => {
        const place =
          length === 0
            ? fc.constant(undefined)
            : fc.option(fc.integer({ min: 0, max: length - 1 }), { nil: undefined });
        return fc.record({
          length: fc.constant(length),
          count: fc.constant(count),
          backward: fc.constant(backward),
          after: place,
          before: place,
        });
      });
    await fc.assert(
      fc.asyncProperty(args, async ({ length, count, backward, after, before }) => {
        const items = Array.from({ length }, (_, index) => index);
        const cursors = items.length === 0 ? [] : cursorsOf(items);
        const bounds = backward ? { last: count } : { first: count };
        const page = {
          ...bounds,
          after: after === undefined ? null : cursors[after]!,
          before: before === undefined ? null : cursors[before]!,
        };
        const { nodes, pageInfo, edges } = pageOf(items, READ, page, LIST);
        const expected = edgesToReturn(items, page, (cursor) => cursors.indexOf(cursor));
        expect(nodes).toEqual(expected);
        expect(edges.map(({ cursor }) => cursor)).toEqual(expected.map((item) => cursors[item]));
        const within = applyCursors(items, page.before, page.after, (cursor) => cursors.indexOf(cursor));
        if (backward) expect(pageInfo.hasPreviousPage).toBe(within.length > count);
        else expect(pageInfo.hasNextPage).toBe(within.length > count);
      }),
    );
  });
});

/** Cursors of a whole list, taken page by page. */
const cursorsOf = (items: readonly number[]): readonly string[] =>
  pageOf(items, READ, { first: 100 }, LIST).edges.map(({ cursor }) => cursor);

describe('a page as SQL', () => {
  const list: ListSql = {
    name: 'devices',
    select: 'd.*',
    from: 'device_now d',
    where: ['d.from_position < $1', 'd.state = $2'],
    values: [7, 'IN_USE'],
    order: [
      { sql: 'd.school', name: 'school', type: 'text' },
      { sql: 'd.position', name: 'position', type: 'bigint' },
    ],
  };

  it('starts behind the cursor, and never skips rows by counting them', () =>
    expect(pageSql(list, { length: 10, backward: false }, { after: ['A', 3] })).toEqual({
      sql:
        'select d.* from device_now d where d.from_position < $1 and d.state = $2 and (d.school, d.position) > ($3::text, $4::bigint)' +
        ' order by d.school asc, d.position asc limit $5',
      values: [7, 'IN_USE', 'A', 3, 11],
    }));

  it('runs the other way for `last`, and for a list that descends', () => {
    expect(pageSql(list, { length: 1, backward: true }, { before: ['A', 3] }).sql).toContain(
      '< ($3::text, $4::bigint) order by d.school desc, d.position desc',
    );
    expect(pageSql({ ...list, descending: true }, { length: 1, backward: false }, { after: ['A', 3] }).sql).toContain(
      '< ($3::text, $4::bigint) order by d.school desc',
    );
    expect(pageSql({ ...list, descending: true }, { length: 1, backward: true }, { before: ['A', 3] }).sql).toContain(
      '> ($3::text, $4::bigint) order by d.school asc',
    );
  });
});

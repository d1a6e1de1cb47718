import { atSize } from '@projections';
import { type Fed, type Feed, comparePlaces, readFeeds } from './feeds';
import { readContext } from './read-context';
import { ANONYMOUS } from './viewer';

/** A feed of what is in memory, in order. */
const feedOf = (...places: readonly string[]): Feed<Fed, string | null> => {
  const entries = places.map((place): Fed => ({ day: place.slice(0, 10), key: place.slice(11) })).sort(comparePlaces);
  return {
    entries: ({ filter, beyond, backward, limit }) => {
      const rest = entries.filter(
        (entry) =>
          (filter === null || entry.key === filter) &&
          (!beyond || (backward ? comparePlaces(entry, beyond) < 0 : comparePlaces(entry, beyond) > 0)),
      );
      if (backward) rest.reverse();
      return Promise.resolve(rest.slice(0, limit));
    },
    byKeys: () => Promise.resolve([]),
  };
};
const feeds = [
  feedOf('2021-11-01/b', '2021-11-03/a', '2021-11-03/d'),
  feedOf('2021-11-01/a', '2021-11-02/x'),
  feedOf(),
];
const ALL = ['2021-11-01/a', '2021-11-01/b', '2021-11-02/x', '2021-11-03/a', '2021-11-03/d'];
const read = readContext(atSize(7), 7, ANONYMOUS);
const page = (args: object, filter: string | null = null) =>
  readFeeds(feeds, read, args, { name: 'all', filter, toNode: ({ day, key }) => `${day}/${key}` });

describe('a list that several rooms fill', () => {
  it('is in one order, whoever filled it, and pages meet without a gap', async () => {
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const { nodes, pageInfo } = await page({ first: 2, after });
      seen.push(...nodes);
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    } while (after);
    expect(seen).toEqual(ALL);
  });

  it('is read from its end as well', async () => {
    const last = await page({ last: 2 });
    expect(last.nodes).toEqual(ALL.slice(3));
    expect(last.pageInfo).toMatchObject({ hasPreviousPage: true, hasNextPage: false });
    const before = await page({ last: 5, before: last.pageInfo.startCursor });
    expect(before.nodes).toEqual(ALL.slice(0, 3));
    expect(before.pageInfo).toMatchObject({ hasPreviousPage: false, hasNextPage: true });
  });

  it('ends before `before`, and ignores one that does not come after `after`', async () => {
    const { edges } = await page({ first: 5 });
    const [first, , third, fourth] = edges.map(({ cursor }) => cursor);
    expect((await page({ first: 5, after: first, before: fourth })).nodes).toEqual(ALL.slice(1, 3));
    expect((await page({ last: 1, after: first, before: fourth })).nodes).toEqual([ALL[2]]);
    expect((await page({ first: 5, after: third, before: first })).nodes).toEqual(ALL.slice(3));
  });

  it('is counted up to a limit', async () => {
    const { count } = await page({ first: 1 });
    expect(await count(10)).toEqual({ value: 5, precision: 'EXACT' });
    expect(await count(4)).toEqual({ value: 4, precision: 'AT_LEAST' });
  });

  it('refuses a cursor of another filter', async () => {
    const { pageInfo } = await page({ first: 1 });
    await expect(page({ first: 1, after: pageInfo.endCursor }, 'a')).rejects.toMatchObject({
      extensions: { code: 'CURSOR_MISMATCH' },
    });
  });
});

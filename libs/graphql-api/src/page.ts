import type { Moment, ReadTables } from '@projections';
import {
  countLimit,
  countedUpTo,
  pageBounds,
  type Connection,
  type Edge,
  type PageArgs,
  type PageBounds,
  type PageInfo,
} from './connection';
import { cursorOf, encodeCursor, listHash } from './cursor';
import type { ReadContext } from './read-context';

type Keys = readonly (string | number)[];
type Row = Readonly<Record<string, unknown>>;

/** A column that a list is sorted by. Never null; the last of them tells rows apart. */
export interface SortColumn {
  /** SQL: `d.tag`. */
  readonly sql: string;
  /** Its name in the row: `tag`. */
  readonly name: string;
  readonly type: 'text' | 'bigint';
}

/** A list as SQL. `where` and `from` use the parameters `$1 … $n` of `values`. */
export interface ListSql {
  /** Name of the connection: part of what a cursor belongs to. */
  readonly name: string;
  readonly select: string;
  readonly from: string;
  readonly where: readonly string[];
  readonly values: readonly unknown[];
  /** All ascending, or all descending: so that one index serves, whatever the page. */
  readonly order: readonly SortColumn[];
  readonly descending?: boolean;
  /** What the client filters by, as given. */
  readonly filter?: unknown;
}

const keyOf = (row: Row, { name, type }: SortColumn): string | number =>
  type === 'bigint' ? Number(row[name]) : String(row[name]);

const condition = (list: ListSql): string => (list.where.length === 0 ? 'true' : list.where.join(' and '));

/** Statement and values of one page, one row longer than the page. Keyset: page 1,000 costs what page 1 costs. */
export const pageSql = (
  list: ListSql,
  bounds: PageBounds,
  cursors: { readonly after?: Keys; readonly before?: Keys },
): { readonly sql: string; readonly values: readonly unknown[] } => {
  const values = [...list.values];
  const columns = list.order.map(({ sql }) => sql).join(', ');
  const beyond = (keys: Keys, sign: '<' | '>'): string => {
    const parameters = keys.map((key, index) => {
      values.push(key);
      return `$${values.length}::${list.order[index]!.type}`;
    });
    return `(${columns}) ${sign} (${parameters.join(', ')})`;
  };
  const [following, preceding] = list.descending ? (['<', '>'] as const) : (['>', '<'] as const);
  const conditions = [condition(list)];
  if (cursors.after) conditions.push(beyond(cursors.after, following));
  if (cursors.before) conditions.push(beyond(cursors.before, preceding));
  values.push(bounds.length + 1);
  const direction = Boolean(list.descending) === bounds.backward ? 'asc' : 'desc';
  const order = list.order.map(({ sql }) => `${sql} ${direction}`).join(', ');
  return {
    sql: `select ${list.select} from ${list.from} where ${conditions.join(' and ')} order by ${order} limit $${values.length}`,
    values,
  };
};

/** One page of a list at the context's size. `toNode` may be asynchronous as a whole: it gets all rows of the page at once. */
export const readPage = async <R extends Row, N>(
  tables: ReadTables,
  read: ReadContext,
  args: PageArgs,
  list: ListSql,
  toNodes: (rows: readonly R[]) => readonly N[] | Promise<readonly N[]>,
): Promise<Connection<N>> => {
  const bounds = pageBounds(args);
  const hash = hashOf(list, read);
  const place = { hash, size: read.size, keys: list.order.length };
  const after = args.after == null ? undefined : cursorOf(args.after, place).keys;
  const given = args.before == null ? undefined : cursorOf(args.before, place).keys;
  const before = after && given && !(await stands(tables, list, given, after)) ? undefined : given;
  const { sql, values } = pageSql(list, bounds, { after, before });
  const found = await tables.query<R>(sql, values);
  const more = found.length > bounds.length;
  const rows = found.slice(0, bounds.length);
  if (bounds.backward) rows.reverse();
  const nodes = await toNodes(rows);
  const edges = nodes.map((node, index) => ({
    cursor: encodeCursor({ keys: list.order.map((column) => keyOf(rows[index]!, column)), size: read.size, hash }),
    node,
  }));
  return {
    ...page(edges, bounds, more, args),
    count: async (asked) => {
      const limit = countLimit(asked);
      const [counted] = await tables.query<{ n: unknown }>(
        `select count(*) as n from (select 1 from ${list.from} where ${condition(list)} limit $${list.values.length + 1}) c`,
        [...list.values, limit + 1],
      );
      return countedUpTo(Number(counted!.n), limit);
    },
  };
};

/** By the specification `before` is looked for in what is left after `after`, and ignored where it isn't there. */
const stands = async (tables: ReadTables, list: ListSql, keys: Keys, after: Keys): Promise<boolean> => {
  const values = [...list.values];
  const same = list.order.map(({ sql, type }, index) => {
    values.push(keys[index]);
    return `${sql} = $${values.length}::${type}`;
  });
  const there = { ...list, values, where: [...list.where, ...same] };
  const { sql, values: all } = pageSql(there, { length: 1, backward: false }, { after });
  return (await tables.query(sql, all)).length > 0;
};

/** A page of what is in memory already, in its order: a stream's events, a thing's few assignments. */
export const pageOf = <N>(
  items: readonly N[],
  read: Moment,
  args: PageArgs,
  list: { readonly name: string; readonly filter?: unknown; readonly keyOf: (item: N) => string | number },
): Connection<N> => {
  const bounds = pageBounds(args);
  const hash = listHash(list.name, list.filter, 'list', read.occurredOn);
  const indexOf = (text: string): number => {
    const [key] = cursorOf(text, { hash, size: read.size, keys: 1 }).keys;
    return items.findIndex((item) => list.keyOf(item) === key);
  };
  const start = args.after == null ? 0 : indexOf(args.after) + 1;
  const end = args.before == null ? -1 : indexOf(args.before);
  // By the specification `before` is looked for in what is left after `after`, and ignored where it isn't there.
  const range = items.slice(start, end >= start ? end : items.length);
  const chosen = bounds.backward ? range.slice(-bounds.length) : range.slice(0, bounds.length);
  const edges = chosen.map((node) => ({
    cursor: encodeCursor({ keys: [list.keyOf(node)], size: read.size, hash }),
    node,
  }));
  return {
    ...page(edges, bounds, range.length > chosen.length, args),
    count: async (limit) => countedUpTo(items.length, countLimit(limit)),
  };
};

const hashOf = ({ name, filter, order, descending }: ListSql, { occurredOn }: Moment): string =>
  listHash(name, filter, [order.map((column) => column.name), Boolean(descending)], occurredOn);

const page = <N>(edges: readonly Edge<N>[], bounds: PageBounds, more: boolean, args: PageArgs) => ({
  edges,
  nodes: edges.map(({ node }) => node),
  pageInfo: pageInfoOf(edges, bounds, more, args),
});

/** The edge of a cursor stands on its far side, so what was cut off there is known without asking. */
export const pageInfoOf = (
  edges: readonly Edge<unknown>[],
  { backward }: PageBounds,
  more: boolean,
  { after, before }: PageArgs,
): PageInfo => ({
  hasNextPage: backward ? before != null : more,
  hasPreviousPage: backward ? more : after != null,
  startCursor: edges[0]?.cursor ?? null,
  endCursor: edges.at(-1)?.cursor ?? null,
});

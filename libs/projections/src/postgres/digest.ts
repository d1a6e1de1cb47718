import { createHash, type Hash } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { canonicalJson } from '@event-store';
import { TOTALS_EVERY, stateTablesOf, type Row, type StateTable } from '../projection';
import type { Comparison, RowDifference } from '../projection-orders';
import {
  factsColumns,
  factsKey,
  list,
  namesOfTotals,
  nowColumns,
  quoted,
  tableName,
  type Built,
  type Generation,
} from './tables';
import { inTransaction } from './transaction';
import { asInEvents } from './values';

/** Rows in memory at a time. */
const FETCH_ROWS = 2_000;

/** What a table says at a size: its name, and its rows in the order of their key. `$1` is the size. */
interface Content {
  readonly table: string;
  readonly sql: string;
}

/**
 * SHA-256 over the tables in name order: for each a line with its name, then a line for each row in the order of its key (byte order), as
 * canonical JSON (contract 3). State: versions with from < S, those with to ≥ S shown as open. Facts: rows up to S. Totals: the sums at S.
 */
export const digestAt = (pool: Pool, projection: Built, size: number): Promise<string> =>
  inTransaction(pool, 'begin isolation level repeatable read read only', async (client) => {
    const hash = createHash('sha256');
    const contents = [...contentsOf(projection)].sort((one, other) => (one.table < other.table ? -1 : 1));
    for (const { table, sql } of contents) {
      hash.update(`${canonicalJson({ table })}\n`);
      await addRows(client, hash, sql, size);
    }
    return hash.digest('hex');
  });

const addRows = async (client: PoolClient, hash: Hash, sql: string, size: number): Promise<void> => {
  await client.query(`declare digest no scroll cursor for ${sql}`, [size]);
  for (;;) {
    const { rows } = await client.query<Row>({ text: `fetch ${FETCH_ROWS} from digest`, types: asInEvents });
    for (const row of rows) hash.update(`${canonicalJson(row)}\n`);
    if (rows.length < FETCH_ROWS) break;
  }
  await client.query('close digest');
};

const contentsOf = (projection: Built): readonly Content[] => {
  switch (projection.kind) {
    case 'state': {
      const versions = stateTablesOf(projection).map((table) => stateContent(table, projection));
      return [...versions, ...(projection.measures ? [totalsContent(projection)] : [])];
    }
    case 'facts':
      return projection.tables.map((table) => ({
        table: table.name,
        sql: `select ${list(factsColumns(table).map(({ name }) => name))} from ${tableName(table.name, projection)}
              where position < $1::bigint order by ${factsKey(table).map(quoted).join(', ')}`,
      }));
  }
};

const stateContent = (table: StateTable, generation: Generation): Content => {
  const open = nowColumns(table).map(({ name }) => name);
  const key = list([...Object.keys(table.key), 'from_position']);
  return {
    table: table.name,
    sql: `
      select ${list(open)}, null::bigint as to_position from ${tableName(`${table.name}_now`, generation)}
      where from_position < $1::bigint
      union all
      select ${list(open)}, case when to_position < $1::bigint then to_position end
      from ${tableName(`${table.name}_history`, generation)} where from_position < $1::bigint
      order by ${key}`,
  };
};

/** Rows that are shown of a difference. */
const SHOWN_ROWS = 20;

/** What two sets of tables of one declaration do not say alike at a size: how many rows, and the first of them. */
export const differencesAt = (
  pool: Pool,
  { live, built, size }: { readonly live: Built; readonly built: Built; readonly size: number },
): Promise<Pick<Comparison, 'differing' | 'differences'>> =>
  inTransaction(pool, 'begin isolation level repeatable read read only', async (client) => {
    const news = contentsOf(built);
    let differing = 0;
    const differences: RowDifference[] = [];
    for (const [index, { table, sql }] of contentsOf(live).entries()) {
      const { rows } = await client.query<{ side: 'LIVE' | 'NEW'; row: Row; total: number }>({
        text: `with live as (${sql}), new as (${news[index]!.sql}), difference as (
            (select 'LIVE' as side, to_jsonb(x) as row from (table live except table new) x)
            union all (select 'NEW', to_jsonb(x) from (table new except table live) x))
          select side, row, count(*) over () as total from difference order by row::text, side limit ${SHOWN_ROWS}`,
        values: [size],
        types: asInEvents,
      });
      differing += rows[0]?.total ?? 0;
      for (const { side, row } of rows) if (differences.length < SHOWN_ROWS) differences.push({ table, side, row });
    }
    return { differing, differences };
  });

/** The sums as they are read: the stored row at the boundary, and the movements since. */
const totalsContent = (projection: Built): Content => {
  const { movement, total } = namesOfTotals(projection);
  return {
    table: total,
    sql: `
      select cut, key, measure, sum(n)::bigint as n from (
        (select distinct on (cut, key, measure) cut, key, measure, n from ${tableName(total, projection)}
         where boundary_size <= $1::bigint order by cut, key, measure, boundary_size desc)
        union all
        select cut, key, measure, n from ${tableName(movement, projection)}
        where position >= $1::bigint - $1::bigint % ${TOTALS_EVERY} and position < $1::bigint
      ) part group by cut, key, measure having sum(n) <> 0 order by cut, key, measure`,
  };
};

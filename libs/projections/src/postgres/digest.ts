import { createHash, type Hash } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { canonicalJson } from '@event-store';
import type { Projection, Row } from '../projection';
import {
  TOTALS_EVERY,
  factsColumns,
  factsKey,
  historyColumns,
  list,
  namesOfTotals,
  nowColumns,
  quoted,
  tableName,
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
export const digestAt = (pool: Pool, projection: Projection, size: number): Promise<string> =>
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

const contentsOf = (projection: Projection): readonly Content[] => {
  const { version } = projection;
  switch (projection.kind) {
    case 'state': {
      const { table } = projection;
      const open = list(nowColumns(table).map(({ name }) => name));
      const closed = list(
        historyColumns(table)
          .map(({ name }) => name)
          .slice(0, -1),
      );
      const key = list([...Object.keys(table.key), 'from_position']);
      const versions = `
        select ${open}, null::bigint as to_position from ${tableName(`${table.name}_now`, version)}
        where from_position < $1::bigint
        union all
        select ${closed}, case when to_position < $1::bigint then to_position end
        from ${tableName(`${table.name}_history`, version)} where from_position < $1::bigint
        order by ${key}`;
      return [{ table: table.name, sql: versions }, ...(projection.measures ? [totalsContent(projection)] : [])];
    }
    case 'facts':
      return projection.tables.map((table) => ({
        table: table.name,
        sql: `select ${list(factsColumns(table).map(({ name }) => name))} from ${tableName(table.name, version)}
              where position < $1::bigint order by ${factsKey(table).map(quoted).join(', ')}`,
      }));
  }
};

/** The sums as they are read: the stored row at the boundary, and the movements since. */
const totalsContent = (projection: Projection): Content => {
  const { movement, total } = namesOfTotals(projection);
  return {
    table: total,
    sql: `
      select cut, key, measure, sum(n)::bigint as n from (
        (select distinct on (cut, key, measure) cut, key, measure, n from ${tableName(total, projection.version)}
         where boundary_size <= $1::bigint order by cut, key, measure, boundary_size desc)
        union all
        select cut, key, measure, n from ${tableName(movement, projection.version)}
        where position >= $1::bigint - $1::bigint % ${TOTALS_EVERY} and position < $1::bigint
      ) part group by cut, key, measure having sum(n) <> 0 order by cut, key, measure`,
  };
};

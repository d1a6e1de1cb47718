import type { PoolClient } from 'pg';
import { TOTALS_EVERY, type Projection } from '../projection';
import type { Moment } from '../read-tables';
import { namesOfTotals, quoted, tableName, type Built } from './tables';

/** The boundary at or below a size. */
const boundaryOf = (size: number): number => size - (size % TOTALS_EVERY);

/**
 * Writes the sums at every boundary that the batch reached: the row before, and the movements since the boundary before. Only for what
 * changed since then. Made from rows alone, so that neither a restart nor the size of a batch can make a difference.
 */
export const addTotals = async (
  client: PoolClient,
  projection: Built,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<void> => {
  const names = namesOfTotals(projection);
  const [movement, total] = [tableName(names.movement, projection), tableName(names.total, projection)];
  for (let boundary = boundaryOf(from) + TOTALS_EVERY; boundary <= to; boundary += TOTALS_EVERY) {
    await client.query(
      `insert into ${total} (boundary_size, cut, key, measure, n)
       select $1::bigint, m.cut, m.key, m.measure, m.n + coalesce(before.n, 0)
       from (
         select cut, key, measure, sum(n) as n from ${movement}
         where position >= $1::bigint - ${TOTALS_EVERY} and position < $1::bigint
         group by cut, key, measure having sum(n) <> 0
       ) m
       left join lateral (
         select n from ${total} t
         where t.cut = m.cut and t.key = m.key and t.measure = m.measure and t.boundary_size < $1::bigint
         order by t.boundary_size desc limit 1
       ) before on true`,
      [boundary],
    );
  }
};

/** Sums by (key, measure) of the cut `$1` at the size `$2`; `$3` is the boundary at or below it. Sums that are 0 are left out; in the order of the keys, whatever the plan. */
export const totalsSql = (movement: string, total: string): string => `
  with recursive pair (key, measure) as (
    -- One step in the index for each pair, and not one for each stored row.
    (select key, measure from ${total} where cut = $1 order by key, measure limit 1)
    union all
    select following.key, following.measure from pair cross join lateral (
      select key, measure from ${total} where cut = $1 and (key, measure) > (pair.key, pair.measure)
      order by key, measure limit 1
    ) following
  ), part (key, measure, n) as (
    select pair.key, pair.measure, stored.n from pair cross join lateral (
      select n from ${total} t
      where t.cut = $1 and t.key = pair.key and t.measure = pair.measure and t.boundary_size <= $2::bigint
      order by t.boundary_size desc limit 1
    ) stored
    union all
    select key, measure, n from ${movement} where cut = $1 and position >= $3::bigint and position < $2::bigint
  )
  select key, measure, sum(n)::bigint as n from part group by key, measure having sum(n) <> 0
  order by key, measure`;

/** The same of what had happened by the day `$3`: nothing is stored for it, the movements of these days are added up. */
const totalsOnSql = (movement: string): string => `
  select key, measure, sum(n)::bigint as n from ${movement}
  where cut = $1 and position < $2::bigint and occurred_on <= $3::date group by key, measure having sum(n) <> 0
  order by key, measure`;

export const totalsQuery = (
  projection: Pick<Projection, 'name'>,
  cut: string,
  { size, occurredOn }: Moment,
): { readonly text: string; readonly values: readonly unknown[] } => {
  const names = namesOfTotals(projection);
  const [movement, total] = [quoted(names.movement), quoted(names.total)];
  if (occurredOn !== null) return { text: totalsOnSql(movement), values: [cut, size, occurredOn] };
  return { text: totalsSql(movement, total), values: [cut, size, boundaryOf(size)] };
};

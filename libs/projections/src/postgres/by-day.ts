import type { Pool } from 'pg';
import { FROM_DAY, byDayOf, type Row, type StateTable } from '../projection';
import type { DayRows, DayVersion } from '../running/changes';
import { keyReader } from '../values';
import { list, nowColumns, quoted, tableName, wireColumns, type Generation } from './tables';
import { asInEvents } from './values';
import { arrayParameters } from './wire';
import { unnested } from './writing';

/** Of each thing the rows from its given day on, and the last one before it: what an event of that day can touch. */
export const loadDays = async (
  pool: Pool,
  table: StateTable,
  built: Generation,
  days: ReadonlyMap<string, string>,
): Promise<DayRows> => {
  const byDay = byDayOf(table);
  const keyColumns = wireColumns(byDay.key);
  const readKey = keyReader(table.key);
  const [key] = Object.keys(table.key) as [string];
  const names = list(nowColumns(byDay).map(({ name }) => name));
  const found = `select ${names} from ${tableName(`${byDay.name}_now`, built)} t where t.${quoted(key)} = given.${quoted(key)}`;
  const { rows } = await pool.query<Row & { readonly from_position: number; readonly from_day: string }>({
    text: `select v.* from ${unnested(keyColumns)} cross join lateral (
             ${found} and t.${FROM_DAY} >= given.${FROM_DAY}
             union all (${found} and t.${FROM_DAY} < given.${FROM_DAY} order by t.${FROM_DAY} desc limit 1)
           ) v order by v.${FROM_DAY}`,
    values: arrayParameters(
      keyColumns,
      [...days].map(([thing, day]) => ({ ...readKey(thing), [FROM_DAY]: day })),
      (row: Row, column) => row[column],
    ),
    types: asInEvents,
  });
  const loaded = new Map<string, DayVersion[]>();
  for (const { from_position: from, from_day: day, ...row } of rows) {
    const thing = String(row[key]);
    const of = loaded.get(thing) ?? [];
    of.push({ day, row, from });
    loaded.set(thing, of);
  }
  return loaded;
};

import type { ReadTables } from '@projections';

/**
 * Size of the ledger at an instant: the first position whose `recordedAt` is later, or `head` where there is none. Right for every size
 * that the projection `ledger-time` has reached.
 */
export const sizeAtInstant = async (tables: ReadTables, instant: string, head: number): Promise<number> => {
  const [found] = await tables.query<{ readonly size: number | null }>(
    `select min(from_position) as size from (
       select from_position from ledger_time_now where recorded_max > $1::timestamptz
       union all
       (select from_position from ledger_time_history where recorded_max > $1::timestamptz order by recorded_max limit 1)
     ) later`,
    [instant],
  );
  return Math.min(found?.size ?? head, head);
};

import { type ListSql, type ReadContext, type Viewer, approves, readsAll, scopeSql } from '@graphql-api';
import { ANY_DAY, at } from '@projections';
import { type Carrier, QUOTA_BYTES_PER_DAY } from '@programme/shared';
import type { CarrierDayFilter } from './carrier-day.objects';
import { classifiedSql } from './reconciliation.queries';

/** The lines of one day in ledger order, each with what it is. */
export const linesOf = (
  carrier: Carrier,
  day: string,
  classification: string | null,
  { size }: ReadContext,
): ListSql => {
  const values: unknown[] = [size, carrier, day, QUOTA_BYTES_PER_DAY];
  if (classification !== null) values.push(classification);
  return {
    name: 'lines',
    filter: { carrier, day, classification },
    select: `l.position, l.grant_id, l.outcome, l.bytes, l.code, l.carrier_txn_id, l.file_id, l.line, l.is_late, l.classification,
      case l.classification when 'SHORT' then $4::bigint - l.bytes when 'OVER' then l.bytes - $4::bigint
                            when 'MISSED' then $4::bigint when 'EXACT' then 0 else l.bytes end as amount`,
    from: `(with ${classifiedSql('select $2::text as carrier, $3::date as day', 4)} select * from line) l`,
    where: classification === null ? [] : ['l.classification = $5'],
    values,
    order: [{ sql: 'l.position', name: 'position', type: 'bigint' }],
  };
};

/** A carrier's day lies in no unit: approvers close it, and so read it, whatever their unit is. */
const readsEveryDay = (viewer: Viewer): boolean => readsAll(viewer) || approves(viewer);

/** A carrier's agent reads its own carrier's days; everybody else who isn't to decide on them, none. */
export const mayReadDay = (carrier: string, { viewer }: ReadContext): boolean =>
  readsEveryDay(viewer) || viewer.organisations.includes(carrier);

/** Each carrier's days, from its first grant's first day to the ledger's own day: also those of which no file came. */
export const daysOf = (filter: CarrierDayFilter, { size, viewer }: ReadContext): ListSql => {
  const values: unknown[] = [size];
  const where: string[] = [];
  const given = (value: unknown, condition: (parameter: string) => string): void => {
    if (value == null) return;
    values.push(value);
    where.push(condition(`$${values.length}`));
  };
  given(filter.carrier, (n) => `d.carrier = ${n}`);
  given(filter.from, (n) => `d.day >= ${n}`);
  given(filter.to, (n) => `d.day <= ${n}`);
  where.push(readsEveryDay(viewer) ? 'true' : scopeSql(viewer, { organisations: ['d.carrier'] }, values));
  return {
    name: 'carrierDays',
    filter,
    select: 'd.carrier, d.day',
    from: `(select p.carrier, s.day::date::text as day
            from (select g.carrier, min(g.first_day) as first_day, max(g.end_day) - 1 as last_day
                  from ${at('data_grant', ANY_DAY)} g where g.carrier is not null and g.first_day is not null group by g.carrier) p,
              generate_series(p.first_day, least(p.last_day, (select (t.recorded_max at time zone 'Asia/Ho_Chi_Minh')::date
                                                              from ${at('ledger_time', ANY_DAY)} t)), interval '1 day') as s (day)
            union
            select c.carrier, c.service_date::text from ${at('carrier_day', ANY_DAY)} c) d`,
    where,
    values,
    order: [
      { sql: 'd.day', name: 'day', type: 'text' },
      { sql: 'd.carrier', name: 'carrier', type: 'text' },
    ],
  };
};

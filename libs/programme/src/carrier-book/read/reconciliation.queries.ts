import { Injectable } from '@nestjs/common';
import { type BatchRead, type ReadContext, inOrderOf } from '@graphql-api';
import { ANY_DAY, ReadTables, at } from '@projections';
import { type Carrier, QUOTA_BYTES_PER_DAY } from '@programme/shared';
import { FIXED_TERM_DAYS } from '@programme/data-grant/domain';
import {
  type CarrierDayState,
  DECIMAL_QUOTA_BYTES,
  type Gap,
  type GapCode,
  type Reconciliation,
  carrierDayId,
  carrierDayOf,
  carrierDayStateOf,
  dayEndsAt,
  looksDecimal,
} from '../domain';
import type { CarrierDayRow } from './carrier-day.projection';

/**
 * SQL of what a line or a grant is on the days of `k (carrier, day)`, as of the size in $1: the rules of `domain/reconciliation.ts`, over
 * sets. It begins a `with` that has `active` (the promised grants of each day) and `line` (what was stated, classified).
 */
export const classifiedSql = (days: string, quota: number): string => `
  k as (${days}),
  g as not materialized (select * from ${at('data_grant', ANY_DAY)} v),
  active as (
    select k.carrier, k.day, g.grant_id,
      exists (select 1 from carrier_terms t
              where t.position < $1 and t.carrier = g.carrier and t.term_policy = 'FIXED_90_DAYS'
                and t.valid_from <= g.first_day and (t.valid_to is null or g.first_day <= t.valid_to)
                and k.day >= g.first_day + ${FIXED_TERM_DAYS}) as beyond_term
    from k join g on g.carrier = k.carrier and g.first_day <= k.day and g.end_day > k.day
    where not exists (select 1 from jsonb_array_elements(g.inactive) p
                      where (p ->> 'from')::date <= k.day and (p ->> 'to' is null or (p ->> 'to')::date > k.day))
  ),
  stated as (
    select k.day, c.*, a.grant_id is not null as is_active,
      exists (select 1 from g where g.grant_id = c.grant_id and g.carrier = k.carrier) as is_known,
      exists (select 1 from ${at('carrier_day', ANY_DAY)} d, jsonb_array_elements(d.files) f
              where d.carrier = k.carrier and d.service_date = k.day
                and (f ->> 'late')::boolean and (f ->> 'fileId')::uuid = c.file_id) as is_late
    from k
    join credit c on c.carrier = k.carrier and c.service_date = k.day and c.position < $1
    left join active a on a.carrier = k.carrier and a.day = k.day and a.grant_id = c.grant_id
  ),
  line as (
    select s.*,
      case when outcome = 'CONFLICT' then 'DUPLICATE'
           when not is_known then 'UNKNOWN_GRANT'
           when not is_active then 'OUT_OF_WINDOW'
           when outcome = 'FAILED' then 'MISSED'
           when bytes < $${quota}::bigint then 'SHORT'
           when bytes > $${quota}::bigint then 'OVER'
           else 'EXACT' end as classification
    from stated s
  )`;

const figuresSql = `
  with ${classifiedSql('select * from unnest($2::text[], $3::date[]) as u (carrier, day)', 4)},
  by_line as (
    select carrier, day,
      count(*) filter (where outcome = 'CREDITED') as credited_lines,
      count(*) filter (where outcome = 'CREDITED' and bytes = $5::bigint) as decimal_lines,
      count(*) as lines,
      sum(bytes) filter (where outcome = 'CREDITED') as credited,
      sum(bytes) filter (where classification in ('EXACT', 'SHORT', 'OVER')) as credited_in_window,
      count(*) filter (where classification = 'SHORT') as short_lines,
      sum($4::bigint - bytes) filter (where classification = 'SHORT') as short,
      count(*) filter (where classification = 'OVER') as over_lines,
      sum(bytes - $4::bigint) filter (where classification = 'OVER') as over,
      count(*) filter (where classification = 'OUT_OF_WINDOW') as out_of_window_lines,
      sum(bytes) filter (where classification = 'OUT_OF_WINDOW') as out_of_window,
      count(*) filter (where classification = 'UNKNOWN_GRANT') as unknown_grant_lines,
      sum(bytes) filter (where classification = 'UNKNOWN_GRANT') as unknown_grant,
      count(*) filter (where classification = 'DUPLICATE') as duplicate_lines,
      sum(bytes) filter (where classification = 'DUPLICATE') as duplicate,
      count(*) filter (where is_late) as late_lines,
      sum(bytes) filter (where is_late) as late
    from line group by carrier, day
  ),
  counted as (select carrier, day, grant_id from line where classification in ('EXACT', 'SHORT', 'OVER')),
  by_grant as (
    select a.carrier, a.day, count(*) as promised,
      count(*) filter (where c.grant_id is null and not a.beyond_term) as missed,
      count(*) filter (where c.grant_id is null and a.beyond_term) as term_shortfall
    from active a left join counted c on c.carrier = a.carrier and c.day = a.day and c.grant_id = a.grant_id
    group by a.carrier, a.day
  )
  select l.*, g.promised, g.missed, g.term_shortfall, k.carrier, k.day
  from k
  left join by_line l on l.carrier = k.carrier and l.day = k.day
  left join by_grant g on g.carrier = k.carrier and g.day = k.day`;

type Sum = string | number | null;

interface FiguresRow extends Readonly<Record<string, unknown>> {
  readonly carrier: Carrier;
  readonly day: string;
  readonly credited_lines: number | null;
  readonly decimal_lines: number | null;
  readonly lines: number | null;
  readonly credited: Sum;
  readonly credited_in_window: Sum;
  readonly short_lines: number | null;
  readonly short: Sum;
  readonly over_lines: number | null;
  readonly over: Sum;
  readonly out_of_window_lines: number | null;
  readonly out_of_window: Sum;
  readonly unknown_grant_lines: number | null;
  readonly unknown_grant: Sum;
  readonly duplicate_lines: number | null;
  readonly duplicate: Sum;
  readonly late_lines: number | null;
  readonly late: Sum;
  readonly promised: number | null;
  readonly missed: number | null;
  readonly term_shortfall: number | null;
}

/** A day's figures, with what only the table can tell. */
export interface DayFigures extends Omit<Reconciliation, 'gaps'> {
  readonly gaps: readonly { readonly code: GapCode | 'LATE_FILE'; readonly count: number; readonly bytes: bigint }[];
  readonly lines: number;
  readonly looksDecimal: boolean;
}

const sum = (value: Sum): bigint => BigInt(value ?? 0);

const figuresOf = (row: FiguresRow): DayFigures => {
  const quota = BigInt(QUOTA_BYTES_PER_DAY);
  const ofGrants = (count: number | null) => ({ count: count ?? 0, bytes: BigInt(count ?? 0) * quota });
  const ofLines = (count: number | null, bytes: Sum) => ({ count: count ?? 0, bytes: sum(bytes) });
  const missed = ofGrants(row.missed);
  const termShortfall = ofGrants(row.term_shortfall);
  const gaps: readonly (Omit<Gap, 'code'> & { readonly code: GapCode | 'LATE_FILE' })[] = [
    { code: 'MISSED', ...missed },
    { code: 'TERM_SHORTFALL', ...termShortfall },
    { code: 'SHORT', ...ofLines(row.short_lines, row.short) },
    { code: 'OVER', ...ofLines(row.over_lines, row.over) },
    { code: 'OUT_OF_WINDOW', ...ofLines(row.out_of_window_lines, row.out_of_window) },
    { code: 'UNKNOWN_GRANT', ...ofLines(row.unknown_grant_lines, row.unknown_grant) },
    { code: 'DUPLICATE', ...ofLines(row.duplicate_lines, row.duplicate) },
    { code: 'LATE_FILE', ...ofLines(row.late_lines, row.late) },
  ];
  return {
    promisedGrants: row.promised ?? 0,
    promised: ofGrants(row.promised).bytes,
    credited: sum(row.credited),
    creditedInWindow: sum(row.credited_in_window),
    short: sum(row.short),
    over: sum(row.over),
    missed: missed.bytes + termShortfall.bytes,
    termShortfall: termShortfall.bytes,
    gaps: gaps.filter(({ count }) => count > 0),
    lines: row.lines ?? 0,
    looksDecimal: looksDecimal({ credited: row.credited_lines ?? 0, decimal: row.decimal_lines ?? 0 }),
  };
};

/** The figures that a day was closed with. */
export const closedFigures = (closed: NonNullable<CarrierDayRow['closed_figures']>) => ({
  promised: closed.promisedBytes,
  creditedInWindow: closed.creditedInWindowBytes,
  short: closed.shortBytes,
  missed: closed.missedBytes,
  over: closed.overBytes,
});

/** They are still what the ledger says: no fact came since that makes them others. */
export const isStillAsClosed = (closed: NonNullable<CarrierDayRow['closed_figures']>, now: DayFigures): boolean =>
  Object.entries(closedFigures(closed)).every(
    ([name, bytes]) => BigInt(bytes) === now[name as keyof ReturnType<typeof closedFigures>],
  );

/** Reads carriers' days; each method serves any number of days with one statement. Days go by their id, `viettel-20211115`. */
@Injectable()
export class CarrierDays {
  constructor(private readonly tables: ReadTables) {}

  /** Files and closing; null where nothing of the day was recorded. */
  readonly rows: BatchRead<string, CarrierDayRow | null> = async (ids, { size }) => {
    const sql = `select * from ${at('carrier_day', ANY_DAY)} d where d.carrier_day_id = any ($2::text[])`;
    return inOrderOf(ids, await this.tables.query<CarrierDayRow>(sql, [size, ids]), (row) => row.carrier_day_id);
  };

  readonly figures: BatchRead<string, DayFigures> = async (ids, { size }) => {
    const days = ids.map((id) => carrierDayOf(`carrierday-${id}`));
    const rows = await this.tables.query<FiguresRow>(figuresSql, [
      size,
      days.map(({ carrier }) => carrier),
      days.map(({ serviceDate }) => serviceDate),
      QUOTA_BYTES_PER_DAY,
      DECIMAL_QUOTA_BYTES,
    ]);
    const found = inOrderOf(ids, rows, ({ carrier, day }) => carrierDayId(carrier, day));
    return found.map((row) => figuresOf(row!));
  };

  /** The latest time of recording among the events that the answer is made of: the clock of the answer, the same for whoever asks again. */
  private readonly times: BatchRead<'now', string> = async (keys, { size }) => {
    const sql = `select recorded_max from ${at('ledger_time', ANY_DAY)} t`;
    const [row] = await this.tables.query<{ readonly recorded_max: string }>(sql, [size]);
    return keys.map(() => row?.recorded_max ?? '');
  };

  ledgerTime(read: ReadContext): Promise<string> {
    return read.load(this.times, 'now');
  }

  async state(id: string, read: ReadContext): Promise<CarrierDayState> {
    const [row, ledgerTime] = await Promise.all([read.load(this.rows, id), this.ledgerTime(read)]);
    const hasStatements = (row?.files.length ?? 0) > 0 || (await read.load(this.figures, id)).lines > 0;
    const { serviceDate } = carrierDayOf(`carrierday-${id}`);
    return carrierDayStateOf({
      closed: row?.closed ?? false,
      endsAt: dayEndsAt(serviceDate),
      ledgerTime,
      hasStatements,
    });
  }
}

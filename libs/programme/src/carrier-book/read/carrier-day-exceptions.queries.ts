import { Injectable } from '@nestjs/common';
import { type Feed, type FeedRequest, Feeds, type Fed, type ReadContext } from '@graphql-api';
import { ReadTables } from '@projections';
import { type Carrier, type DerivedException, type ExceptionQuery, carriers, isDay } from '@programme/shared';
import { type CarrierDayState, carrierDayId, carrierDayOf } from '../domain';
import type { CarrierDayRow } from './carrier-day.projection';
import { daysOf, mayReadDay } from './carrier-day.queries';
import { CarrierDays, type DayFigures, isStillAsClosed } from './reconciliation.queries';

/** Days of carriers whose figures are computed at once. Most days have something wrong, so a page is a chunk or two. */
const DAYS_AT_ONCE = 30;

const STREAM = 'carrierday-';

interface Day {
  readonly carrier: Carrier;
  readonly day: string;
}

/** What is only known to be missing once no file can come in time any more. */
const UNTIL_THE_END: ReadonlySet<string> = new Set(['MISSED', 'TERM_SHORTFALL']);

/** What is wrong with a carrier's day, one for each code and not for each line. A day without a file misses everything, and says so once. */
export const exceptionsOfDay = (
  { carrier, day }: Day,
  {
    state,
    row,
    figures,
  }: { readonly state: CarrierDayState; readonly row: CarrierDayRow | null; readonly figures: DayFigures },
): readonly DerivedException[] => {
  const id = carrierDayId(carrier, day);
  const closed = row?.closed_figures ?? null;
  const isAccepted = closed !== null && isStillAsClosed(closed, figures);
  const isWithoutFile = (row?.files.length ?? 0) === 0 && figures.lines === 0;
  const exception = (code: string, count: number, bytes: bigint): DerivedException => ({
    day,
    key: `${id}/${code}`,
    code,
    stream: `${STREAM}${id}`,
    state: isAccepted ? 'ACCEPTED' : 'OPEN',
    acceptedAt: isAccepted ? row!.closed_at : null,
    acceptedBy: isAccepted ? row!.closed_by : null,
    count,
    bytes,
    amountVnd: null,
  });
  if (state !== 'OPEN' && isWithoutFile)
    return figures.promisedGrants === 0 ? [] : [exception('NO_FILE', figures.promisedGrants, figures.promised)];
  return figures.gaps
    .filter(({ code }) => state !== 'OPEN' || !UNTIL_THE_END.has(code))
    .map(({ code, count, bytes }) => exception(code, count, bytes));
};

const inOrder = (exceptions: readonly DerivedException[]): readonly DerivedException[] =>
  [...exceptions].sort((one, other) => (one.key < other.key ? -1 : 1));

/** Derived when they are asked for, as the days' figures are (ADR 11): days are walked in their order until a page is full. */
@Feeds('exceptions')
@Injectable()
export class CarrierDayExceptions implements Feed<DerivedException, ExceptionQuery> {
  constructor(
    private readonly tables: ReadTables,
    private readonly days: CarrierDays,
  ) {}

  async entries(request: FeedRequest<ExceptionQuery>, read: ReadContext): Promise<readonly DerivedException[]> {
    const { filter, backward, limit } = request;
    if (filter.stream != null) return this.ofStream(filter.stream, request, read);
    if (!mayFit(filter)) return [];
    const found: DerivedException[] = [];
    let from = request.beyond && { day: request.beyond.day, carrier: null as string | null };
    while (found.length < limit) {
      const days = await this.chunk(from, backward, read);
      const ofDays = (await this.ofDays(days, read)).flatMap((each) =>
        backward ? inOrder(each).toReversed() : inOrder(each),
      );
      for (const exception of ofDays) if (fits(exception, request)) found.push(exception);
      const last = days.at(-1);
      if (!last || days.length < DAYS_AT_ONCE) break;
      from = last;
    }
    return found.slice(0, limit);
  }

  async byKeys(keys: readonly string[], read: ReadContext): Promise<readonly (DerivedException | null)[]> {
    const days = keys.map((key) => dayOf(key.split('/')[0]!, read));
    const known = [
      ...new Map(days.flatMap((day) => (day ? [[carrierDayId(day.carrier, day.day), day]] : []))).values(),
    ];
    const found = new Map((await this.ofDays(known, read)).flat().map((exception) => [exception.key, exception]));
    return keys.map((key) => found.get(key) ?? null);
  }

  private async ofStream(
    stream: string,
    request: FeedRequest<ExceptionQuery>,
    read: ReadContext,
  ): Promise<readonly DerivedException[]> {
    const day = stream.startsWith(STREAM) ? dayOf(stream.slice(STREAM.length), read) : null;
    if (!day) return [];
    const [ofDay] = await this.ofDays([day], read);
    const ordered = request.backward ? inOrder(ofDay!).toReversed() : inOrder(ofDay!);
    return ordered.filter((exception) => fits(exception, request)).slice(0, request.limit);
  }

  /** Days in their order from a place on, the place's own day included where no carrier of it is named. */
  private async chunk(
    from: { readonly day: string; readonly carrier: string | null } | null,
    backward: boolean,
    read: ReadContext,
  ): Promise<readonly Day[]> {
    const { select, from: source, where, values: given } = daysOf({}, read);
    const values = [...given];
    const conditions = [...where];
    const sign = backward ? '<' : '>';
    if (from?.carrier != null) {
      values.push(from.day, from.carrier);
      conditions.push(`(d.day, d.carrier) ${sign} ($${values.length - 1}::text, $${values.length}::text)`);
    } else if (from) {
      values.push(from.day);
      conditions.push(`d.day ${sign}= $${values.length}::text`);
    }
    const direction = backward ? 'desc' : 'asc';
    return this.tables.query<Day & Readonly<Record<string, unknown>>>(
      `select ${select} from ${source} where ${conditions.join(' and ')}
       order by d.day ${direction}, d.carrier ${direction} limit ${DAYS_AT_ONCE}`,
      values,
    );
  }

  private ofDays(days: readonly Day[], read: ReadContext): Promise<readonly (readonly DerivedException[])[]> {
    return Promise.all(
      days.map(async (day) => {
        const id = carrierDayId(day.carrier, day.day);
        const [row, figures, state] = await Promise.all([
          read.load(this.days.rows, id),
          read.load(this.days.figures, id),
          this.days.state(id, read),
        ]);
        return exceptionsOfDay(day, { row, figures, state });
      }),
    );
  }
}

const CODES: ReadonlySet<string> = new Set([
  'NO_FILE',
  'MISSED',
  'TERM_SHORTFALL',
  'SHORT',
  'OVER',
  'OUT_OF_WINDOW',
  'UNKNOWN_GRANT',
  'DUPLICATE',
  'LATE_FILE',
]);

/** Without it a filter that nothing here fits would walk every day. */
const mayFit = ({ state, code }: ExceptionQuery): boolean =>
  (state == null || state === 'OPEN' || state === 'ACCEPTED') && (code == null || CODES.has(code));

const fits = (
  exception: DerivedException,
  { filter: { state, code }, beyond, backward }: FeedRequest<ExceptionQuery>,
): boolean =>
  (state == null || exception.state === state) &&
  (code == null || exception.code === code) &&
  (!beyond || (backward ? isBefore(exception, beyond) : isBefore(beyond, exception)));

const isBefore = (one: Fed, other: Fed): boolean =>
  one.day < other.day || (one.day === other.day && one.key < other.key);

/** The day that an id like `viettel-20211115` names, where the viewer may read it. */
const dayOf = (id: string, read: ReadContext): Day | null => {
  const { carrier, serviceDate: day } = carrierDayOf(`${STREAM}${id}`);
  const isKnown = carriers.includes(carrier) && isDay(day) && carrierDayId(carrier, day) === id;
  return isKnown && mayReadDay(carrier, read) ? { carrier, day } : null;
};

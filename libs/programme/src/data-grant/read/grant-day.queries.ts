import { Injectable } from '@nestjs/common';
import { type BatchRead, type ReadContext, badInput } from '@graphql-api';
import { ANY_DAY, ReadTables, at } from '@projections';
import { type Carrier, addDays, daysBetween, vietnamDay } from '@programme/shared';
import { classify, dayEndsAt } from '@programme/carrier-book/domain';
import { FIXED_TERM_DAYS, isActiveOn } from '../domain';
import type { GrantDay, GrantDayState } from './data-grant.objects';
import type { GrantRow } from './grant.projection';

/** A window has 92 days at most; nobody needs more than a year of one grant. */
export const MAX_DAYS = 366;

/** Which days of a grant are asked for; `to` is included. */
export interface DaysOfGrant {
  readonly grant: GrantRow;
  readonly from: string;
  readonly to: string;
}

/** Days from the first to the last; refused where there are too many of them. */
export const daysWithin = (from: string, to: string): readonly string[] => {
  const count = daysBetween(from, to) + 1;
  if (count > MAX_DAYS) throw badInput(`at most ${MAX_DAYS} days at once`);
  return Array.from({ length: Math.max(0, count) }, (_, index) => addDays(from, index));
};

interface CreditRow extends Readonly<Record<string, unknown>> {
  readonly grant_id: string;
  readonly service_date: string;
  readonly carrier: Carrier;
  readonly outcome: 'CREDITED' | 'FAILED' | 'CONFLICT';
  readonly bytes: number;
  readonly code: string | null;
  readonly position: number;
}

interface DayRow extends Readonly<Record<string, unknown>> {
  readonly carrier: Carrier;
  readonly service_date: string;
}

interface TermsRow extends Readonly<Record<string, unknown>> {
  readonly carrier: Carrier;
  readonly valid_from: string;
  readonly valid_to: string | null;
}

/** What the tables say of all days that are asked for at once. */
interface Told {
  readonly credits: ReadonlyMap<string, readonly CreditRow[]>;
  readonly statedDays: ReadonlySet<string>;
  readonly fixedTerms: readonly TermsRow[];
  readonly ledgerTime: string;
}

/** A grant's days, each with what the carrier stated and what that is, as of the size that is read. */
@Injectable()
export class GrantDays {
  constructor(private readonly tables: ReadTables) {}

  readonly days: BatchRead<DaysOfGrant, readonly GrantDay[]> = async (asked, read) => {
    const told = await this.told(asked, read);
    return asked.map(({ grant, from, to }) => daysWithin(from, to).map((day) => dayOf(grant, day, told)));
  };

  private async told(asked: readonly DaysOfGrant[], { size }: ReadContext): Promise<Told> {
    const from = asked.map((one) => one.from);
    const to = asked.map((one) => one.to);
    const ids = asked.map(({ grant }) => grant.grant_id);
    const carriers = [...new Set(asked.flatMap(({ grant }) => grant.carrier ?? []))];
    const [credits, days, fixedTerms, times] = await Promise.all([
      this.tables.query<CreditRow>(
        `select distinct c.grant_id, c.service_date, c.carrier, c.outcome, c.bytes, c.code, c.position
         from unnest($2::uuid[], $3::date[], $4::date[]) as k (grant_id, from_day, to_day)
         join credit c on c.grant_id = k.grant_id and c.service_date between k.from_day and k.to_day and c.position < $1
         order by c.position`,
        [size, ids, from, to],
      ),
      // A day is opened with the first file that states something of it.
      this.tables.query<DayRow>(
        `select d.carrier, d.service_date from ${at('carrier_day', ANY_DAY)} d
         where d.carrier = any ($2::text[]) and d.shards is not null
           and d.service_date between (select min(u) from unnest($3::date[]) u) and (select max(u) from unnest($4::date[]) u)`,
        [size, carriers, from, to],
      ),
      this.tables.query<TermsRow>(
        `select carrier, valid_from, valid_to from carrier_terms
         where position < $1 and term_policy = 'FIXED_90_DAYS' and carrier = any ($2::text[])`,
        [size, carriers],
      ),
      this.tables.query<{ readonly recorded_max: string }>(`select recorded_max from ${at('ledger_time', ANY_DAY)} t`, [
        size,
      ]),
    ]);
    const byDay = new Map<string, CreditRow[]>();
    for (const credit of credits) {
      const key = `${credit.grant_id}/${credit.service_date}`;
      byDay.set(key, [...(byDay.get(key) ?? []), credit]);
    }
    return {
      credits: byDay,
      statedDays: new Set(days.map(({ carrier, service_date }) => `${carrier}/${service_date}`)),
      fixedTerms,
      ledgerTime: times[0]?.recorded_max ?? '',
    };
  }
}

const dayOf = (grant: GrantRow, day: string, told: Told): GrantDay => {
  const life = { firstDay: grant.first_day, endDay: grant.end_day, inactive: grant.inactive };
  const isActive = isActiveOn(life, day);
  const ofCarrier = (told.credits.get(`${grant.grant_id}/${day}`) ?? []).filter(
    ({ carrier }) => carrier === grant.carrier,
  );
  const counted = ofCarrier.find(({ outcome }) => outcome !== 'CONFLICT');
  const isBeyondTerm = beyondTerm(grant, day, told.fixedTerms);
  const ofDay = { grantId: grant.grant_id, isActive, isBeyondTerm };
  const line = counted ? { grantId: grant.grant_id, outcome: counted.outcome, bytes: counted.bytes } : null;
  const { classification, amount } = line ? classify(line, ofDay) : { classification: null, amount: null };
  return {
    day,
    active: isActive,
    state: stateOf(classification, isActive, isBeyondTerm, () => unstated(grant.carrier, day, told)),
    credited: counted?.outcome === 'CREDITED' ? counted.bytes : null,
    amount,
    code: counted?.code ?? null,
    conflicts: ofCarrier.filter(({ outcome }) => outcome === 'CONFLICT').length,
    position: counted?.position ?? null,
  };
};

const beyondTerm = ({ carrier, first_day: firstDay }: GrantRow, day: string, terms: readonly TermsRow[]): boolean =>
  firstDay !== null &&
  day >= addDays(firstDay, FIXED_TERM_DAYS) &&
  terms.some(
    (term) =>
      term.carrier === carrier && term.valid_from <= firstDay && (term.valid_to === null || firstDay <= term.valid_to),
  );

type Classification = ReturnType<typeof classify>['classification'];

const stateOf = (
  classification: Classification | null,
  isActive: boolean,
  isBeyondTerm: boolean,
  silence: () => 'AHEAD' | 'OPEN' | 'NO_FILE' | 'MISSED',
): GrantDayState => {
  switch (classification) {
    case 'EXACT':
    case 'SHORT':
    case 'OVER':
    case 'OUT_OF_WINDOW':
      return classification;
    case 'MISSED':
      return isBeyondTerm ? 'TERM_SHORTFALL' : 'MISSED';
    case 'UNKNOWN_GRANT':
    case 'DUPLICATE':
    case null: {
      if (!isActive) return 'INACTIVE';
      const state = silence();
      return state === 'MISSED' && isBeyondTerm ? 'TERM_SHORTFALL' : state;
    }
  }
};

/** Nothing was stated of the grant on a promised day: not yet, not of anybody, or not of this one. */
const unstated = (
  carrier: Carrier | null,
  day: string,
  { statedDays, ledgerTime }: Told,
): 'AHEAD' | 'OPEN' | 'NO_FILE' | 'MISSED' => {
  if (ledgerTime === '' || day > vietnamDay(ledgerTime)) return 'AHEAD';
  if (statedDays.has(`${carrier}/${day}`)) return 'MISSED';
  return ledgerTime <= dayEndsAt(day) ? 'OPEN' : 'NO_FILE';
};

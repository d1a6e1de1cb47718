import { Injectable } from '@nestjs/common';
import { ANY_DAY, ReadTables, at } from '@projections';
import { districtName, provinceName } from '@programme/locality/domain';
import { type Trace, type TracePlace, type TraceStage, TraceStageEnum, type TraceStepEnum } from './trace.objects';

/** A district is named from so many devices of one gift on: of fewer, who has them is soon guessed (domain 9). */
export const MIN_DEVICES_OF_A_DISTRICT = 10;

export interface TracedDonation {
  readonly [column: string]: unknown;
  readonly code: string;
  readonly kind: string | null;
  readonly status: string;
  readonly pledged_on: string | null;
  readonly committed_on: string | null;
  readonly promised: number;
  readonly received: number;
  readonly bought: number;
  /** Null where nobody may be named. */
  readonly donor_name: string | null;
}

/** A device's stage as its projection calls it, and as the donor reads it. */
const STAGES: readonly (readonly [string, keyof typeof TraceStageEnum])[] = [
  ['received', 'RECEIVED'],
  ['accepted', 'ACCEPTED'],
  ['dispatched', 'DISPATCHED'],
  ['atSchool', 'AT_SCHOOL'],
  ['assigned', 'ASSIGNED'],
  ['handedOver', 'HANDED_OVER'],
  ['acceptedByPupil', 'DELIVERED'],
];

/** What stands between two neighbouring stages. */
const STEPS: readonly (readonly [
  keyof typeof TraceStageEnum,
  keyof typeof TraceStageEnum,
  keyof typeof TraceStepEnum,
])[] = [
  ['RECEIVED', 'ACCEPTED', 'INSPECTION'],
  ['ACCEPTED', 'DISPATCHED', 'DISPATCH'],
  ['DISPATCHED', 'AT_SCHOOL', 'ARRIVAL'],
  ['AT_SCHOOL', 'ASSIGNED', 'ASSIGNMENT'],
  ['ASSIGNED', 'HANDED_OVER', 'HANDOVER'],
  ['HANDED_OVER', 'DELIVERED', 'ACCEPTANCE'],
];

/** The first thing that is missing, from the pledge on. */
export const nextStep = (
  donation: TracedDonation,
  count: (stage: keyof typeof TraceStageEnum) => number,
): keyof typeof TraceStepEnum => {
  const isMoney = donation.kind === 'CASH_VND';
  if (donation.committed_on === null && donation.received === 0) return 'COMMITMENT';
  if (donation.received < donation.promised) return 'RECEIPT';
  if (isMoney && donation.bought === 0 && count('RECEIVED') === 0) return 'PURCHASE';
  return STEPS.find(([from, to]) => count(to) < count(from))?.[2] ?? 'NONE';
};

interface Place {
  readonly [column: string]: unknown;
  readonly province: string | null;
  readonly unit: string | null;
  readonly n: number;
}

/** Districts with enough devices by themselves; the rest of a province together. */
export const placesOf = (found: readonly Pick<Place, 'province' | 'unit' | 'n'>[]): readonly TracePlace[] => {
  const counts = new Map<
    string,
    { readonly province: string | null; readonly district: string | null; count: number }
  >();
  const byDistrict = new Map<string, number>();
  for (const { province, unit, n } of found)
    byDistrict.set(`${province}/${unit}`, (byDistrict.get(`${province}/${unit}`) ?? 0) + n);
  for (const { province, unit, n } of found) {
    const isKnown = unit !== null && districtName(unit) !== undefined;
    const enough = byDistrict.get(`${province}/${unit}`)! >= MIN_DEVICES_OF_A_DISTRICT;
    const district = isKnown && enough ? unit : null;
    const key = `${province ?? ''}/${district ?? ''}`;
    const place = counts.get(key) ?? { province, district, count: 0 };
    place.count += n;
    counts.set(key, place);
  }
  return [...counts.entries()]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([, { province, district, count }]) => ({
      provinceCode: province,
      provinceName: province === null ? null : (provinceName(province, 'V2021') ?? province),
      districtCode: district,
      districtName: district === null ? null : (districtName(district) ?? null),
      count,
    }));
};

/** What became of a donation, counted in its devices. Every statement is of one donation, and finds it by an index. */
@Injectable()
export class Traces {
  constructor(private readonly tables: ReadTables) {}

  /** The donor's name is there only where both the pledge and the donor let it be. */
  async donation(code: string, size: number): Promise<TracedDonation | null> {
    const [found] = await this.tables.query<TracedDonation>(
      `select d.code, d.kind, d.status, d.pledged_on, d.committed_on, d.promised, d.received, d.bought,
              case when d.pledge ->> 'publicity' <> 'ANONYMOUS' then
                (select g.name from ${at('donor', ANY_DAY)} g where g.code = d.donor_code and g.publicity <> 'ANONYMOUS') end
              as donor_name
       from ${at('donation', ANY_DAY)} d where d.code = $2`,
      [size, code],
    );
    return found ?? null;
  }

  async trace(donation: TracedDonation, size: number): Promise<Trace> {
    const values = [size, donation.code];
    const devices = `${at('device', ANY_DAY)} d where d.donation_code = $2 and d.stages <> '[]'::jsonb`;
    const [reached, states, models, places, spent] = await Promise.all([
      this.tables.query<{ stage: string; count: number; first_on: string; last_on: string }>(
        `select s ->> 'stage' as stage, count(*)::int as count, min(s ->> 'on') as first_on, max(s ->> 'on') as last_on
         from (select d.stages from ${devices}) d, jsonb_array_elements(d.stages) s group by 1`,
        values,
      ),
      this.tables.query<{ state: string; count: number }>(
        `select d.status as state, count(*)::int as count from ${devices} group by 1 order by 1`,
        values,
      ),
      this.tables.query<{ type: string; maker: string; model: string | null; count: number }>(
        `select d.type, d.maker, d.model, count(*)::int as count from ${devices} group by 1, 2, 3 order by 1, 2, 3`,
        values,
      ),
      this.tables.query<Place>(
        `select o.province_code as province, o.unit_code as unit, count(*)::int as n
         from (select (select s ->> 'at' from jsonb_array_elements(d.stages) with ordinality e (s, place)
                       where s ->> 'stage' in ('atSchool', 'handedOver', 'acceptedByPupil') order by place desc limit 1) as at
               from ${devices}) d
         left join ${at('organisation', ANY_DAY)} o on o.code = d.at
         where d.at is not null group by 1, 2`,
        values,
      ),
      this.tables.query<{ spent: string | null; unpriced: number }>(
        `select sum(d.unit_vnd) as spent, (count(*) filter (where d.unit_vnd is null))::int as unpriced from ${devices}`,
        values,
      ),
    ]);
    const stages = STAGES.map(([measure, stage]): TraceStage => {
      const found = reached.find((row) => row.stage === measure);
      return { stage, count: found?.count ?? 0, firstOn: found?.first_on ?? null, lastOn: found?.last_on ?? null };
    });
    const count = (wanted: keyof typeof TraceStageEnum): number => stages.find(({ stage }) => stage === wanted)!.count;
    const isMoney = donation.kind === 'CASH_VND';
    const { spent: sum = null, unpriced = 0 } = spent[0] ?? {};
    const price = unpriced > 0 ? null : Number(sum ?? 0);
    return {
      donationCode: donation.code,
      donorName: donation.donor_name,
      kind: donation.kind,
      status: donation.status,
      pledgedOn: donation.pledged_on,
      committedOn: donation.committed_on,
      promised: isMoney ? null : donation.promised,
      received: count('RECEIVED'),
      accepted: count('ACCEPTED'),
      atSchool: count('AT_SCHOOL'),
      delivered: count('DELIVERED'),
      cash: isMoney
        ? { promised: donation.promised, received: donation.received, spent: price, bought: count('RECEIVED') }
        : null,
      stages,
      states,
      models,
      places: placesOf(places),
      nextStep: nextStep(donation, count),
      size,
    };
  }
}

import { Injectable } from '@nestjs/common';
import type { ReadContext, UnitsVersion } from '@graphql-api';
import { ReadTables, at } from '@projections';
import { RULE_SET_1, phaseOn } from '@programme/beneficiary/domain';
import { districtName, provinceIn, provinceName } from '@programme/locality/domain';
import { unattributed } from '@programme/donation/domain';
import { FUNNEL_COLUMNS, type FunnelColumn, type FunnelFigures } from './funnel.objects';

export type FunnelLine = { readonly key: string; readonly name: string } & FunnelFigures;

type Total = { readonly key: string; readonly measure: string; readonly n: number };

/** Columns that a cut knows; the others are null, because 0 would say that there are none. */
export const PROMISED: readonly FunnelColumn[] = ['pledged', 'committed'];
const OF_DEVICES: readonly FunnelColumn[] = FUNNEL_COLUMNS.filter((column) => !PROMISED.includes(column));
const OF_PUPILS: readonly FunnelColumn[] = [
  'assigned',
  'acceptedByPupil',
  'inUse',
  'returned',
  'lost',
  'replaced',
  'voided',
  'leakage',
];
const OF_GRANTS: readonly FunnelColumn[] = ['acceptedByPupil', 'inUse', 'voided', 'leakage'];

/** Devices at an organisation that nobody registered, donations that nobody pledged. */
export const UNKNOWN = 'UNKNOWN';
/** Pledged for wherever the need is. */
export const UNEARMARKED = 'UNEARMARKED';
/** Before the first phase, or after the last one. */
const OUTSIDE = 'OUTSIDE';
const NAMES: Readonly<Record<string, string>> = {
  [UNKNOWN]: 'Không rõ',
  [UNEARMARKED]: 'Chưa gắn địa bàn',
  [OUTSIDE]: 'Ngoài các giai đoạn',
};

/** Rows by key, filled up: what is not counted is 0 in the columns that a row knows. */
class Rows {
  private readonly rows = new Map<string, { readonly name: string; readonly sums: Map<FunnelColumn, number> }>();

  add(key: string, name: string, known: readonly FunnelColumn[], totals: readonly Omit<Total, 'key'>[] = []): void {
    const row = this.rows.get(key) ?? { name, sums: new Map<FunnelColumn, number>() };
    this.rows.set(key, row);
    for (const column of known) if (!row.sums.has(column)) row.sums.set(column, 0);
    for (const { measure, n } of totals) {
      const column = measure as FunnelColumn;
      if (known.includes(column)) row.sums.set(column, (row.sums.get(column) ?? 0) + Number(n));
    }
  }

  all(): readonly FunnelLine[] {
    const figures = ({ sums }: { readonly sums: ReadonlyMap<FunnelColumn, number> }): FunnelFigures =>
      Object.fromEntries(FUNNEL_COLUMNS.map((column) => [column, sums.get(column) ?? null])) as FunnelFigures;
    return [...this.rows]
      .map(([key, row]) => ({ key, name: NAMES[key] ?? row.name, ...figures(row) }))
      .toSorted((one, other) => (one.key < other.key ? -1 : 1));
  }
}

export type Umbrella = {
  readonly code: string;
  readonly donor_code: string | null;
  readonly earmark_province: string | null;
  readonly pledged_on: string | null;
  readonly committed: boolean;
  readonly promised: string;
  readonly leaves: string;
};

/** What none of an umbrella's parts promised, as totals; the umbrella itself is never counted (D3). */
export const ofUmbrella = ({ promised, leaves, committed }: Umbrella): readonly Omit<Total, 'key'>[] => {
  const n = unattributed(Number(promised), [Number(leaves)]);
  return [{ measure: 'pledged', n }, ...(committed ? [{ measure: 'committed', n }] : [])];
};

/** Which row of a cut an umbrella is counted in. */
export const umbrellaKeys = {
  LOCALITY: ({ earmark_province: province }: Umbrella, units: UnitsVersion): string =>
    province === null ? UNEARMARKED : provinceIn(province, units),
  PHASE: ({ pledged_on: on }: Umbrella): string => (on === null ? undefined : phaseOn(RULE_SET_1, on))?.code ?? OUTSIDE,
  DONOR: ({ donor_code: donor }: Umbrella): string => donor ?? UNKNOWN,
};

/** The funnel by each cut, out of totals: nothing is counted here, only added up (domain 5). */
@Injectable()
export class Funnels {
  constructor(private readonly tables: ReadTables) {}

  async byProvince(read: ReadContext, units: UnitsVersion): Promise<readonly FunnelLine[]> {
    const [devices, places, pledges, umbrellas] = await Promise.all([
      this.tables.totalsAt('device', 'ORGANISATION', read),
      this.places(read),
      this.tables.totalsAt('donation', 'PROVINCE', read),
      this.umbrellas(read),
    ]);
    const rows = new Rows();
    const add = (
      province: string | null,
      known: readonly FunnelColumn[],
      totals: readonly Omit<Total, 'key'>[],
    ): void => {
      const key = province === null ? UNKNOWN : province === UNEARMARKED ? province : provinceIn(province, units);
      rows.add(key, provinceName(key, units) ?? key, key === UNEARMARKED ? PROMISED : FUNNEL_COLUMNS, totals);
    };
    for (const total of devices) add(places.get(total.key)?.province ?? null, OF_DEVICES, [total]);
    for (const total of pledges) add(total.key, PROMISED, [total]);
    for (const umbrella of umbrellas) add(umbrella.earmark_province ?? UNEARMARKED, PROMISED, ofUmbrella(umbrella));
    return rows.all();
  }

  /**
   * Pledges are for provinces at most, so a district knows none. What is in no district that is known is its
   * province's. Of the given provinces only, where some are given.
   */
  async byDistrict(read: ReadContext, provinces: readonly string[] | null): Promise<readonly FunnelLine[]> {
    const [devices, places] = await Promise.all([
      this.tables.totalsAt('device', 'ORGANISATION', read),
      this.places(read),
    ]);
    const rows = new Rows();
    for (const total of devices) {
      const place = places.get(total.key);
      if (provinces && !provinces.includes(place?.province ?? UNKNOWN)) continue;
      const district = place && districtName(place.unit);
      const key = place ? (district === undefined ? place.province : place.unit) : UNKNOWN;
      rows.add(key, district ?? provinceName(key, 'V2021') ?? key, OF_DEVICES, [total]);
    }
    return rows.all();
  }

  async byPhase(read: ReadContext): Promise<readonly FunnelLine[]> {
    const [devices, pledges, umbrellas] = await Promise.all([
      this.tables.totalsAt('device', 'PHASE', read),
      this.tables.totalsAt('donation', 'PHASE', read),
      this.umbrellas(read),
    ]);
    const rows = new Rows();
    for (const total of [...devices, ...pledges]) rows.add(total.key, total.key, FUNNEL_COLUMNS, [total]);
    for (const umbrella of umbrellas) {
      const phase = umbrellaKeys.PHASE(umbrella);
      rows.add(phase, phase, FUNNEL_COLUMNS, ofUmbrella(umbrella));
    }
    return rows.all();
  }

  async byDonor(read: ReadContext): Promise<readonly FunnelLine[]> {
    const [devices, pledges, umbrellas] = await Promise.all([
      this.tables.totalsAt('device', 'DONATION', read),
      this.tables.totalsAt('donation', 'DONATION', read),
      this.umbrellas(read),
    ]);
    const totals = [...devices, ...pledges];
    const donors = await this.donors([...new Set(totals.map(({ key }) => key))], read);
    const names = await this.donorNames(
      [...new Set([...donors.values(), ...umbrellas.flatMap(({ donor_code: code }) => code ?? [])])],
      read,
    );
    const rows = new Rows();
    const add = (donor: string | null | undefined, some: readonly Omit<Total, 'key'>[]): void =>
      rows.add(donor ?? UNKNOWN, names.get(donor ?? '') ?? donor ?? UNKNOWN, FUNNEL_COLUMNS, some);
    for (const total of totals) add(donors.get(total.key), [total]);
    for (const umbrella of umbrellas) add(umbrella.donor_code, ofUmbrella(umbrella));
    return rows.all();
  }

  async byCarrier(read: ReadContext): Promise<readonly FunnelLine[]> {
    const rows = new Rows();
    for (const total of await this.tables.totalsAt('grant', 'CARRIER', read))
      rows.add(total.key, total.key, OF_GRANTS, [total]);
    return rows.all();
  }

  async byCategory(read: ReadContext): Promise<readonly FunnelLine[]> {
    const rows = new Rows();
    for (const total of await this.tables.totalsAt('beneficiary', 'CATEGORY', read))
      rows.add(total.key, total.key, OF_PUPILS, [total]);
    return rows.all();
  }

  /** Where each organisation is. There are some tens of thousands of schools at most, each in one short row. */
  private async places(
    read: ReadContext,
  ): Promise<ReadonlyMap<string, { readonly province: string; readonly unit: string }>> {
    const rows = await this.tables.query<{ readonly code: string; readonly province: string; readonly unit: string }>(
      `select o.code, o.province_code as province, coalesce(o.unit_code, o.province_code) as unit
       from ${at('organisation', read)} o where o.province_code is not null`,
      [read.size],
    );
    return new Map(rows.map(({ code, province, unit }) => [code, { province, unit }]));
  }

  private async donors(donations: readonly string[], read: ReadContext): Promise<ReadonlyMap<string, string>> {
    const rows = await this.tables.query<{ readonly code: string; readonly donor_code: string }>(
      `select d.code, d.donor_code from ${at('donation', read)} d
       where d.code = any ($2::text[]) and d.donor_code is not null`,
      [read.size, donations],
    );
    return new Map(rows.map(({ code, donor_code: donor }) => [code, donor]));
  }

  /** Who wishes to be anonymous is a code here too. */
  private async donorNames(donors: readonly string[], read: ReadContext): Promise<ReadonlyMap<string, string>> {
    const rows = await this.tables.query<{ readonly code: string; readonly name: string }>(
      `select d.code, d.name from ${at('donor', read)} d
       where d.code = any ($2::text[]) and d.name is not null and d.publicity <> 'ANONYMOUS'`,
      [read.size, donors],
    );
    return new Map(rows.map(({ code, name }) => [code, name]));
  }

  private umbrellas(read: ReadContext): Promise<readonly Umbrella[]> {
    return this.tables.query<Umbrella>(
      `select u.code, u.donor_code, u.earmark_province, u.pledged_on, u.committed_on is not null as committed, u.promised,
              (select coalesce(sum(l.promised), 0) from ${at('donation', read)} l
               where l.umbrella_code = u.code and not l.withheld) as leaves
       from ${at('donation', read)} u where u.umbrella and u.kind = 'DEVICE' and not u.withheld`,
      [read.size],
    );
  }
}

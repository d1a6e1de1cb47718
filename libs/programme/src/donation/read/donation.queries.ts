import { Injectable } from '@nestjs/common';
import {
  type BatchRead,
  type ListSql,
  type ReadContext,
  type Viewer,
  groupedBy,
  inOrderOf,
  scopeSql,
} from '@graphql-api';
import { ReadTables, at } from '@projections';
import type { DonationFilter } from './donation.objects';
import type { DonationRow } from './donation.projection';
import type { LotRow } from './lot.projection';

/** Its donor's, or of the province that it is earmarked for. */
export const donationScope = (viewer: Viewer, values: unknown[]): string =>
  scopeSql(viewer, { organisations: ['d.donor_code'], units: ['d.earmark_province'] }, values);

/** Of its warehouse, of the warehouse's province, of its donor; the size is in $1. */
export const lotScope = (read: ReadContext, values: unknown[]): string => {
  const donor = `(select s.donor_code from ${at('donation', read)} s where s.code = l.donation_code)`;
  const province = `(select s.province_code from ${at('organisation', read)} s where s.code = l.warehouse_code)`;
  return scopeSql(read.viewer, { organisations: ['l.warehouse_code', donor], units: [province] }, values);
};

/** Donations and lots, all look-ups of a tick in one statement. */
@Injectable()
export class Donations {
  constructor(private readonly tables: ReadTables) {}

  readonly byCode: BatchRead<string, DonationRow | null> = async (codes, read) => {
    const values: unknown[] = [read.size, codes];
    const where = `d.code = any ($2::text[]) and ${donationScope(read.viewer, values)}`;
    const rows = await this.tables.query<DonationRow>(
      `select d.* from ${at('donation', read)} d where ${where}`,
      values,
    );
    return inOrderOf(codes, rows, ({ code }) => code);
  };

  /** What is promised by the parts of each umbrella. */
  readonly promisedByLeaves: BatchRead<string, number> = async (codes, read) => {
    const rows = await this.tables.query<{ readonly umbrella_code: string; readonly promised: string }>(
      `select d.umbrella_code, sum(d.promised) as promised from ${at('donation', read)} d
       where d.umbrella_code = any ($2::text[]) and not d.withheld group by d.umbrella_code`,
      [read.size, codes],
    );
    const found = inOrderOf(codes, rows, (row) => row.umbrella_code);
    return found.map((row) => Number(row?.promised ?? 0));
  };

  readonly lots: BatchRead<string, LotRow | null> = async (ids, read) => {
    const values: unknown[] = [read.size, ids];
    const where = `l.lot_id = any ($2::text[]) and ${lotScope(read, values)}`;
    const rows = await this.tables.query<LotRow>(`select l.* from ${at('lot', read)} l where ${where}`, values);
    return inOrderOf(ids, rows, (row) => row.lot_id);
  };

  readonly lotsOf: BatchRead<string, readonly LotRow[]> = async (codes, read) => {
    const values: unknown[] = [read.size, codes];
    const where = `l.donation_code = any ($2::text[]) and ${lotScope(read, values)}`;
    const sql = `select l.* from ${at('lot', read)} l where ${where} order by l.lot_id`;
    return groupedBy(codes, await this.tables.query<LotRow>(sql, values), (row) => row.donation_code ?? '');
  };
}

export const donationList = (filter: DonationFilter, read: ReadContext): ListSql => {
  const values: unknown[] = [read.size];
  const where: string[] = [];
  for (const [column, wanted] of [
    ['donor_code', filter.donor],
    ['kind', filter.kind],
    ['status', filter.status],
    ['umbrella_code', filter.umbrella],
    ['earmark_province', filter.earmarkProvince],
    ['withheld', filter.withheld],
  ] as const)
    if (wanted != null) where.push(`d.${column} = $${values.push(wanted)}`);
  where.push(donationScope(read.viewer, values));
  const order = [{ sql: 'd.code', name: 'code', type: 'text' as const }];
  return { name: 'donations', filter, select: 'd.*', from: `${at('donation', read, 'code')} d`, where, values, order };
};

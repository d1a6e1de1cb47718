import { Injectable } from '@nestjs/common';
import { type BatchRead, type ListSql, type ReadContext, inOrderOf, scopeSql } from '@graphql-api';
import { ReadTables, at } from '@projections';
import type { BeneficiaryFilter } from './beneficiary.objects';
import type { BeneficiaryRow } from './beneficiary.projection';

export const beneficiaryScope = ({ viewer }: ReadContext, values: unknown[]): string =>
  scopeSql(viewer, { units: ['b.province_code', 'b.unit_code'], organisations: ['b.school_code'] }, values);

/** Reads pupils; what is out of the viewer's scope is as if it weren't there. No value of the vault is in these tables. */
@Injectable()
export class Beneficiaries {
  constructor(private readonly tables: ReadTables) {}

  readonly byId: BatchRead<string, BeneficiaryRow | null> = async (ids, read) => {
    const values: unknown[] = [read.size, ids];
    const scope = beneficiaryScope(read, values);
    const sql = `select b.* from ${at('beneficiary', read)} b where b.subject_id = any ($2::uuid[]) and ${scope}`;
    return inOrderOf(ids, await this.tables.query<BeneficiaryRow>(sql, values), (row) => row.subject_id);
  };
}

/** An assignment that binds the pupil now. */
const SERVED = `exists (select 1 from jsonb_array_elements(b.assignments) a
                        where a ->> 'status' in ('PROMISED', 'CONFIRMED', 'SERVED'))`;

export const beneficiaryList = (filter: BeneficiaryFilter, read: ReadContext): ListSql => {
  const values: unknown[] = [read.size];
  const where: string[] = [];
  const given = (value: unknown, condition: (parameter: string) => string): void => {
    if (value == null) return;
    values.push(value);
    where.push(condition(`$${values.length}`));
  };
  given(filter.status, (n) => `b.status = ${n}`);
  given(filter.eligibility, (n) => `b.eligibility = ${n}`);
  given(filter.category, (n) => `b.category = ${n}`);
  given(filter.schoolCode, (n) => `b.school_code = ${n}`);
  given(filter.provinceCode, (n) => `b.province_code = ${n}`);
  given(filter.served, (n) => `${SERVED} = ${n}::boolean`);
  given(
    filter.device,
    (n) => `exists (select 1 from jsonb_array_elements(b.assignments) a where a ->> 'tag' = ${n}::text)`,
  );
  where.push(beneficiaryScope(read, values));
  return {
    name: 'beneficiaries',
    filter,
    select: 'b.*, b.subject_id::text as key',
    from: `${at('beneficiary', read)} b`,
    where,
    values,
    order: [{ sql: 'b.subject_id::text', name: 'key', type: 'text' }],
  };
};

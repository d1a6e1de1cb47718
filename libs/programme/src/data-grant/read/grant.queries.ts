import { Injectable } from '@nestjs/common';
import {
  type BatchRead,
  type ListSql,
  type ReadContext,
  groupedBy,
  inOrderOf,
  naturalId,
  readsAll,
  scopeSql,
} from '@graphql-api';
import { ReadTables, at } from '@projections';
import type { GrantFilter } from './data-grant.objects';
import type { GrantRow } from './grant.projection';
import type { SimRow } from './sim.projection';

/** Whose a grant is: its carrier's, and its pupil's school's and units'. Those who read everything need no join for it. */
export const grantsFrom = (read: ReadContext, rows = at('data_grant', read)): string =>
  readsAll(read.viewer)
    ? `${rows} g`
    : `${rows} g left join ${at('beneficiary', read)} b on b.subject_id = g.subject_id`;

export const grantScope = (read: ReadContext, values: unknown[]): string =>
  scopeSql(
    read.viewer,
    { units: ['b.province_code', 'b.unit_code'], organisations: ['g.carrier', 'b.school_code'] },
    values,
  );

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Reads grants and their SIMs; each batch is one statement. What is out of the viewer's scope is as if it weren't there. */
@Injectable()
export class Grants {
  constructor(private readonly tables: ReadTables) {}

  readonly byId: BatchRead<string, GrantRow | null> = async (ids, read) => {
    const rows = await this.where('g.grant_id = any ($2::uuid[])', ids, read);
    return inOrderOf(ids, rows, (row) => row.grant_id);
  };

  /** The grants that accepting this device began: more than one where it was voided and given to another child. */
  readonly byTag: BatchRead<string, readonly GrantRow[]> = async (tags, read) => {
    const rows = await this.where('g.tag = any ($2::text[])', tags, read);
    return groupedBy(tags, rows, (row) => row.tag!);
  };

  readonly byAssignment: BatchRead<string, GrantRow | null> = async (ids, read) => {
    const rows = await this.where('g.assignment_id = any ($2::uuid[])', ids, read);
    return inOrderOf(ids, rows, (row) => row.assignment_id!);
  };

  readonly bySubject: BatchRead<string, readonly GrantRow[]> = async (ids, read) => {
    const rows = await this.where('g.subject_id = any ($2::uuid[])', ids, read);
    return groupedBy(ids, rows, (row) => row.subject_id!);
  };

  readonly sims: BatchRead<string, SimRow | null> = async (ids, read) => {
    const sql = `select * from ${at('sim', read)} s where s.sim_id = any ($2::uuid[])`;
    return inOrderOf(ids, await this.tables.query<SimRow>(sql, [read.size, ids]), (row) => row.sim_id);
  };

  private where(condition: string, keys: readonly string[], read: ReadContext): Promise<readonly GrantRow[]> {
    const values: unknown[] = [read.size, keys];
    const scope = grantScope(read, values);
    const sql = `select g.* from ${grantsFrom(read)} where ${condition} and ${scope} order by g.entitled_on, g.grant_id`;
    return this.tables.query<GrantRow>(sql, values);
  }
}

/** The list of grants, by their id. */
export const grantList = (filter: GrantFilter, read: ReadContext): ListSql => {
  const values: unknown[] = [read.size];
  const where: string[] = [];
  const given = (value: unknown, condition: (parameter: string) => string): void => {
    if (value == null) return;
    values.push(value);
    where.push(condition(`$${values.length}`));
  };
  given(filter.carrier, (n) => `g.carrier = ${n}`);
  given(filter.status, (n) => `g.status = ${n}`);
  given(filter.device, (n) => `g.tag = ${n}`);
  given(filter.activeOn, (n) => `g.first_day <= ${n}::date and g.end_day > ${n}::date`);
  if (filter.beneficiary != null) {
    const subjectId = naturalId('Beneficiary', filter.beneficiary);
    if (UUID.test(subjectId)) given(subjectId, (n) => `g.subject_id = ${n}::uuid`);
    else where.push('false');
  }
  where.push(grantScope(read, values));
  return {
    name: 'grants',
    filter,
    select: 'g.*, g.grant_id::text as key',
    from: grantsFrom(read),
    where,
    values,
    order: [{ sql: 'g.grant_id::text', name: 'key', type: 'text' }],
  };
};

export const isUuid = (text: string): boolean => UUID.test(text);

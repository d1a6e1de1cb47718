import { Injectable } from '@nestjs/common';
import { type Feed, type FeedRequest, Feeds, type ReadContext, approves, isScoped, scopeSql } from '@graphql-api';
import { ReadTables } from '@projections';
import type { DerivedException, ExceptionQuery } from '@programme/shared';
import { type LimitRow, PROGRAMME_GRANTS, limitsSql } from './limit.queries';

const exceptionOf = (row: LimitRow): DerivedException => ({
  day: row.day,
  key: row.key,
  code: row.code,
  stream: row.stream,
  state: 'OPEN',
  acceptedAt: null,
  acceptedBy: null,
  count: row.count === null ? null : Number(row.count),
  bytes: null,
  amountVnd: row.amount_vnd === null ? null : BigInt(row.amount_vnd),
});

/** Whose a limit is; the programme's own is for those who read everything, and for approvers whom no unit narrows. */
export const scopeOf = ({ viewer }: ReadContext, values: unknown[]): string =>
  approves(viewer) && !isScoped(viewer)
    ? 'true'
    : scopeSql(viewer, { organisations: ['l.organisation'], units: ['l.province'] }, values);

/** Limits over many streams: no decider's rule, and always exact at the size that is read (contract 2). */
@Feeds('exceptions')
@Injectable()
export class LimitExceptions implements Feed<DerivedException, ExceptionQuery> {
  /** The programme's cap; a specification has a lower one. */
  protected readonly programmeGrants: number = PROGRAMME_GRANTS;

  constructor(private readonly tables: ReadTables) {}

  async entries(request: FeedRequest<ExceptionQuery>, read: ReadContext): Promise<readonly DerivedException[]> {
    const { filter, beyond, backward, limit } = request;
    if (filter.state != null && filter.state !== 'OPEN') return [];
    const values: unknown[] = [read.size, this.programmeGrants];
    const where = [scopeOf(read, values)];
    for (const column of ['code', 'stream'] as const) {
      const value = filter[column];
      if (value == null) continue;
      values.push(value);
      where.push(`l.${column} = $${values.length}`);
    }
    if (beyond) {
      values.push(beyond.day, beyond.key);
      where.push(
        `(l.day, l.key collate "C") ${backward ? '<' : '>'} ($${values.length - 1}::text, $${values.length}::text collate "C")`,
      );
    }
    values.push(limit);
    const direction = backward ? 'desc' : 'asc';
    const rows = await this.tables.query<LimitRow>(
      `select * from ${limitsSql} l where ${where.join(' and ')}
       order by l.day ${direction}, l.key collate "C" ${direction} limit $${values.length}`,
      values,
    );
    return rows.map(exceptionOf);
  }

  async byKeys(keys: readonly string[], read: ReadContext): Promise<readonly (DerivedException | null)[]> {
    if (!keys.some((key) => key.startsWith('limit/'))) return keys.map(() => null);
    const values: unknown[] = [read.size, this.programmeGrants, keys];
    const scope = scopeOf(read, values);
    const sql = `select * from ${limitsSql} l where l.key = any ($3::text[]) and ${scope}`;
    const rows = await this.tables.query<LimitRow>(sql, values);
    const found = new Map(rows.map((row) => [row.key, exceptionOf(row)]));
    return keys.map((key) => found.get(key) ?? null);
  }
}

import { Injectable } from '@nestjs/common';
import {
  type Fed,
  type Feed,
  type FeedRequest,
  type ReadContext,
  approves,
  inOrderOf,
  isScoped,
  scopeSql,
} from '@graphql-api';
import { ANY_DAY, ReadTables, at } from '@projections';
import type { ExceptionQuery } from '@programme/shared';
import type { ExceptionRow } from './exception.projection';

/** A flagged fact, with its place in the list: among those of a day in ledger order. */
export interface FlaggedException extends Fed {
  readonly row: ExceptionRow;
}

/** Digits enough for any position, so that the order of the texts is that of the numbers; and before every key that is derived. */
const POSITION_DIGITS = 16;
const KEY = `lpad(e.raised_position::text, ${POSITION_DIGITS}, '0') collate "C"`;

const placed = (row: ExceptionRow): FlaggedException => ({
  day: row.occurred_on,
  key: String(row.raised_position).padStart(POSITION_DIGITS, '0'),
  row,
});

/**
 * Whose an exception is: of the unit or organisation that recorded the fact. Approvers resolve them: those of the schools of their unit, or,
 * where no unit narrows them, all.
 */
const scoped = ({ viewer }: ReadContext, values: unknown[]): string => {
  const own = scopeSql(viewer, { units: ['e.unit'], organisations: ['e.unit'] }, values);
  if (!approves(viewer)) return own;
  if (!isScoped(viewer)) return 'true';
  values.push(viewer.units);
  return `(${own} or exists (select 1 from ${at('organisation', ANY_DAY)} o where o.code = e.unit
                             and (o.province_code = any ($${values.length}::text[]) or o.unit_code = any ($${values.length}::text[]))))`;
};

/** Facts that bear flags. */
@Injectable()
export class FlaggedExceptions implements Feed<FlaggedException, ExceptionQuery> {
  constructor(private readonly tables: ReadTables) {}

  async entries(request: FeedRequest<ExceptionQuery>, read: ReadContext): Promise<readonly FlaggedException[]> {
    const { filter, beyond, backward, limit } = request;
    const values: unknown[] = [read.size];
    const where = [scoped(read, values)];
    for (const column of ['state', 'code', 'stream'] as const) {
      const value = filter[column];
      if (value == null) continue;
      values.push(value);
      where.push(`e.${column} = $${values.length}`);
    }
    if (beyond) {
      values.push(beyond.day, beyond.key);
      where.push(
        `(e.occurred_on, ${KEY}) ${backward ? '<' : '>'} ($${values.length - 1}::date, $${values.length}::text collate "C")`,
      );
    }
    values.push(limit);
    const direction = backward ? 'desc' : 'asc';
    const rows = await this.tables.query<ExceptionRow>(
      `select e.* from ${at('exception', ANY_DAY)} e where ${where.join(' and ')}
       order by e.occurred_on ${direction}, ${KEY} ${direction} limit $${values.length}`,
      values,
    );
    return rows.map(placed);
  }

  /** The keys of these are the ids of their events. */
  async byKeys(keys: readonly string[], read: ReadContext): Promise<readonly (FlaggedException | null)[]> {
    const values: unknown[] = [read.size, keys];
    const scope = scoped(read, values);
    const sql = `select e.* from ${at('exception', ANY_DAY)} e where e.event_id::text = any ($2::text[]) and ${scope}`;
    const rows = await this.tables.query<ExceptionRow>(sql, values);
    return inOrderOf(keys, rows, (row) => row.event_id).map((row) => row && placed(row));
  }
}

import { Args, Query, Resolver } from '@nestjs/graphql';
import {
  AsOfArg,
  LoadsNode,
  type NodeLoader,
  PageArgs,
  Read,
  type AsOf,
  type Connection,
  type ReadContext,
  inOrderOf,
  nodeId,
  readPage,
  scopeSql,
} from '@graphql-api';
import { ReadTables, at } from '@projections';
import { ExceptionConnection, ExceptionFilter, ExceptionObject } from './exception.objects';
import type { ExceptionRow } from './exception.projection';

const exceptionOf = (row: ExceptionRow): ExceptionObject => ({
  id: nodeId('Exception', row.event_id),
  eventId: row.event_id,
  state: row.state,
  code: row.code,
  flags: row.flags,
  stream: row.stream,
  type: row.type,
  position: row.raised_position,
  occurredOn: row.occurred_on,
  raisedAt: row.raised_at,
  resolvedAt: row.resolved_at,
  resolvedBy: row.resolved_by,
  reason: row.reason,
});

/** Whose an exception is: of the unit or organisation that recorded the fact. */
const scoped = ({ viewer }: ReadContext, values: unknown[]): string =>
  scopeSql(viewer, { units: ['e.unit'], organisations: ['e.unit'] }, values);

@LoadsNode('Exception')
@Resolver(() => ExceptionObject)
export class ExceptionResolver implements NodeLoader {
  constructor(private readonly tables: ReadTables) {}

  @Query(() => ExceptionConnection, { description: 'What should be looked at, in ledger order.' })
  exceptions(
    @Args('filter', { type: () => ExceptionFilter, nullable: true }) filter: ExceptionFilter | null,
    @AsOfArg() _asOf: AsOf | null,
    @Args() page: PageArgs,
    @Read() read: ReadContext,
  ): Promise<Connection<ExceptionObject>> {
    const values: unknown[] = [read.size];
    const where: string[] = [];
    for (const column of ['state', 'code', 'stream'] as const) {
      const value = filter?.[column];
      if (value == null) continue;
      values.push(value);
      where.push(`e.${column} = $${values.length}`);
    }
    where.push(scoped(read, values));
    const list = {
      name: 'exceptions',
      filter,
      select: 'e.*',
      from: `${at('exception', 1)} e`,
      where,
      values,
      order: [{ sql: 'e.raised_position', name: 'raised_position', type: 'bigint' as const }],
    };
    return readPage<ExceptionRow, ExceptionObject>(this.tables, read, page, list, (rows) => rows.map(exceptionOf));
  }

  async loadNodes(ids: readonly string[], read: ReadContext): Promise<readonly (ExceptionObject | null)[]> {
    const values: unknown[] = [read.size, ids];
    const scope = scoped(read, values);
    const sql = `select * from ${at('exception', 1)} e where e.event_id::text = any ($2::text[]) and ${scope}`;
    const rows = await this.tables.query<ExceptionRow>(sql, values);
    return inOrderOf(ids, rows, (row) => row.event_id).map((row) => (row ? exceptionOf(row) : null));
  }
}

import { Args, Query, Resolver } from '@nestjs/graphql';
import {
  AsOfArg,
  LoadsNode,
  PageArgs,
  Read,
  type AsOf,
  type BatchRead,
  type Connection,
  type NodeLoader,
  type ReadContext,
  type Versions,
  inOrderOf,
  nodeId,
  readPage,
  scopeSql,
  type Viewer,
} from '@graphql-api';
import { ReadTables, at } from '@projections';
import { Organisation, OrganisationConnection, OrganisationFilter } from './organisation.objects';
import type { OrganisationRow } from './organisation.projection';

const organisationOf = (row: OrganisationRow): Organisation => ({
  id: nodeId('Organisation', row.code),
  code: row.code,
  kind: row.kind,
  name: row.name,
  provinceCode: row.province_code,
  unitCode: row.unit_code,
  carrier: row.carrier,
  terms: row.terms.map((terms) => ({ ...terms, validTo: terms.validTo ?? null })),
});

const scope = (viewer: Viewer, values: unknown[]): string =>
  scopeSql(viewer, { units: ['o.province_code', 'o.unit_code'], organisations: ['o.code', 'o.carrier'] }, values);

@LoadsNode('Organisation')
@Resolver(() => Organisation)
export class OrganisationResolver implements NodeLoader {
  constructor(private readonly tables: ReadTables) {}

  readonly versions: Versions = {
    table: 'organisation',
    key: 'code',
    keyType: 'text',
    alias: 'o',
    scope: ({ viewer }, values) => scope(viewer, values),
    shown: organisationOf,
  };

  /** All look-ups of a tick in one statement. */
  private readonly byCode: BatchRead<string, Organisation | null> = async (codes, read) => {
    const values: unknown[] = [read.size, codes];
    const sql = `select o.* from ${at('organisation', read)} o where o.code = any ($2::text[]) and ${scope(read.viewer, values)}`;
    const rows = await this.tables.query<OrganisationRow>(sql, values);
    return inOrderOf(codes, rows.map(organisationOf), ({ code }) => code);
  };

  @Query(() => Organisation, { nullable: true, description: 'An organisation by its code.' })
  organisation(
    @Args('code', { type: () => String }) code: string,
    @AsOfArg() _asOf: AsOf | null,
    @Read() read: ReadContext,
  ): Promise<Organisation | null> {
    return read.load(this.byCode, code);
  }

  @Query(() => OrganisationConnection, { description: 'Organisations, by their codes.' })
  organisations(
    @Args('filter', { type: () => OrganisationFilter, nullable: true }) filter: OrganisationFilter | null,
    @AsOfArg() _asOf: AsOf | null,
    @Args() page: PageArgs,
    @Read() read: ReadContext,
  ): Promise<Connection<Organisation>> {
    const values: unknown[] = [read.size];
    const where: string[] = [];
    for (const [column, wanted] of [
      ['kind', filter?.kind],
      ['province_code', filter?.provinceCode],
      ['unit_code', filter?.unitCode],
      ['carrier', filter?.carrier],
    ] as const)
      if (wanted != null) where.push(`o.${column} = $${values.push(wanted)}`);
    where.push(scope(read.viewer, values));
    const list = {
      name: 'organisations',
      filter,
      select: 'o.*',
      from: `${at('organisation', read, 'code')} o`,
      where,
      values,
    };
    const order = [{ sql: 'o.code', name: 'code', type: 'text' as const }];
    return readPage<OrganisationRow, Organisation>(this.tables, read, page, { ...list, order }, (rows) =>
      rows.map(organisationOf),
    );
  }

  loadNodes(codes: readonly string[], read: ReadContext): Promise<readonly (Organisation | null)[]> {
    return Promise.all(codes.map((code) => read.load(this.byCode, code)));
  }
}

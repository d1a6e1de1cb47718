import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import {
  AsOfArg,
  LoadsNode,
  PageArgs,
  Read,
  Things,
  type AsOf,
  type BatchRead,
  type Connection,
  type NodeLoader,
  type ReadContext,
  type Versions,
  groupedBy,
  inOrderOf,
  nodeId,
  objectNamed,
  pageOf,
  readPage,
  scopeSql,
  type Viewer,
} from '@graphql-api';
import { ReadTables, at } from '@projections';
import { Donor, DonorConnection, DonorFilter } from './donor.objects';
import type { DonorRow } from './donor.projection';

const donorOf = (row: DonorRow): Donor => ({
  id: nodeId('Donor', row.code),
  code: row.code,
  kind: row.kind,
  name: row.name,
  taxCode: row.tax_code,
  publicity: row.publicity,
});

/** A donor's own viewer has its code as organisation. */
const scope = (viewer: Viewer, values: unknown[]): string => scopeSql(viewer, { organisations: ['d.code'] }, values);

@LoadsNode('Donor')
@Resolver(() => Donor)
export class DonorResolver implements NodeLoader {
  constructor(
    private readonly tables: ReadTables,
    private readonly things: Things,
  ) {}

  readonly versions: Versions = {
    table: 'donor',
    key: 'code',
    keyType: 'text',
    alias: 'd',
    scope: ({ viewer }, values) => scope(viewer, values),
    shown: donorOf,
  };

  /** All look-ups of a tick in one statement. */
  private readonly byCode: BatchRead<string, Donor | null> = async (codes, read) => {
    const values: unknown[] = [read.size, codes];
    const sql = `select d.* from ${at('donor', read)} d where d.code = any ($2::text[]) and ${scope(read.viewer, values)}`;
    return inOrderOf(codes, (await this.tables.query<DonorRow>(sql, values)).map(donorOf), ({ code }) => code);
  };

  private readonly donationCodes: BatchRead<string, readonly { readonly code: string }[]> = async (donors, read) => {
    const rows = await this.tables.query<{ readonly code: string; readonly donor_code: string }>(
      `select n.code, n.donor_code from ${at('donation', read)} n where n.donor_code = any ($2::text[]) order by n.code`,
      [read.size, donors],
    );
    return groupedBy(donors, rows, (row) => row.donor_code);
  };

  @Query(() => Donor, { nullable: true, description: 'A donor by its code.' })
  donor(
    @Args('code', { type: () => String }) code: string,
    @AsOfArg() _asOf: AsOf | null,
    @Read() read: ReadContext,
  ): Promise<Donor | null> {
    return read.load(this.byCode, code);
  }

  @Query(() => DonorConnection, { description: 'Donors, by their codes.' })
  donors(
    @Args('filter', { type: () => DonorFilter, nullable: true }) filter: DonorFilter | null,
    @AsOfArg() _asOf: AsOf | null,
    @Args() page: PageArgs,
    @Read() read: ReadContext,
  ): Promise<Connection<Donor>> {
    const values: unknown[] = [read.size];
    const where: string[] = [];
    if (filter?.kind != null) where.push(`d.kind = $${values.push(filter.kind)}`);
    if (filter?.publicity != null) where.push(`d.publicity = $${values.push(filter.publicity)}`);
    where.push(scope(read.viewer, values));
    const list = { name: 'donors', filter, select: 'd.*', from: `${at('donor', read, 'code')} d`, where, values };
    const order = [{ sql: 'd.code', name: 'code', type: 'text' as const }];
    return readPage<DonorRow, Donor>(this.tables, read, page, { ...list, order }, (rows) => rows.map(donorOf));
  }

  @ResolveField(objectNamed('DonationConnection'), { description: 'What the donor pledged, by code.' })
  async donations(
    @Parent() { code: donor }: Donor,
    @Args() page: PageArgs,
    @Read() read: ReadContext,
  ): Promise<Connection<{ readonly code: string }>> {
    const codes = await read.load(this.donationCodes, donor);
    const donations = await Promise.all(codes.map(({ code }) => this.things.load('Donation', code, read)));
    const seen = donations.filter((donation): donation is { readonly code: string } => donation !== null);
    return pageOf(seen, read, page, { name: 'donor.donations', filter: donor, keyOf: ({ code }) => code });
  }

  loadNodes(codes: readonly string[], read: ReadContext): Promise<readonly (Donor | null)[]> {
    return Promise.all(codes.map((code) => read.load(this.byCode, code)));
  }
}

import { Args, Int, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import {
  AsOfArg,
  LoadsNode,
  PageArgs,
  Read,
  Things,
  Vnd,
  type AsOf,
  type Connection,
  type NodeLoader,
  type ReadContext,
  type Versions,
  nodeId,
  objectNamed,
  pageOf,
  readPage,
} from '@graphql-api';
import { ReadTables } from '@projections';
import { NORM_VND } from '@programme/shared';
import { deviceEquivalent, unattributed } from '../domain';
import { Donation, DonationConnection, DonationFilter } from './donation.objects';
import type { DonationRow } from './donation.projection';
import { Donations, donationList, donationScope } from './donation.queries';
import { Lot, LotConnection } from './lot.objects';
import { lotOf } from './lot.resolver';

const isMoney = ({ kind }: Pick<DonationRow, 'kind'>): boolean => kind === 'CASH_VND';

export const donationOf = (row: DonationRow): Donation => {
  const { pledge } = row;
  const earmark = pledge?.earmark;
  const money = isMoney(row);
  return {
    id: nodeId('Donation', row.code),
    code: row.code,
    donorCode: row.donor_code,
    kind: row.kind,
    status: row.status,
    withheld: row.withheld,
    umbrella: row.umbrella,
    umbrellaCode: row.umbrella_code,
    promisedQuantity: money ? null : row.promised,
    receivedQuantity: money ? null : row.received,
    promisedAmount: money ? row.promised : null,
    receivedAmount: money ? row.received : null,
    bought: money ? row.bought : null,
    deviceEquivalent: money ? deviceEquivalent(row.received) : null,
    normVnd: money ? NORM_VND : null,
    valuationBasis: pledge?.valuation?.basis ?? null,
    unitVnd: pledge?.valuation?.unitVnd ?? null,
    earmark: earmark
      ? {
          provinceCode: earmark.provinceCode ?? null,
          schoolCode: earmark.schoolCode ?? null,
          category: earmark.category ?? null,
          priorityLocalities: earmark.priorityLocalities ?? false,
          released: row.earmark_released,
        }
      : null,
    publicity: pledge?.publicity ?? null,
    dueOn: pledge?.dueOn ?? null,
    documentNo: pledge?.documentNo ?? null,
    pledgedOn: row.pledged_on,
    committedOn: row.committed_on,
    firstReceivedOn: row.first_received_on,
    lastReceivedOn: row.last_received_on,
    cash: row.cash.map(({ receiptId, amountVnd, valueDate }) => ({ receiptId, amount: amountVnd, valueDate })),
    acknowledgements: row.acknowledgements,
  };
};

@LoadsNode('Donation')
@Resolver(() => Donation)
export class DonationResolver implements NodeLoader {
  readonly versions: Versions = {
    table: 'donation',
    key: 'code',
    keyType: 'text',
    alias: 'd',
    scope: ({ viewer }, values) => donationScope(viewer, values),
    shown: donationOf,
  };

  constructor(
    private readonly tables: ReadTables,
    private readonly found: Donations,
    private readonly things: Things,
  ) {}

  @Query(() => Donation, { nullable: true, description: 'A donation by its code.' })
  async donation(
    @Args('code', { type: () => String }) code: string,
    @AsOfArg() _asOf: AsOf | null,
    @Read() read: ReadContext,
  ): Promise<Donation | null> {
    const row = await read.load(this.found.byCode, code);
    return row && donationOf(row);
  }

  @Query(() => DonationConnection, { description: 'Donations, by their codes.' })
  donations(
    @Args('filter', { type: () => DonationFilter, nullable: true }) filter: DonationFilter | null,
    @AsOfArg() _asOf: AsOf | null,
    @Args() page: PageArgs,
    @Read() read: ReadContext,
  ): Promise<Connection<Donation>> {
    const list = donationList(filter ?? {}, read);
    return readPage<DonationRow, Donation>(this.tables, read, page, list, (rows) => rows.map(donationOf));
  }

  @ResolveField(objectNamed('Donor'), { nullable: true })
  donor(@Parent() { donorCode }: Donation, @Read() read: ReadContext): Promise<object | null> {
    return donorCode === null ? Promise.resolve(null) : this.things.load('Donor', donorCode, read);
  }

  @ResolveField(() => LotConnection, { description: 'Its lots, by their codes.' })
  async lots(
    @Parent() { code }: Donation,
    @Args() page: PageArgs,
    @Read() read: ReadContext,
  ): Promise<Connection<Lot>> {
    const lots = (await read.load(this.found.lotsOf, code)).map(lotOf);
    return pageOf(lots, read, page, { name: 'donation.lots', filter: code, keyOf: (lot) => lot.code });
  }

  @ResolveField(() => Int, {
    nullable: true,
    description: 'Of an umbrella of things: what none of its parts promised.',
  })
  async unattributedQuantity(@Parent() donation: Donation, @Read() read: ReadContext): Promise<number | null> {
    return donation.umbrella && donation.promisedQuantity !== null
      ? unattributed(donation.promisedQuantity, [await read.load(this.found.promisedByLeaves, donation.code)])
      : null;
  }

  @ResolveField(() => Vnd, { nullable: true, description: 'Of an umbrella of money: what none of its parts promised.' })
  async unattributedAmount(@Parent() donation: Donation, @Read() read: ReadContext): Promise<number | null> {
    return donation.umbrella && donation.promisedAmount !== null
      ? unattributed(donation.promisedAmount, [await read.load(this.found.promisedByLeaves, donation.code)])
      : null;
  }

  async loadNodes(codes: readonly string[], read: ReadContext): Promise<readonly (Donation | null)[]> {
    const rows = await Promise.all(codes.map((code) => read.load(this.found.byCode, code)));
    return rows.map((row) => row && donationOf(row));
  }
}

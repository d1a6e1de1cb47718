import { Parent, ResolveField, Resolver } from '@nestjs/graphql';
import { LoadsNode, Read, Things, type NodeLoader, type ReadContext, type Versions, nodeId } from '@graphql-api';
import { Donation } from './donation.objects';
import { Donations, lotScope } from './donation.queries';
import { Lot } from './lot.objects';
import type { LotRow } from './lot.projection';

export const lotOf = (row: LotRow): Lot => ({
  id: nodeId('Lot', row.lot_id),
  code: row.lot_id,
  lotNo: row.lot_no,
  donationCode: row.donation_code,
  warehouseCode: row.warehouse_code,
  expected: row.expected,
  manifestedOn: row.manifested_on,
  counted: row.counted,
  accepted: row.accepted,
  rejected: row.rejected,
  short: row.short,
  over: row.over,
  countedOn: row.counted_on,
  surplusAccepted: row.surplus_accepted,
  exception: row.exception,
});

@LoadsNode('Lot')
@Resolver(() => Lot)
export class LotResolver implements NodeLoader {
  readonly versions: Versions = {
    table: 'lot',
    key: 'lot_id',
    keyType: 'text',
    alias: 'l',
    scope: lotScope,
    shown: lotOf,
  };

  constructor(
    private readonly found: Donations,
    private readonly things: Things,
  ) {}

  @ResolveField(() => Donation, { nullable: true })
  donation(@Parent() { donationCode }: Lot, @Read() read: ReadContext): Promise<object | null> {
    return donationCode === null ? Promise.resolve(null) : this.things.load('Donation', donationCode, read);
  }

  async loadNodes(ids: readonly string[], read: ReadContext): Promise<readonly (Lot | null)[]> {
    const rows = await Promise.all(ids.map((id) => read.load(this.found.lots, id)));
    return rows.map((row) => row && lotOf(row));
  }
}

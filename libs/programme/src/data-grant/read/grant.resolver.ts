import { Injectable } from '@nestjs/common';
import { Args, ID, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import {
  AsOfArg,
  Day,
  LedgerEventConnection,
  LedgerEvents,
  ListSize,
  LoadsNode,
  NeedsBodies,
  type NodeLoader,
  PageArgs,
  PublicEntries,
  Read,
  ReadsFrom,
  Things,
  type AsOf,
  type Connection,
  type LedgerEventValue,
  type ReadContext,
  type Versions,
  maySeeEvent,
  naturalId,
  nodeId,
  objectNamed,
  pageOf,
  readPage,
} from '@graphql-api';
import { ReadTables } from '@projections';
import { addDays } from '@programme/shared';
import { grant as grantDecider } from '../domain';
import { Grant, GrantConnection, GrantDay, GrantFilter, Sim } from './data-grant.objects';
import { GrantDays } from './grant-day.queries';
import type { GrantRow } from './grant.projection';
import { Grants, grantList, grantScope, grantsFrom, isUuid } from './grant.queries';

/** Most windows have 90 days. */
const DAYS_OF_A_WINDOW = 92;

export const grantOf = (row: GrantRow): Grant => ({
  id: nodeId('Grant', row.grant_id),
  grantId: row.grant_id,
  status: row.status,
  subjectId: row.subject_id,
  assignmentId: row.assignment_id,
  tag: row.tag,
  carrier: row.carrier,
  simId: row.sim_id,
  handedOn: row.handed_on,
  entitledOn: row.entitled_on,
  activatedOn: row.activated_on,
  firstDay: row.first_day,
  endDay: row.end_day,
  dayCount: row.days,
  pauses: row.inactive,
  endedOn: row.ended_on,
  cause: row.cause,
  row,
});

@LoadsNode('Grant')
@Resolver(() => Grant)
export class GrantResolver implements NodeLoader {
  readonly versions: Versions = {
    table: 'data_grant',
    key: 'grant_id',
    keyType: 'uuid',
    alias: 'g',
    from: grantsFrom,
    scope: grantScope,
    shown: grantOf,
  };

  constructor(
    private readonly tables: ReadTables,
    private readonly found: Grants,
    private readonly ofDays: GrantDays,
    private readonly events: LedgerEvents,
    private readonly entries: PublicEntries,
    private readonly things: Things,
  ) {}

  @Query(() => Grant, { nullable: true, description: 'One grant, by its natural id or its node id.' })
  async grant(
    @Args('id', { type: () => ID }) id: string,
    @AsOfArg() _asOf: AsOf | null,
    @Read() read: ReadContext,
  ): Promise<Grant | null> {
    const [grant] = await this.loadNodes([naturalId('Grant', id)], read);
    return grant ?? null;
  }

  @Query(() => GrantConnection, { description: 'Grants, by their id.' })
  grants(
    @Args('filter', { type: () => GrantFilter, nullable: true }) filter: GrantFilter | null,
    @AsOfArg() _asOf: AsOf | null,
    @Args() page: PageArgs,
    @Read() read: ReadContext,
  ): Promise<Connection<Grant>> {
    const list = grantList(filter ?? {}, read);
    return readPage<GrantRow, Grant>(this.tables, read, page, list, (rows) => rows.map(grantOf));
  }

  @ReadsFrom('credit', 'carrier-day', 'carrier-terms', 'ledger-time')
  @ListSize(DAYS_OF_A_WINDOW)
  @ResolveField(() => [GrantDay], {
    description:
      'Its days, each with what was credited; the whole window where nothing else is asked for. At most 366.',
  })
  days(
    @Parent() { row: grant }: Grant,
    @Args('from', { type: () => Day, nullable: true }) from: string | null,
    @Args('to', { type: () => Day, nullable: true, description: 'Included.' }) to: string | null,
    @Read() read: ReadContext,
  ): Promise<readonly GrantDay[]> {
    const first = from ?? grant.first_day;
    const last = to ?? (grant.end_day === null ? null : addDays(grant.end_day, -1));
    if (first === null || last === null || last < first) return Promise.resolve([]);
    return read.load(this.ofDays.days, { grant, from: first, to: last });
  }

  @ReadsFrom('sim')
  @ResolveField(() => Sim, { nullable: true })
  async sim(@Parent() { simId }: Grant, @Read() read: ReadContext): Promise<Sim | null> {
    const row = simId === null ? null : await read.load(this.found.sims, simId);
    return (
      row && {
        simId: row.sim_id,
        status: row.status,
        carrier: row.carrier,
        issuedOn: row.issued_on,
        activatedOn: row.activated_on,
        failure: row.failure,
        replacedBy: row.replaced_by,
      }
    );
  }

  @ResolveField(objectNamed('Beneficiary'), { nullable: true, description: 'The pupil.' })
  beneficiary(@Parent() { subjectId }: Grant, @Read() read: ReadContext): Promise<object | null> {
    return subjectId === null ? Promise.resolve(null) : this.things.load('Beneficiary', subjectId, read);
  }

  @ResolveField(objectNamed('Device'), { nullable: true, description: 'The device whose acceptance began it.' })
  device(@Parent() { tag }: Grant, @Read() read: ReadContext): Promise<object | null> {
    return tag === null ? Promise.resolve(null) : this.things.load('Device', tag, read);
  }

  @NeedsBodies()
  @ResolveField(() => LedgerEventConnection, { description: 'The events of its life, in order.' })
  async history(
    @Parent() { grantId }: Grant,
    @Args() page: PageArgs,
    @Read() read: ReadContext,
  ): Promise<Connection<LedgerEventValue>> {
    const all = await this.events.stream(grantDecider.streamOf(grantId), read);
    const seen = all.filter((event) => maySeeEvent(read.viewer, this.entries.open, event));
    return pageOf(seen, read, page, { name: 'grant.history', filter: grantId, keyOf: ({ position }) => position });
  }

  async loadNodes(ids: readonly string[], read: ReadContext): Promise<readonly (Grant | null)[]> {
    const rows = await Promise.all(
      ids.map((id) => (isUuid(id) ? read.load(this.found.byId, id) : Promise.resolve(null))),
    );
    return rows.map((row) => (row ? grantOf(row) : null));
  }
}

/** For other rooms: `things.load('GrantOfAssignment', assignmentId, read)`. The grant that accepting under this assignment began. */
@LoadsNode('GrantOfAssignment')
@Injectable()
export class GrantOfAssignment implements NodeLoader {
  constructor(private readonly found: Grants) {}

  async loadNodes(assignmentIds: readonly string[], read: ReadContext): Promise<readonly (Grant | null)[]> {
    const rows = await Promise.all(
      assignmentIds.map((id) => (isUuid(id) ? read.load(this.found.byAssignment, id) : Promise.resolve(null))),
    );
    return rows.map((row) => (row ? grantOf(row) : null));
  }
}

/** For other rooms: `things.load('GrantOfDevice', tag, read)`. Of a device that was given twice, the grant that began last. */
@LoadsNode('GrantOfDevice')
@Injectable()
export class GrantOfDevice implements NodeLoader {
  constructor(private readonly found: Grants) {}

  async loadNodes(tags: readonly string[], read: ReadContext): Promise<readonly (Grant | null)[]> {
    const rows = await Promise.all(tags.map((tag) => read.load(this.found.byTag, tag)));
    return rows.map((ofDevice) => (ofDevice.length > 0 ? grantOf(ofDevice.at(-1)!) : null));
  }
}

import { Args, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import {
  AsOfArg,
  AssetTag,
  LedgerEvent,
  LedgerEvents,
  LoadsNode,
  PageArgs,
  PublicEntries,
  Read,
  Things,
  type AsOf,
  type Connection,
  type LedgerEventValue,
  type NodeLoader,
  type ReadContext,
  type Versions,
  type Viewer,
  maySeeEvent,
  nodeId,
  objectNamed,
  pageOf,
  readPage,
} from '@graphql-api';
import { ReadTables } from '@projections';
import type { Custodian } from '@programme/shared';
import { statusClassOf } from '../domain';
import type { AssignmentOfDevice } from './device-assignment.projection';
import {
  type CustodianObject,
  Device,
  DeviceAssignmentObject,
  DeviceConnection,
  DeviceContent,
  DeviceFilter,
  DeviceVersion,
  DeviceVersionConnection,
} from './device.objects';
import type { DeviceRow } from './device.projection';
import { Devices, type DeviceVersionRow, deviceList, deviceScope, mayKnowPupils } from './device.queries';

const custodianOf = ({ kind, id }: Custodian, viewer: Viewer): CustodianObject => ({
  kind,
  code: kind === 'PUPIL' && !mayKnowPupils(viewer) ? null : id,
});

const assignmentOf = (one: AssignmentOfDevice): DeviceAssignmentObject => ({
  assignmentId: one.assignmentId,
  subjectId: one.subjectId,
  schoolCode: one.schoolCode,
  tenure: one.tenure,
  assignedOn: one.assignedOn,
  handedOn: one.handedOn,
  acceptedOn: one.acceptedOn,
  carrier: one.carrier,
  end: one.end,
  endedOn: one.endedOn,
  voided: one.voided,
});

const contentOf = (row: DeviceRow, viewer: Viewer): DeviceContent => {
  const { custodian_kind: kind, custodian_id: id, transfer } = row;
  const knows = mayKnowPupils(viewer);
  const open = row.assignments.find(({ assignmentId }) => assignmentId === row.assignment_id);
  return {
    state: row.status,
    stateClass: statusClassOf(row.status),
    custody:
      kind === null || id === null
        ? null
        : {
            custodian: custodianOf({ kind, id }, viewer),
            onTheWayTo: transfer && custodianOf(transfer.to, viewer),
            transferId: transfer?.transferId ?? null,
          },
    schoolCode: knows ? row.school_code : null,
    assignment: knows && open ? assignmentOf(open) : null,
    openFlags: row.open_flags,
  };
};

export const deviceOf = (row: DeviceRow, viewer: Viewer): Device => ({
  ...contentOf(row, viewer),
  id: nodeId('Device', row.tag),
  tag: row.tag,
  donationCode: row.donation_code,
  lotNo: row.lot_no,
  type: row.type as Device['type'],
  maker: row.maker,
  model: row.model,
  serial: row.serial,
  imei: row.imei,
  condition: row.condition,
  unitVnd: row.unit_vnd,
  receivedOn: row.received_on,
  receivedAt: row.received_position,
  usableOn: row.accepted_on,
  assignments: mayKnowPupils(viewer) ? row.assignments.map(assignmentOf) : [],
  row,
});

const versionOf = (row: DeviceVersionRow, viewer: Viewer): DeviceVersion => ({
  ...contentOf(row, viewer),
  from: row.from_position,
  to: row.to_position,
});

@LoadsNode('Device')
@Resolver(() => Device)
export class DeviceResolver implements NodeLoader {
  readonly versions: Versions = {
    table: 'device',
    key: 'tag',
    keyType: 'text',
    alias: 'd',
    scope: deviceScope,
    shown: deviceOf,
  };

  constructor(
    private readonly tables: ReadTables,
    private readonly found: Devices,
    private readonly things: Things,
  ) {}

  @Query(() => Device, { nullable: true, description: 'A device by its tag.' })
  async device(
    @Args('tag', { type: () => AssetTag }) tag: string,
    @AsOfArg() _asOf: AsOf | null,
    @Read() read: ReadContext,
  ): Promise<Device | null> {
    const row = await read.load(this.found.byTag, tag);
    return row && deviceOf(row, read.viewer);
  }

  @Query(() => DeviceConnection, { description: 'Devices, by their tags.' })
  devices(
    @Args('filter', { type: () => DeviceFilter, nullable: true }) filter: DeviceFilter | null,
    @AsOfArg() _asOf: AsOf | null,
    @Args() page: PageArgs,
    @Read() read: ReadContext,
  ): Promise<Connection<Device>> {
    const list = deviceList(filter ?? {}, read);
    return readPage<DeviceRow, Device>(this.tables, read, page, list, (rows) =>
      rows.map((row) => deviceOf(row, read.viewer)),
    );
  }

  @ResolveField(objectNamed('Donation'), { nullable: true })
  donation(@Parent() { donationCode }: Device, @Read() read: ReadContext): Promise<object | null> {
    return donationCode === null ? Promise.resolve(null) : this.things.load('Donation', donationCode, read);
  }

  @ResolveField(objectNamed('Lot'), { nullable: true })
  lot(@Parent() { donationCode, lotNo }: Device, @Read() read: ReadContext): Promise<object | null> {
    if (donationCode === null || lotNo === null) return Promise.resolve(null);
    return this.things.load('Lot', `${donationCode}-${lotNo}`, read);
  }

  @ResolveField(objectNamed('Grant'), {
    nullable: true,
    description:
      'The mobile data of the pupil who has it; of a device that nobody has, the grant that began with it last.',
  })
  async grant(@Parent() { tag, assignment }: Device, @Read() read: ReadContext): Promise<object | null> {
    if (!mayKnowPupils(read.viewer)) return null;
    if (!assignment) return this.things.load('GrantOfDevice', tag, read);
    const grantId = await read.load(this.found.grantIdsOfPupils, assignment.subjectId);
    return grantId === null ? null : this.things.load('Grant', grantId, read);
  }

  @ResolveField(() => DeviceVersionConnection, { description: 'Everything that it was, the first version first.' })
  async history(
    @Parent() { tag }: Device,
    @Args() page: PageArgs,
    @Read() read: ReadContext,
  ): Promise<Connection<DeviceVersion>> {
    const versions = (await read.load(this.found.versions, tag)).map((row) => versionOf(row, read.viewer));
    return pageOf(versions, read, page, { name: 'device.history', filter: tag, keyOf: ({ from }) => from });
  }

  async loadNodes(tags: readonly string[], read: ReadContext): Promise<readonly (Device | null)[]> {
    const rows = await Promise.all(tags.map((tag) => read.load(this.found.byTag, tag)));
    return rows.map((row) => row && deviceOf(row, read.viewer));
  }
}

@Resolver(() => DeviceVersion)
export class DeviceVersionResolver {
  constructor(
    private readonly events: LedgerEvents,
    private readonly entries: PublicEntries,
  ) {}

  @ResolveField(() => LedgerEvent, {
    nullable: true,
    description: 'The event that made the version; null where its body is not yours to read.',
  })
  async event(@Parent() { from }: DeviceVersion, @Read() read: ReadContext): Promise<LedgerEventValue | null> {
    const event = await read.load(this.events.byPosition, from);
    return event && maySeeEvent(read.viewer, this.entries.open, event) ? event : null;
  }
}

/** What stands behind an assignment, of whichever room brings it. */
@Resolver(() => DeviceAssignmentObject)
export class DeviceAssignmentResolver {
  constructor(private readonly things: Things) {}

  @ResolveField(objectNamed('Beneficiary'), {
    nullable: true,
    description: 'The pupil, as far as the ledger knows one.',
  })
  beneficiary(@Parent() { subjectId }: DeviceAssignmentObject, @Read() read: ReadContext): Promise<object | null> {
    return this.things.load('Beneficiary', subjectId, read);
  }

  @ResolveField(objectNamed('Grant'), { nullable: true, description: 'The mobile data that comes with it.' })
  grant(@Parent() { assignmentId }: DeviceAssignmentObject, @Read() read: ReadContext): Promise<object | null> {
    return this.things.load('GrantOfAssignment', assignmentId, read);
  }
}

import { Args, ID, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import {
  AsOfArg,
  LedgerEventConnection,
  LedgerEvents,
  LoadsNode,
  NeedsBodies,
  type NodeLoader,
  PageArgs,
  PublicEntries,
  Read,
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
import { beneficiary } from '../domain';
import { Assignment, Beneficiary, BeneficiaryConnection, BeneficiaryFilter } from './beneficiary.objects';
import type { BeneficiaryRow } from './beneficiary.projection';
import { Beneficiaries, beneficiaryList, beneficiaryScope } from './beneficiary.queries';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export const beneficiaryOf = (row: BeneficiaryRow): Beneficiary => ({
  id: nodeId('Beneficiary', row.subject_id),
  subjectId: row.subject_id,
  status: row.status,
  statusReason: row.status_reason,
  waiting: row.waiting_registration !== null,
  schoolCode: row.school_code,
  provinceCode: row.province_code,
  unitCode: row.unit_code,
  level: row.level,
  grade: row.grade,
  registeredOn: row.registered_on,
  devicePossession: row.device_possession,
  category: row.category,
  categoryYear: row.category_year,
  hasLegalBasis: row.has_legal_basis,
  eligibility: row.eligibility,
  eligibilityReasons: row.eligibility_reasons,
  ruleSetVersion: row.rule_set_version,
  assignments: row.assignments,
});

@LoadsNode('Beneficiary')
@Resolver(() => Beneficiary)
export class BeneficiaryResolver implements NodeLoader {
  readonly versions: Versions = {
    table: 'beneficiary',
    key: 'subject_id',
    keyType: 'uuid',
    alias: 'b',
    scope: beneficiaryScope,
    shown: beneficiaryOf,
  };

  constructor(
    private readonly tables: ReadTables,
    private readonly found: Beneficiaries,
    private readonly events: LedgerEvents,
    private readonly entries: PublicEntries,
  ) {}

  @Query(() => Beneficiary, { nullable: true, description: 'One pupil, by the subject id or the node id.' })
  async beneficiary(
    @Args('id', { type: () => ID }) id: string,
    @AsOfArg() _asOf: AsOf | null,
    @Read() read: ReadContext,
  ): Promise<Beneficiary | null> {
    const [pupil] = await this.loadNodes([naturalId('Beneficiary', id)], read);
    return pupil ?? null;
  }

  @Query(() => BeneficiaryConnection, { description: 'Pupils, by their subject id.' })
  beneficiaries(
    @Args('filter', { type: () => BeneficiaryFilter, nullable: true }) filter: BeneficiaryFilter | null,
    @AsOfArg() _asOf: AsOf | null,
    @Args() page: PageArgs,
    @Read() read: ReadContext,
  ): Promise<Connection<Beneficiary>> {
    const list = beneficiaryList(filter ?? {}, read);
    return readPage<BeneficiaryRow, Beneficiary>(this.tables, read, page, list, (rows) => rows.map(beneficiaryOf));
  }

  @NeedsBodies()
  @ResolveField(() => LedgerEventConnection, { description: 'The events of the need, in order.' })
  async history(
    @Parent() { subjectId }: Beneficiary,
    @Args() page: PageArgs,
    @Read() read: ReadContext,
  ): Promise<Connection<LedgerEventValue>> {
    const all = await this.events.stream(beneficiary.streamOf(subjectId), read);
    const seen = all.filter((event) => maySeeEvent(read.viewer, this.entries.open, event));
    const list = { name: 'beneficiary.history', filter: subjectId };
    return pageOf(seen, read, page, { ...list, keyOf: ({ position }) => position });
  }

  async loadNodes(ids: readonly string[], read: ReadContext): Promise<readonly (Beneficiary | null)[]> {
    const rows = await Promise.all(
      ids.map((id) => (UUID.test(id) ? read.load(this.found.byId, id) : Promise.resolve(null))),
    );
    return rows.map((row) => (row ? beneficiaryOf(row) : null));
  }
}

@Resolver(() => Assignment)
export class AssignmentResolver {
  constructor(private readonly things: Things) {}

  @ResolveField(objectNamed('Grant'), {
    nullable: true,
    description: 'The grant that its acceptance began; of a replacement, the first assignment’s, which goes on.',
  })
  grant(@Parent() { assignmentId, replaces }: Assignment, @Read() read: ReadContext): Promise<object | null> {
    return this.things.load('GrantOfAssignment', replaces ?? assignmentId, read);
  }

  @ResolveField(objectNamed('Device'), { nullable: true })
  device(@Parent() { tag }: Assignment, @Read() read: ReadContext): Promise<object | null> {
    return this.things.load('Device', tag, read);
  }
}

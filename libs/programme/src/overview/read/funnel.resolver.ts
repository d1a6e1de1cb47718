import { Args, Query, Resolver } from '@nestjs/graphql';
import {
  AsOfArg,
  Cost,
  FunnelCut,
  ListSize,
  Public,
  Read,
  ReadsFrom,
  UnitsVersion,
  type AsOf,
  type ReadContext,
  type Viewer,
  assertSignedIn,
  badInput,
  graphqlError,
  readsAll,
} from '@graphql-api';
import { FunnelLevelEnum, FunnelRow } from './funnel.objects';
import { type FunnelLine, Funnels } from './funnel.queries';

/** 63 provinces, and what is in none of them. */
const ROWS = 66;
/** It adds up the totals of two projections. */
const FUNNEL_COST = 1;

@Resolver(() => FunnelRow)
export class FunnelResolver {
  constructor(private readonly funnels: Funnels) {}

  @Public()
  @ReadsFrom('device', 'donation', 'organisation', 'donor', 'grant', 'beneficiary')
  @ListSize(ROWS)
  @Cost(FUNNEL_COST)
  @Query(() => [FunnelRow], {
    description:
      'Devices from the pledge to the pupil. By LOCALITY at province level it is open to all; otherwise a token is needed: DONOR and CARRIER show all to AUDITOR and ADMIN and to others their own, CATEGORY is for AUDITOR and ADMIN.',
  })
  funnel(
    @Args('by', { type: () => FunnelCut }) by: FunnelCut,
    @Args('units', {
      type: () => UnitsVersion,
      defaultValue: UnitsVersion.V2021,
      description: 'By LOCALITY: which provinces. Facts keep the code of their day; the view adds up.',
    })
    units: UnitsVersion,
    @Args('level', { type: () => FunnelLevelEnum, defaultValue: FunnelLevelEnum.PROVINCE })
    level: keyof typeof FunnelLevelEnum,
    @AsOfArg() _asOf: AsOf | null,
    @Read() read: ReadContext,
  ): Promise<readonly FunnelLine[]> {
    return this.rows(by, units, level, read);
  }

  /** What the viewer may see of it. */
  async rows(
    by: FunnelCut,
    units: UnitsVersion,
    level: keyof typeof FunnelLevelEnum,
    read: ReadContext,
  ): Promise<readonly FunnelLine[]> {
    const isOpen = by === 'LOCALITY' && level === 'PROVINCE';
    if (!isOpen) assertSignedIn(read.viewer);
    switch (by) {
      case 'LOCALITY':
        if (level === 'PROVINCE') return this.funnels.byProvince(read, units);
        if (units === 'V2025') throw badInput('there are no districts since 2025-07-01: take units V2021');
        return this.funnels.byDistrict(read, readsAll(read.viewer) ? null : read.viewer.units);
      case 'PHASE':
        return this.funnels.byPhase(read);
      case 'DONOR':
        return own(await this.funnels.byDonor(read), read.viewer, read.viewer.organisations);
      case 'CARRIER':
        return own(await this.funnels.byCarrier(read), read.viewer, read.viewer.organisations);
      case 'CATEGORY':
        // It would show who is poor or orphaned where few are.
        if (!readsAll(read.viewer)) throw graphqlError('FORBIDDEN', 'the funnel by CATEGORY is for AUDITOR and ADMIN');
        return this.funnels.byCategory(read);
    }
  }
}

/** Rows of one's own, for whoever doesn't read everything. */
const own = (rows: readonly FunnelLine[], viewer: Viewer, keys: readonly string[]): readonly FunnelLine[] =>
  readsAll(viewer) ? rows : rows.filter(({ key }) => keys.includes(key));

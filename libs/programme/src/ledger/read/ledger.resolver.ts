import { Query, Resolver } from '@nestjs/graphql';
import { Journal } from '@event-store/journal';
import {
  AsOfArg,
  ListSize,
  NeedsRole,
  Public,
  Read,
  logBytes,
  rootText,
  type AsOf,
  type ReadContext,
} from '@graphql-api';
import { ProjectionSizes, type BuildStatus } from '@projections';
import { SealedLog, sha256 } from '@sealing';
import { rootOf } from '@transparency-log';
import { LedgerObject, Projection, type ProjectionBuild } from './ledger.objects';
import { skipsOf } from './skip.queries';

/** The programme has about a dozen projections. */
const PROJECTIONS = 20;

@Resolver()
export class LedgerResolver {
  constructor(
    private readonly journal: Journal,
    private readonly sizes: ProjectionSizes,
    private readonly log: SealedLog,
  ) {}

  @Public()
  @Query(() => LedgerObject, { description: 'What the answer is made of.' })
  async ledger(@AsOfArg() _asOf: AsOf | null, @Read() { size, head }: ReadContext): Promise<LedgerObject> {
    const [first] = size === 0 ? [] : await this.journal.byPositions([0]);
    const opened =
      first &&
      (JSON.parse(first.body) as { readonly recordedAt: string; readonly data: { readonly purpose?: string } });
    return {
      size,
      root: await rootText(this.log, size),
      position: size === 0 ? null : size - 1,
      lagEvents: head - size,
      checkpoint: (await this.log.latest())?.note ?? null,
      purpose: opened?.data.purpose ?? null,
      openedAt: opened?.recordedAt ?? null,
    };
  }

  @NeedsRole('ADMIN', 'AUDITOR')
  @ListSize(PROJECTIONS)
  @Query(() => [Projection], { description: 'The projections now, whatever size the rest of the answer is read at.' })
  async projections(): Promise<readonly Projection[]> {
    const [projections, events] = await Promise.all([this.sizes.status(), this.journal.stream('ledger')]);
    const skips = skipsOf(events);
    return projections.map(({ size, fault, range, digest, build, ...status }) => ({
      ...status,
      position: lastOf(size),
      root: logBytes(rootOf(sha256, range)),
      digest: digest?.sha256 ?? null,
      digestSize: digest?.size ?? null,
      build: build && buildOf(build),
      lastError: fault,
      skips: skips.get(status.name) ?? [],
    }));
  }
}

const lastOf = (size: number): number | null => (size === 0 ? null : size - 1);

const buildOf = ({ version, size, target, rate, fault, comparison }: BuildStatus): ProjectionBuild => ({
  version,
  position: lastOf(size),
  target,
  rate,
  lastError: fault,
  differing: comparison?.differing ?? null,
  digestLive: comparison?.digestBefore ?? null,
  digestNew: comparison?.digestAfter ?? null,
  comparedSize: comparison?.size ?? null,
  differences: (comparison?.differences ?? []).map(({ row, ...place }) => ({ ...place, row: JSON.stringify(row) })),
});

import { Injectable } from '@nestjs/common';
import { Journal } from '@event-store/journal';
import { logBytes } from '@graphql-api';
import { ProjectionSizes, type BuildStatus } from '@projections';
import { sha256 } from '@sealing';
import { rootOf } from '@transparency-log';
import type { Projection, ProjectionBuild } from './ledger.objects';
import { skipsOf } from './skip.queries';

/** The projections as they are now: the same words for whoever asks. */
@Injectable()
export class ProjectionStates {
  constructor(
    private readonly sizes: ProjectionSizes,
    private readonly journal: Journal,
  ) {}

  async list(): Promise<readonly Projection[]> {
    const [projections, events] = await Promise.all([this.sizes.status(), this.journal.stream('ledger')]);
    const skips = skipsOf(events);
    return projections.map(({ size, fault, range, digest, build, target: _, ...status }) => ({
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

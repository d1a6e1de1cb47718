import { Injectable } from '@nestjs/common';
import { Journal } from '@event-store/journal';
import { graphqlError, logBytes } from '@graphql-api';
import { ProjectionScratches, ProjectionSizes, type BuildStatus, type Comparison } from '@projections';
import { sha256 } from '@sealing';
import { rootOf } from '@transparency-log';
import type { Projection, ProjectionBuild, ProjectionComparison, Scratch } from './ledger.objects';
import { skipsOf } from './skip.queries';

/** The projections as they are now: the same words for whoever asks. */
@Injectable()
export class ProjectionStates {
  constructor(
    private readonly sizes: ProjectionSizes,
    private readonly scratches: ProjectionScratches,
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

  /** Those of a scratch; none before it is begun. */
  async ofScratch(id: string): Promise<readonly Projection[]> {
    const scratch = await this.scratches.find(id);
    if (!scratch) throw graphqlError('NOT_FOUND', 'there is no scratch of this id');
    if (scratch.drop) throw graphqlError('SCRATCH_DROPPED', `the scratch ${id} is dropped`);
    const [projections, events] = await Promise.all([this.scratches.status(id), this.journal.stream('ledger')]);
    const skips = skipsOf(events);
    return projections.map(({ size, target, fault, range, comparison, ...status }) => ({
      ...status,
      position: lastOf(size),
      head: target,
      lagEvents: target - size,
      lagSeconds: null,
      root: logBytes(rootOf(sha256, range)),
      digest: comparison?.digestAfter ?? null,
      digestSize: comparison?.size ?? null,
      build: null,
      comparison: comparison && comparisonOf(comparison),
      lastError: fault,
      skips: skips.get(status.name) ?? [],
    }));
  }

  async scratchList(): Promise<readonly Scratch[]> {
    return (await this.scratches.list()).map(({ orderedBy, ...scratch }) => ({ ...scratch, orderedBy: orderedBy.id }));
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
  differences: shownOf(comparison),
});

const comparisonOf = (comparison: Comparison): ProjectionComparison => ({
  digestLive: comparison.digestBefore ?? null,
  differing: comparison.digestBefore === undefined ? null : comparison.differing,
  differences: shownOf(comparison),
});

const shownOf = (comparison: Comparison | null): ProjectionComparison['differences'] =>
  (comparison?.differences ?? []).map(({ row, ...place }) => ({ ...place, row: JSON.stringify(row) }));

import { Injectable } from '@nestjs/common';
import { SealedLog, sha256 } from '@sealing';
import { formatProof, proveInclusions } from '@transparency-log';
import type { BatchRead } from './read-context';

/** Proofs for resolvers: `read.load(this.proofs.byPosition, position)`. */
@Injectable()
export class LedgerProofs {
  constructor(private readonly log: SealedLog) {}

  /** A `tlog-proof@v1` each, by the latest checkpoint; null where that does not reach yet. All that are asked for read their tiles at once. */
  readonly byPosition: BatchRead<number, string | null> = async (positions) => {
    const latest = await this.log.latest();
    const covered = latest === null ? [] : positions.filter((position) => position < latest.size);
    if (latest === null || covered.length === 0) return positions.map(() => null);
    const paths = await proveInclusions(sha256, this.log.tiles, covered, latest.size);
    const proofs = new Map(
      covered.map((index, at) => [index, formatProof({ index, path: paths[at]!, checkpoint: latest.note })]),
    );
    return positions.map((position) => proofs.get(position) ?? null);
  };
}

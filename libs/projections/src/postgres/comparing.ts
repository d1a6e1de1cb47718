import type { Pool } from 'pg';
import type { Checkpoint } from '../progress';
import type { Projection } from '../projection';
import type { Comparison } from '../projection-orders';
import type { CheckpointRow } from './checkpoints';
import { differencesAt, digestAt } from './digest';
import { builtAs } from './tables';

/** The digests of two sets of tables at one size, and where they differ. Tables of other columns say what they say in other words. */
export const comparisonOf = async (
  pool: Pool,
  projection: Projection,
  { live, built, size }: { readonly live: CheckpointRow | null; readonly built: CheckpointRow; readonly size: number },
): Promise<Comparison> => {
  const { name, version } = projection;
  const after = builtAs(projection, built);
  const digestAfter = await digestAt(pool, after, size);
  const proved = { name, version, size, digestAfter };
  if (live?.declaration !== built.declaration) return { ...proved, differing: 0, differences: [] };
  const before = builtAs(projection, live);
  const digestBefore = await digestAt(pool, before, size);
  const found =
    digestBefore === digestAfter
      ? { differing: 0, differences: [] }
      : await differencesAt(pool, { live: before, built: after, size });
  return { ...proved, digestBefore, ...found };
};

/** For whoever asks how far it is. */
export const keepComparison = async (
  pool: Pool,
  { name, generation }: Pick<Checkpoint, 'name' | 'generation'>,
  comparison: Comparison,
): Promise<void> => {
  await pool.query('update projections.checkpoint set comparison = $3 where name = $1 and generation = $2', [
    name,
    generation,
    JSON.stringify(comparison),
  ]);
};

// refused by: write-never-reads
import type { projections } from '../../../../projections/src';
export type Stale = typeof projections;

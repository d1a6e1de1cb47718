import type { TestDatabase } from '../testing/test-database';

/** One line of the output: what was reached, beside the bare work of the same run on the same machine. */
export interface Figure {
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
  readonly floor: number;
  readonly ratio: number;
}

export interface BenchContext {
  /** A fresh database of an embedded PostgreSQL with its default durability. */
  readonly database: TestDatabase;
  /** Another one beside it; whoever asks drops it. */
  readonly createDatabase: () => Promise<TestDatabase>;
  readonly report: (figure: Omit<Figure, 'ratio'>) => void;
}

export interface Bench {
  readonly name: string;
  /** Sets up, checks that what it measured was really done, and reports. */
  readonly run: (context: BenchContext) => Promise<void>;
}

export const secondsOf = async (work: () => Promise<unknown>): Promise<number> => {
  const start = process.hrtime.bigint();
  await work();
  return Number(process.hrtime.bigint() - start) / 1e9;
};

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

export const percentile = (values: readonly number[], percent: number): number =>
  [...values].sort((a, b) => a - b)[Math.ceil((values.length * percent) / 100) - 1]!;

/** Runs `work(0)` to `work(count - 1)` with at most `inFlight` at a time. */
export const concurrently = async (
  count: number,
  inFlight: number,
  work: (index: number) => Promise<unknown>,
): Promise<void> => {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
};

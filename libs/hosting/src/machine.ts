import { randomBytes, randomUUID } from 'node:crypto';
import { Clock, Randomness } from '@command-handling';

/** The machine's clock and random source, until somebody lends others (the demo brings its own, contract 4). */
export class LendableClock extends Clock {
  private lent: Clock | null = null;

  now(): string {
    return this.lent?.now() ?? new Date().toISOString();
  }

  /** While `work` runs, time is what `clock` says. */
  async lend<T>(clock: Clock, work: () => Promise<T>): Promise<T> {
    this.lent = clock;
    try {
      return await work();
    } finally {
      this.lent = null;
    }
  }
}

export class LendableRandomness extends Randomness {
  private lent: Randomness | null = null;

  bytes(count: number, purpose: string): Buffer {
    return this.lent?.bytes(count, purpose) ?? randomBytes(count);
  }

  uuid(purpose: string): string {
    return this.lent?.uuid(purpose) ?? randomUUID();
  }

  async lend<T>(randomness: Randomness, work: () => Promise<T>): Promise<T> {
    this.lent = randomness;
    try {
      return await work();
    } finally {
      this.lent = null;
    }
  }
}

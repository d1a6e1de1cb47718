import { Clock, Randomness, SystemClock, SystemRandomness } from '@command-handling';

/** The machine's clock and random source, until somebody lends others (the demo brings its own, contract 4). */
export class LendableClock extends Clock {
  private readonly own = new SystemClock();
  private lent: Clock | null = null;

  now(): string {
    return (this.lent ?? this.own).now();
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
  private readonly own = new SystemRandomness();
  private lent: Randomness | null = null;

  bytes(count: number, purpose: string): Buffer {
    return (this.lent ?? this.own).bytes(count, purpose);
  }

  uuid(purpose: string): string {
    return (this.lent ?? this.own).uuid(purpose);
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

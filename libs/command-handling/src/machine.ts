import { randomBytes, randomUUID } from 'node:crypto';
import { Clock, Randomness } from './ledger.port';

export class SystemClock extends Clock {
  now(): string {
    return new Date().toISOString();
  }
}

/** What a value is for makes no difference here: no two are alike. */
export class SystemRandomness extends Randomness {
  bytes(count: number, _purpose: string): Buffer {
    return randomBytes(count);
  }

  uuid(_purpose: string): string {
    return randomUUID();
  }
}

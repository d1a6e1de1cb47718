import { createHash } from 'node:crypto';
import { Clock, Randomness } from '../ledger.port';

/** A clock that stands until a spec moves it. */
export class FixedClock extends Clock {
  constructor(private instant = '2021-11-15T03:00:00.000Z') {
    super();
  }

  now(): string {
    return this.instant;
  }

  moveTo(instant: string): void {
    this.instant = instant;
  }
}

/** Bytes that follow from what they are for. */
export class FixedRandomness extends Randomness {
  bytes(count: number, purpose: string): Buffer {
    return createHash('shake256', { outputLength: count }).update(purpose).digest();
  }

  uuid(purpose: string): string {
    const hex = this.bytes(16, purpose).toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
  }
}

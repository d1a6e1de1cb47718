import { createHmac } from 'node:crypto';
import { Randomness } from '@command-handling';

/**
 * Bytes derived from a seed and what they are for: the same in every run, whatever the order in which they are asked for (contract 4).
 * Never outside a demo: who knows the seed knows every salt.
 */
export class DemoRandomness extends Randomness {
  constructor(private readonly seed: string) {
    super();
  }

  bytes(count: number, purpose: string): Buffer {
    const blocks: Buffer[] = [];
    for (let block = 0; block * 32 < count; block += 1)
      blocks.push(createHmac('sha256', this.seed).update(`${purpose}\0${block}`).digest());
    return Buffer.concat(blocks).subarray(0, count);
  }

  uuid(purpose: string): string {
    const bytes = this.bytes(16, `uuid\0${purpose}`);
    bytes[6] = (bytes[6]! & 0x0f) | 0x40;
    bytes[8] = (bytes[8]! & 0x3f) | 0x80;
    const hex = bytes.toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  }

  /** A whole number from 0 to `below` − 1; the bias of a 48-bit draw is of no consequence here. */
  below(below: number, purpose: string): number {
    return this.bytes(6, purpose).readUIntBE(0, 6) % below;
  }

  pick<T>(choices: readonly T[], purpose: string): T {
    return choices[this.below(choices.length, purpose)]!;
  }
}

import type { SealedLog } from '@sealing';

/** Hashes as checkpoints and proofs write them: base64. */
export const logBytes = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');

/** The tree hash of the first `size` events. */
export const rootText = async (log: Pick<SealedLog, 'root'>, size: number): Promise<string> =>
  logBytes(await log.root(size));

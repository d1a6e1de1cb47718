// refused by: transparency-log-imports-nothing
import { createHash } from 'node:crypto';
export const leafHash = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

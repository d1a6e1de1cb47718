import { hash } from 'node:crypto';

/** SHA-256 in one call: an object for every hash would cost more than the hash. */
export const sha256 = (bytes: Uint8Array): Uint8Array => hash('sha256', bytes, 'buffer');

import { createPublicKey, hash, verify } from 'node:crypto';
import type { SignatureCheck } from '@transparency-log';
import type { Hashes } from './rules';

/** Node's own hashes, in one call each. */
export const nodeHashes: Hashes = {
  sha256: (bytes) => hash('sha256', bytes, 'buffer'),
  sha1: (bytes) => hash('sha1', bytes, 'buffer'),
};

/** What stands before the 32 bytes of an Ed25519 public key in SPKI (RFC 8410). */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

/** Ed25519 (RFC 8032) by Node's own. */
export const nodeSignatureCheck: SignatureCheck = (publicKey, message, signature) =>
  verify(
    null,
    message,
    createPublicKey({ key: Buffer.concat([SPKI, publicKey]), format: 'der', type: 'spki' }),
    signature,
  );

import { createPublicKey, verify } from 'node:crypto';
import type { SignatureCheck } from '@transparency-log';

/** What stands before the 32 bytes of an Ed25519 public key in SPKI (RFC 8410). */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

/** Ed25519 (RFC 8032) by Node's own. */
export const ed25519: SignatureCheck = (publicKey, message, signature) =>
  verify(
    null,
    message,
    createPublicKey({ key: Buffer.concat([SPKI, publicKey]), format: 'der', type: 'spki' }),
    signature,
  );

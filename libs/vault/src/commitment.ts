/** Permanent: what stands in an event in place of a personal value (contract 1). */
import { createHmac } from 'node:crypto';

export const SALT_BYTES = 32;

/** base64url(HMAC-SHA-256(salt, field ‖ 0x00 ‖ NFC value)): who has the salt and the value can show that this was it; nobody else learns anything. */
export const commitmentOf = (salt: Buffer, field: string, value: string): string =>
  createHmac('sha256', salt)
    .update(`${field}\0${value.normalize('NFC')}`, 'utf8')
    .digest('base64url');

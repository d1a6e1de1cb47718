import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import type { PersonalKey } from './vault.port';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** First byte of everything sealed here, so that another way can follow. */
const AES_256_GCM = 1;

/** What was sealed under another key, for another place, or was changed. It says nothing of what it holds. */
export class SealBroken extends Error {
  readonly code = 'SEAL_BROKEN';
}

/** version ‖ nonce ‖ tag ‖ ciphertext. `place` is the additional data: what is moved elsewhere no longer opens. */
export const seal = (key: Buffer, place: string, plain: Buffer): Buffer => {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place, 'utf8'));
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([Buffer.of(AES_256_GCM), nonce, cipher.getAuthTag(), sealed]);
};

/** Throws `SealBroken`. */
export const open = (key: Buffer, place: string, sealed: Buffer): Buffer => {
  const body = 1 + NONCE_BYTES + TAG_BYTES;
  if (sealed.length < body || sealed[0] !== AES_256_GCM) throw new SealBroken('not sealed by this vault');
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 1 + NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  })
    .setAAD(Buffer.from(place, 'utf8'))
    .setAuthTag(sealed.subarray(1 + NONCE_BYTES, body));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(body)), decipher.final()]);
  } catch {
    throw new SealBroken('sealed under another key or for another place');
  }
};

/** Every key of the vault, derived from one: one that leaks tells nothing of another. */
export class VaultKeys {
  private readonly derived = new Map<string, Buffer>();

  constructor(private readonly masterKey: Buffer) {
    if (masterKey.length !== KEY_BYTES) throw new RangeError(`the vault's master key has ${KEY_BYTES} bytes`);
  }

  /** A new key for a subject, and its form at rest. */
  newSubjectKey(subjectId: string): { readonly key: Buffer; readonly wrapped: Buffer } {
    const key = randomBytes(KEY_BYTES);
    return { key, wrapped: seal(this.derive('wrap'), subjectId, key) };
  }

  subjectKey(subjectId: string, wrapped: Buffer): Buffer {
    return open(this.derive('wrap'), subjectId, wrapped);
  }

  /** The blind index of a natural key: equal values are equal, and without the vault's key nobody can try values. */
  indexOf({ kind, value }: PersonalKey): Buffer {
    return createHmac('sha256', this.derive(`index/${kind}`))
      .update(value.normalize('NFC'), 'utf8')
      .digest();
  }

  hmac(purpose: string, message: string): Buffer {
    return createHmac('sha256', this.derive(`hmac/${purpose}`))
      .update(message, 'utf8')
      .digest();
  }

  private derive(purpose: string): Buffer {
    const known = this.derived.get(purpose);
    if (known) return known;
    const key = Buffer.from(hkdfSync('sha256', this.masterKey, '', `so-song/vault/${purpose}`, KEY_BYTES));
    this.derived.set(purpose, key);
    return key;
  }
}

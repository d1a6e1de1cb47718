/** These bytes are permanent: how keys are named and written (C2SP signed-note). */
import { decodeBase64, encodeBase64 } from './base64';
import { concatBytes, equalBytes, utf8 } from './bytes';
import type { Hash } from './hashing';

/** `ed25519` signs the text of a note, and is a log's; `cosignature` signs it with a time, and is a witness's. */
export type Algorithm = 'ed25519' | 'cosignature';
const ALGORITHM_BYTES: Readonly<Record<Algorithm, number>> = { ed25519: 0x01, cosignature: 0x04 };
const ALGORITHMS: readonly Algorithm[] = ['ed25519', 'cosignature'];

export const PUBLIC_KEY_BYTES = 32;
/** A short name for a key, to find it by. It proves nothing. */
export const KEY_HASH_BYTES = 4;

export interface VerifierKey {
  readonly name: string;
  readonly algorithm: Algorithm;
  readonly publicKey: Uint8Array;
  readonly keyHash: Uint8Array;
}

/**
 * KEY_FORM      not `name+hash+key`
 * KEY_NAME      a name that is empty, or has a space, a plus or a control character
 * KEY_BASE64    not canonical base64
 * KEY_ALGORITHM neither Ed25519 nor its cosignature
 * KEY_LENGTH    not 32 bytes
 * KEY_HASH      the hash is that of another name, algorithm or key
 */
export type KeyFault = 'KEY_FORM' | 'KEY_NAME' | 'KEY_BASE64' | 'KEY_ALGORITHM' | 'KEY_LENGTH' | 'KEY_HASH';

export class KeyMalformed extends Error {
  constructor(
    readonly code: KeyFault,
    message: string,
  ) {
    super(message);
    this.name = 'KeyMalformed';
  }
}

const KEY_NAME = /^[^\p{White_Space}\p{Control}+]+$/u;
export const isKeyName = (name: string): boolean => KEY_NAME.test(name) && name.isWellFormed();

const keyHashOf = (hash: Hash, name: string, algorithm: Algorithm, publicKey: Uint8Array): Uint8Array => {
  if (!isKeyName(name)) throw new KeyMalformed('KEY_NAME', `${JSON.stringify(name)} is no name of a key`);
  if (publicKey.length !== PUBLIC_KEY_BYTES)
    throw new KeyMalformed('KEY_LENGTH', `a public key of ${publicKey.length} bytes`);
  return hash(concatBytes(utf8(`${name}\n`), algorithmByte(algorithm), publicKey)).slice(0, KEY_HASH_BYTES);
};

const algorithmByte = (algorithm: Algorithm): Uint8Array => new Uint8Array([ALGORITHM_BYTES[algorithm]]);

/** SHA-256(name ‖ newline ‖ 0x01 ‖ public key), its first four bytes. */
export const ed25519KeyHash = (hash: Hash, name: string, publicKey: Uint8Array): Uint8Array =>
  keyHashOf(hash, name, 'ed25519', publicKey);

/** The same for a cosigner: 0x04 instead of 0x01. */
export const cosignatureKeyHash = (hash: Hash, name: string, publicKey: Uint8Array): Uint8Array =>
  keyHashOf(hash, name, 'cosignature', publicKey);

export interface KeyParts {
  readonly name: string;
  readonly publicKey: Uint8Array;
  /** `ed25519` where nothing is said. */
  readonly algorithm?: Algorithm;
}

export const verifierKey = (hash: Hash, { name, publicKey, algorithm = 'ed25519' }: KeyParts): VerifierKey => ({
  name,
  algorithm,
  publicKey,
  keyHash: keyHashOf(hash, name, algorithm, publicKey),
});

/** `name+hex of the key hash+base64 of algorithm and key`. */
export const formatVerifierKey = (hash: Hash, parts: KeyParts): string => {
  const { name, algorithm, publicKey, keyHash } = verifierKey(hash, parts);
  return `${name}+${hexOf(keyHash)}+${encodeBase64(concatBytes(algorithmByte(algorithm), publicKey))}`;
};

const FORM = /^([^+]*)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]*)$/;

export const parseVerifierKey = (hash: Hash, text: string): VerifierKey => {
  const [, name, keyHash, base64] = FORM.exec(text) ?? malformed('KEY_FORM', text);
  const [algorithmOf, ...publicKey] = decodeBase64(base64!) ?? malformed('KEY_BASE64', text);
  const algorithm =
    ALGORITHMS.find((each) => ALGORITHM_BYTES[each] === algorithmOf) ?? malformed('KEY_ALGORITHM', text);
  const key = verifierKey(hash, { name: name!, algorithm, publicKey: new Uint8Array(publicKey) });
  return hexOf(key.keyHash) === keyHash ? key : malformed('KEY_HASH', text);
};

const malformed = (code: KeyFault, text: string): never => {
  throw new KeyMalformed(code, `${JSON.stringify(text.slice(0, 200))} is no verifier key`);
};

const hexOf = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

/** The same key, algorithm and name. */
export const isSameKey = (one: VerifierKey, other: VerifierKey): boolean =>
  one.name === other.name && one.algorithm === other.algorithm && equalBytes(one.publicKey, other.publicKey);

/** These bytes are permanent: keys as C2SP signed-note has them, with Ed25519 (algorithm 0x01). */
import { createPrivateKey, createPublicKey, randomBytes, sign, type KeyObject } from 'node:crypto';
import { ed25519KeyHash, formatVerifierKey, type NoteSigner } from '@transparency-log';
import { sha256 } from '../sha256';

/** A key that signs checkpoints of one log. Its name is the log's origin. */
export interface SigningKey extends NoteSigner {
  /** What everybody may know: `name+hash+base64`. */
  readonly verifierKey: string;
}

/** A text that holds no signing key, or one whose parts don't fit together. Never with the text itself. */
export class SigningKeyMalformed extends Error {
  readonly code = 'LOG_KEY_MALFORMED';
}

const PREFIX = 'PRIVATE+KEY+';
const ED25519 = 0x01;
const SEED_BYTES = 32;
/** What stands before the 32 bytes of the seed in PKCS #8 (RFC 8410), and before those of the public key in SPKI. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI_BYTES = 12;
/** An origin: a schema-less URL by custom; signed-note forbids spaces and plus signs. */
const NAME = /^[^\s+]{1,200}$/;

/** A new key for a log of this name, as one line: `PRIVATE+KEY+name+hash+base64(0x01 ‖ seed)`. */
export const generateSigningKey = (name: string): string => lineOf(name, randomBytes(SEED_BYTES));

/** The keys of a file, one a line: the first is the one in use; others sign too while they are being replaced. */
export const parseSigningKeys = (text: string): readonly [SigningKey, ...SigningKey[]] => {
  const [first, ...others] = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map(parseSigningKey);
  if (!first) throw new SigningKeyMalformed('there is no signing key');
  if (others.some(({ name }) => name !== first.name))
    throw new SigningKeyMalformed('the keys are of different logs: all must have one name');
  return [first, ...others];
};

const parseSigningKey = (line: string): SigningKey => {
  // A key hash is hexadecimal and base64 may hold plus signs: cut at the first four only.
  const [name, keyHash, ...encoded] = line.startsWith(PREFIX) ? line.slice(PREFIX.length).split('+') : [];
  const bytes = Buffer.from(encoded.join('+'), 'base64');
  if (name === undefined || keyHash === undefined || bytes.length !== 1 + SEED_BYTES || bytes[0] !== ED25519)
    throw new SigningKeyMalformed('a signing key is PRIVATE+KEY+name+hash+base64, with Ed25519');
  const seed = bytes.subarray(1);
  if (lineOf(name, seed) !== line) throw new SigningKeyMalformed('the hash of the signing key does not fit it');
  return keyOf(name, seed);
};

const keyOf = (name: string, seed: Buffer): SigningKey => {
  const privateKey = privateKeyOf(seed);
  const publicKey = publicBytesOf(privateKey);
  return {
    name,
    keyHash: ed25519KeyHash(sha256, name, publicKey),
    verifierKey: formatVerifierKey(sha256, { name, publicKey }),
    sign: (message) => sign(null, message, privateKey),
  };
};

const lineOf = (name: string, seed: Buffer): string => {
  if (!NAME.test(name)) throw new SigningKeyMalformed('the name of a log has no space and no plus sign');
  const keyHash = ed25519KeyHash(sha256, name, publicBytesOf(privateKeyOf(seed)));
  const encoded = Buffer.concat([Buffer.of(ED25519), seed]).toString('base64');
  return `${PREFIX}${name}+${Buffer.from(keyHash).toString('hex')}+${encoded}`;
};

const privateKeyOf = (seed: Buffer): KeyObject =>
  createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });

const publicBytesOf = (privateKey: KeyObject): Buffer =>
  createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(SPKI_BYTES);

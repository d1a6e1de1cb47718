/** These bytes are permanent: what a witness signs, and how its signature carries the time (C2SP tlog-cosignature v1, Ed25519). */
import { concatBytes, utf8 } from './bytes';
import type { Hash } from './hashing';
import type { NoteSigner } from './note';
import { isSize } from './sizes';
import { cosignatureKeyHash } from './verifier-key';

/** A witness says that at this time (seconds since 1970) it knew no larger tree of this log, and that this one continues all that it saw. */
export interface Cosignature {
  readonly timestamp: number;
  readonly signature: Uint8Array;
}

const TIMESTAMP_BYTES = 8;
const SIGNATURE_BYTES = 64;
const TWO_TO_THE_32 = 2 ** 32;

/** COSIGNATURE_LENGTH  not 8 + 64 bytes; COSIGNATURE_TIME  seconds that are no whole number up to 2^53 */
export type CosignatureFault = 'COSIGNATURE_LENGTH' | 'COSIGNATURE_TIME';

export class CosignatureMalformed extends Error {
  constructor(
    readonly code: CosignatureFault,
    message: string,
  ) {
    super(message);
    this.name = 'CosignatureMalformed';
  }
}

/** The bytes that are signed: a header that no other use of the key has, the time, and the text of the checkpoint. */
export const cosignatureMessage = (timestamp: number, text: Uint8Array): Uint8Array => {
  checkTime(timestamp);
  return concatBytes(utf8(`cosignature/v1\ntime ${timestamp}\n`), text);
};

/** The signature's bytes in the note: eight of time, big-endian, and those of Ed25519. */
export const formatCosignature = ({ timestamp, signature }: Cosignature): Uint8Array => {
  checkTime(timestamp);
  if (signature.length !== SIGNATURE_BYTES)
    throw new CosignatureMalformed('COSIGNATURE_LENGTH', `a signature of ${signature.length} bytes`);
  const time = new Uint8Array(TIMESTAMP_BYTES);
  const view = new DataView(time.buffer);
  view.setUint32(0, Math.floor(timestamp / TWO_TO_THE_32));
  view.setUint32(4, timestamp % TWO_TO_THE_32);
  return concatBytes(time, signature);
};

export const parseCosignature = (bytes: Uint8Array): Cosignature => {
  if (bytes.length !== TIMESTAMP_BYTES + SIGNATURE_BYTES)
    throw new CosignatureMalformed('COSIGNATURE_LENGTH', `a cosignature of ${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const timestamp = view.getUint32(0) * TWO_TO_THE_32 + view.getUint32(4);
  checkTime(timestamp);
  return { timestamp, signature: bytes.slice(TIMESTAMP_BYTES) };
};

const checkTime = (timestamp: number): void => {
  if (!isSize(timestamp)) throw new CosignatureMalformed('COSIGNATURE_TIME', `${timestamp} is no time in seconds`);
};

export interface Cosigner {
  readonly name: string;
  readonly publicKey: Uint8Array;
  readonly timestamp: number;
  /** Ed25519. */
  sign(message: Uint8Array): Uint8Array;
}

/** A witness as one who signs notes, at this time. It must have checked consistency before. */
export const cosigner = (hash: Hash, { name, publicKey, timestamp, sign }: Cosigner): NoteSigner => ({
  name,
  keyHash: cosignatureKeyHash(hash, name, publicKey),
  sign: (text) => formatCosignature({ timestamp, signature: sign(cosignatureMessage(timestamp, text)) }),
});

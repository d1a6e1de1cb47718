import { equalBytes, utf8 } from './bytes';
import { cosignatureMessage, parseCosignature, CosignatureMalformed } from './cosignature';
import { parseNote, type NoteSignature } from './note';
import { ProofInvalid } from './proof-invalid';
import { isSameKey, type VerifierKey } from './verifier-key';

/** Ed25519 as RFC 8032 has it. A parameter as the hash is; that of the browser answers later. */
export type SignatureCheck = (
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
) => boolean | Promise<boolean>;

export interface VerifiedSignature {
  readonly key: VerifierKey;
  /** When a witness signed, in seconds since 1970. */
  readonly timestamp?: number;
}

export interface OpenedNote {
  readonly text: string;
  /** By the keys that we know, in the order of the note, each key once. Never empty. */
  readonly signatures: readonly VerifiedSignature[];
}

/**
 * The text of a note that at least one of these keys has signed. Signatures by other keys are passed over; one by a key of ours that is false makes
 * the whole note invalid.
 */
export const openNote = async (
  note: string,
  verifiers: readonly VerifierKey[],
  verify: SignatureCheck,
): Promise<OpenedNote> => {
  const { text, signatures } = parseNote(note);
  const verified: VerifiedSignature[] = [];
  for (const signature of signatures) {
    const key = keyOf(signature, verifiers);
    if (key === undefined || verified.some((other) => isSameKey(other.key, key))) continue;
    verified.push(await verifiedBy(key, text, signature, verify));
  }
  if (verified.length === 0)
    throw new ProofInvalid(
      'SIGNATURE_MISSING',
      'signatures',
      `signed by ${signatures.map(({ name }) => name).join(', ')}, and by no key that is known here`,
    );
  return { text, signatures: verified };
};

const keyOf = ({ name, keyHash }: NoteSignature, verifiers: readonly VerifierKey[]): VerifierKey | undefined => {
  const [key, ...others] = verifiers.filter((each) => each.name === name && equalBytes(each.keyHash, keyHash));
  if (others.some((other) => !isSameKey(other, key!)))
    throw new ProofInvalid('KEY_AMBIGUOUS', 'signatures', `two keys of ${name} have the same key hash`);
  return key;
};

const verifiedBy = async (
  key: VerifierKey,
  text: string,
  { bytes }: NoteSignature,
  verify: SignatureCheck,
): Promise<VerifiedSignature> => {
  const signed = signedBy(key, utf8(text), bytes);
  if (signed === undefined || !(await verify(key.publicKey, signed.message, signed.signature)))
    throw new ProofInvalid('SIGNATURE_INVALID', 'signatures', `the signature of ${key.name} is not of this text`);
  return signed.timestamp === undefined ? { key } : { key, timestamp: signed.timestamp };
};

/** What the key has signed if it is honest, and its signature; undefined where the bytes can't be one of this algorithm. */
const signedBy = (
  { algorithm }: VerifierKey,
  text: Uint8Array,
  bytes: Uint8Array,
): { readonly message: Uint8Array; readonly signature: Uint8Array; readonly timestamp?: number } | undefined => {
  switch (algorithm) {
    case 'ed25519':
      return bytes.length === ED25519_BYTES ? { message: text, signature: bytes } : undefined;
    case 'cosignature': {
      try {
        const { timestamp, signature } = parseCosignature(bytes);
        return { message: cosignatureMessage(timestamp, text), signature, timestamp };
      } catch (error) {
        if (error instanceof CosignatureMalformed) return undefined;
        throw error;
      }
    }
  }
};

const ED25519_BYTES = 64;

/** These bytes are permanent: a proof as a file that needs nothing else (C2SP tlog-proof@v1). */
import { decodeBase64, encodeBase64 } from './base64';
import { HASH_BYTES, type Hash } from './hashing';
import { MAX_NOTE_CHARACTERS, parseNote } from './note';
import { openCheckpoint, type OpenedCheckpoint } from './open-checkpoint';
import type { SignatureCheck } from './open-note';
import type { Policy } from './policy';
import { verifyInclusion } from './proof';
import { isSize, parseSize } from './sizes';

const HEADER = 'c2sp.org/tlog-proof@v1';
const EXTRA = 'extra ';
const INDEX = 'index ';
/** A tree of 2^53 leaves is no higher. */
const MAX_PATH = 53;
/** The note, and as much again for the extra data. */
const MAX_PROOF_CHARACTERS = 2 * MAX_NOTE_CHARACTERS;

export interface TlogProof {
  /** For the application; nothing of it is proved. */
  readonly extra?: Uint8Array;
  readonly index: number;
  readonly path: readonly Uint8Array[];
  /** The note with its signatures, as it was published. */
  readonly checkpoint: string;
}

/**
 * PROOF_LENGTH     longer than a proof may be
 * PROOF_HEADER     not `c2sp.org/tlog-proof@v1`
 * PROOF_EXTRA      extra data that is empty or not canonical base64
 * PROOF_INDEX      no index, or not a decimal number up to 2^53 without leading zeroes
 * PROOF_PATH       a hash that is not 32 bytes in canonical base64, or more of them than a tree is high
 * PROOF_CHECKPOINT no blank line with a checkpoint after it
 */
export type TlogProofFault =
  'PROOF_LENGTH' | 'PROOF_HEADER' | 'PROOF_EXTRA' | 'PROOF_INDEX' | 'PROOF_PATH' | 'PROOF_CHECKPOINT';

export class TlogProofMalformed extends Error {
  constructor(
    readonly code: TlogProofFault,
    message: string,
  ) {
    super(message);
    this.name = 'TlogProofMalformed';
  }
}

export const formatProof = ({ extra, index, path, checkpoint }: TlogProof): string => {
  if (extra?.length === 0) malformed('PROOF_EXTRA', 'extra data that is empty is left out');
  if (!isSize(index)) malformed('PROOF_INDEX', `${index} is no index of a leaf`);
  if (path.length > MAX_PATH || path.some((hash) => hash.length !== HASH_BYTES))
    malformed('PROOF_PATH', 'a path is at most 53 hashes of 32 bytes');
  parseNote(checkpoint);
  const lines = [
    HEADER,
    ...(extra === undefined ? [] : [EXTRA + encodeBase64(extra)]),
    `${INDEX}${index}`,
    ...path.map(encodeBase64),
  ];
  return `${lines.join('\n')}\n\n${checkpoint}`;
};

/** Only the form is checked. */
export const parseProof = (text: string): TlogProof => {
  if (text.length > MAX_PROOF_CHARACTERS) malformed('PROOF_LENGTH', `a proof of ${text.length} characters`);
  const blank = text.indexOf('\n\n');
  const [header, ...lines] = (blank < 0 ? text : text.slice(0, blank)).split('\n');
  if (header !== HEADER) malformed('PROOF_HEADER', `the first line is not ${HEADER}`);
  const extra = lines[0]?.startsWith(EXTRA) ? extraOf(lines.shift()!.slice(EXTRA.length)) : undefined;
  const [indexLine = '', ...pathLines] = lines;
  const index = indexLine.startsWith(INDEX) ? parseSize(indexLine.slice(INDEX.length)) : undefined;
  if (index === undefined) return malformed('PROOF_INDEX', 'the index of the leaf is missing, or is no number');
  if (blank < 0) malformed('PROOF_CHECKPOINT', 'no blank line with a checkpoint after it');
  const path = pathOf(pathLines);
  const checkpoint = text.slice(blank + 2);
  parseNote(checkpoint);
  return extra === undefined ? { index, path, checkpoint } : { extra, index, path, checkpoint };
};

const extraOf = (base64: string): Uint8Array => {
  const extra = decodeBase64(base64);
  return extra !== undefined && extra.length > 0
    ? extra
    : malformed('PROOF_EXTRA', 'the extra data is not canonical base64');
};

const pathOf = (lines: readonly string[]): readonly Uint8Array[] => {
  if (lines.length > MAX_PATH) malformed('PROOF_PATH', `${lines.length} hashes are more than a tree is high`);
  return lines.map((line, at) => {
    const hash = decodeBase64(line);
    return hash?.length === HASH_BYTES ? hash : malformed('PROOF_PATH', `hash ${at + 1} is not 32 bytes in base64`);
  });
};

const malformed = (code: TlogProofFault, message: string): never => {
  throw new TlogProofMalformed(code, message);
};

export interface ProofQuestion {
  /** `leafHash(hash, body)` of the entry that is said to be in the log. */
  readonly leafHash: Uint8Array;
  readonly proof: TlogProof;
  readonly policy: Policy;
  readonly verify: SignatureCheck;
}

/**
 * Returns what was proved: in this checkpoint, which the policy accepts, the leaf is at the index of the proof. Throws ProofInvalid otherwise, with
 * the step at which it failed: signatures, log, witnesses, inclusion.
 */
export const verifyProof = async (
  hash: Hash,
  { leafHash, proof, policy, verify }: ProofQuestion,
): Promise<OpenedCheckpoint> => {
  const opened = await openCheckpoint(proof.checkpoint, policy, verify);
  const { size, root } = opened.checkpoint;
  verifyInclusion(hash, { index: proof.index, size, leafHash, path: proof.path, root });
  return opened;
};

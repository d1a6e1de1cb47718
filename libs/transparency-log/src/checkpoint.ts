/** These bytes are permanent: what a log signs about itself (C2SP tlog-checkpoint), three lines and no further ones. */
import { decodeBase64, encodeBase64 } from './base64';
import { HASH_BYTES } from './hashing';
import { isSize, parseSize } from './sizes';

export interface Checkpoint {
  /** Which log: by convention its address without the scheme. */
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

/**
 * CHECKPOINT_LINES  not three lines that each end in a newline. Lines of extension are refused: nobody could audit them
 * CHECKPOINT_ORIGIN an origin that is empty or has control characters
 * CHECKPOINT_SIZE   not a decimal number up to 2^53 without leading zeroes
 * CHECKPOINT_ROOT   not 32 bytes in canonical base64
 */
export type CheckpointFault = 'CHECKPOINT_LINES' | 'CHECKPOINT_ORIGIN' | 'CHECKPOINT_SIZE' | 'CHECKPOINT_ROOT';

export class CheckpointMalformed extends Error {
  constructor(
    readonly code: CheckpointFault,
    message: string,
  ) {
    super(message);
    this.name = 'CheckpointMalformed';
  }
}

const ORIGIN = /^[^\p{Control}]+$/u;

const isOrigin = (origin: string): boolean => ORIGIN.test(origin) && origin.isWellFormed();

/** The text of the note. */
export const formatCheckpoint = ({ origin, size, root }: Checkpoint): string => {
  if (!isOrigin(origin)) malformed('CHECKPOINT_ORIGIN', `${JSON.stringify(origin)} names no log`);
  if (!isSize(size)) malformed('CHECKPOINT_SIZE', `${size} is not the size of a tree`);
  if (root.length !== HASH_BYTES) malformed('CHECKPOINT_ROOT', `a root of ${root.length} bytes`);
  return `${origin}\n${size}\n${encodeBase64(root)}\n`;
};

/** From the text of a note that was opened: without a signature it says nothing. */
export const parseCheckpoint = (text: string): Checkpoint => {
  const [origin, digits, base64, end, ...more] = text.split('\n');
  if (origin === undefined || digits === undefined || base64 === undefined || end !== '' || more.length > 0)
    return malformed('CHECKPOINT_LINES', 'a checkpoint has three lines');
  if (!isOrigin(origin)) malformed('CHECKPOINT_ORIGIN', 'the first line names no log');
  const size = parseSize(digits) ?? malformed('CHECKPOINT_SIZE', 'the second line is not the size of a tree');
  const root = decodeBase64(base64);
  if (root?.length !== HASH_BYTES) return malformed('CHECKPOINT_ROOT', 'the third line is not a hash');
  return { origin, size, root };
};

const malformed = (code: CheckpointFault, message: string): never => {
  throw new CheckpointMalformed(code, message);
};

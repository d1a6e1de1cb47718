import type { SignedCheckpoint } from './seal-store';

/** A witness of C2SP tlog-witness: it cosigns what is consistent with what it cosigned before. */
export interface Witness {
  readonly name: string;
  /** Its address, to which `/add-checkpoint` is added. */
  readonly url: string;
}

/** Who is asked, and whether what they said is enough (C2SP tlog-policy). */
export interface WitnessPolicy {
  readonly witnesses: readonly Witness[];
  /** Signature lines that are a known witness's own, over this note. */
  valid(note: string, lines: readonly string[]): Promise<readonly string[]>;
  /** Whether the note with these lines may be published. */
  satisfied(note: string, lines: readonly string[]): Promise<boolean>;
}

/** Consistency proof between two sizes of the log; from 0, an empty one. */
export type ProveConsistency = (from: number, to: number) => Promise<readonly Uint8Array[]>;

/** A witness that is slower is done without, this time. */
const TIMEOUT_MS = 5_000;
/** The second time the size is the one that the witness has named; where it names another again, somebody else is asking too. */
const TRIES = 3;
/** A cosignature is a line; a witness that sends a book is none. */
const MAX_ANSWER_BYTES = 16_384;
const SIZE_MEDIA_TYPE = 'text/x.tlog.size';

/** A witness did not cosign, and why: shown to the operator, never a reason to stop sealing. */
export class WitnessFailed extends Error {
  readonly code = 'WITNESS_FAILED';
}

/** Sizes that witnesses have cosigned, as far as this process knows; they themselves know better and say so. */
export type WitnessSizes = Map<string, number>;

/** Offers a checkpoint to one witness; answers with the signature lines that it gives. */
export const offer = async (
  witness: Witness,
  checkpoint: SignedCheckpoint,
  prove: ProveConsistency,
  known: WitnessSizes,
): Promise<readonly string[]> => {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const old = known.get(witness.name) ?? 0;
    if (old > checkpoint.size) throw new WitnessFailed(`${witness.name} has seen a larger tree than was signed here`);
    const response = await post(witness, requestOf(old, await proofFrom(old, checkpoint.size, prove), checkpoint.note));
    const text = await textOf(response);
    if (response.status === 200) {
      known.set(witness.name, checkpoint.size);
      return text.split('\n').filter((line) => line !== '');
    }
    const size = response.headers.get('content-type')?.startsWith(SIZE_MEDIA_TYPE) ? sizeOf(text) : null;
    if (response.status !== 409 || size === null || size === old)
      throw new WitnessFailed(`${witness.name} answered ${response.status}`);
    known.set(witness.name, size);
  }
  throw new WitnessFailed(`${witness.name} named another size each time`);
};

/** The same tree again needs no proof, and neither does the first. */
const proofFrom = async (old: number, size: number, prove: ProveConsistency): Promise<readonly Uint8Array[]> =>
  old === 0 || old === size ? [] : prove(old, size);

const requestOf = (old: number, proof: readonly Uint8Array[], note: string): string =>
  [`old ${old}`, ...proof.map((node) => Buffer.from(node).toString('base64')), '', note].join('\n');

const post = async ({ name, url }: Witness, body: string): Promise<Response> => {
  try {
    return await fetch(`${url.replace(/\/$/, '')}/add-checkpoint`, {
      method: 'POST',
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (error) {
    throw new WitnessFailed(`${name} can't be reached: ${(error as Error).message}`);
  }
};

const textOf = async (response: Response): Promise<string> => {
  const text = await response.text();
  if (text.length > MAX_ANSWER_BYTES) throw new WitnessFailed('the answer is too long to be cosignatures');
  return text;
};

const sizeOf = (text: string): number | null => (/^(0|[1-9]\d{0,15})\n?$/.test(text) ? Number(text) : null);

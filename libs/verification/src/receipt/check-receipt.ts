import {
  type Hash,
  type SignatureCheck,
  type TlogProof,
  encodeBase64,
  leafHash,
  openNote,
  parseCheckpoint,
  logOf,
  parsePolicy,
  parseProof,
  quorumMet,
  verifyInclusion,
  witnessesOf,
} from '@transparency-log';

/** What a receipt holds: the event's bytes as text, where they stand and under which signed head, and who is trusted. */
export interface Receipt {
  readonly version: 1;
  /** The exact body. */
  readonly body: string;
  /** C2SP tlog-proof@v1. */
  readonly proof: string;
  /** C2SP tlog-policy. */
  readonly trust: string;
}

/**
 * FORM        proof and trust are what they should be
 * BODY        the event is one
 * SIGNATURES  the checkpoint is signed by a key that is trusted
 * LOG         the log that it names has signed it
 * WITNESSES   as many witnesses as the trust demands have seen it
 * INCLUSION   these bytes stand at this position under the signed root
 */
export const receiptSteps = ['FORM', 'BODY', 'SIGNATURES', 'LOG', 'WITNESSES', 'INCLUSION'] as const;
export type ReceiptStep = (typeof receiptSteps)[number];

export interface CheckedReceipt {
  /** Null where everything holds. */
  readonly failed: { readonly step: ReceiptStep; readonly detail: string } | null;
  readonly position: number | null;
  readonly origin: string | null;
  readonly size: number | null;
  readonly root: string | null;
  readonly witnesses: readonly string[];
}

const NOTHING = { position: null, origin: null, size: null, root: null, witnesses: [] } as const;

/** The same steps wherever it runs: in the receipt itself, in `ledger verify`, in a test. The first that fails is told. */
export const checkReceipt = async (
  receipt: Receipt,
  { hash, verify }: { readonly hash: Hash; readonly verify: SignatureCheck },
): Promise<CheckedReceipt> => {
  let step: ReceiptStep = 'FORM';
  let known: Omit<CheckedReceipt, 'failed'> = NOTHING;
  try {
    const policy = parsePolicy(hash, receipt.trust);
    const proof: TlogProof = parseProof(receipt.proof);
    known = { ...known, position: proof.index };
    step = 'BODY';
    const body = JSON.parse(receipt.body) as { readonly id?: unknown };
    if (typeof body.id !== 'string') throw new Error('no event id');
    step = 'SIGNATURES';
    const keys = [...policy.logs, ...policy.witnesses].map(({ key }) => key);
    const { text, signatures } = await openNote(proof.checkpoint, keys, verify);
    step = 'LOG';
    const { origin, size, root } = parseCheckpoint(text);
    known = { ...known, origin, size, root: encodeBase64(root) };
    if (!logOf(policy, origin, signatures)) throw new Error(`${origin} has not signed`);
    step = 'WITNESSES';
    known = { ...known, witnesses: witnessesOf(policy, signatures).map(({ name }) => name) };
    if (!quorumMet(policy, signatures)) throw new Error(`not the quorum ${policy.quorum}`);
    step = 'INCLUSION';
    const leaf = leafHash(hash, new TextEncoder().encode(receipt.body));
    verifyInclusion(hash, { index: proof.index, size, leafHash: leaf, path: proof.path, root });
    return { ...known, failed: null };
  } catch (error) {
    return { ...known, failed: { step, detail: (error as Error).message } };
  }
};

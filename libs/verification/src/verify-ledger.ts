import {
  type OpenedCheckpoint,
  type Policy,
  type SignatureCheck,
  encodeBase64,
  openCheckpoint,
} from '@transparency-log';
import { type LedgerSource, type TreeHead, type WalkState, walkLedger } from './log';
import { type Hashes, type RulesReport, type RulesSnapshot, createRulesCheck } from './rules';
import type { LogProblem, Problem } from './verdict';

export interface Verifying {
  readonly hashes: Hashes;
  readonly verify: SignatureCheck;
  readonly source: LedgerSource;
  readonly policy: Policy;
  /** Notes of earlier heads that this one must continue. */
  readonly earlier?: readonly string[];
  /** Where an interrupted check of the same head goes on. */
  readonly resume?: Progress | null;
  readonly onProgress?: (done: number, size: number) => void;
  readonly signal?: AbortSignal;
}

/** A check that was put down: plain data, for the structured clone of a file. */
export interface Progress {
  readonly origin: string;
  readonly size: number;
  readonly root: string;
  readonly walk: WalkState;
  readonly rules: RulesSnapshot;
}

export interface Verified {
  readonly note: string;
  readonly origin: string;
  readonly size: number;
  /** Base64. */
  readonly root: string;
  readonly log: string;
  readonly witnesses: readonly { readonly name: string; readonly at: number }[];
  readonly checked: number;
  readonly problems: readonly Problem[];
  readonly rules: RulesReport;
  /** Set where it was interrupted: hand it back as `resume`. */
  readonly progress: Progress | null;
}

/** A checkpoint under the policy; a problem in place of what may not be trusted. */
export const trusted = async (
  note: string,
  policy: Policy,
  verify: SignatureCheck,
): Promise<OpenedCheckpoint | LogProblem> => {
  try {
    return await openCheckpoint(note, policy, verify);
  } catch (error) {
    const { code, message } = error as { readonly code?: string; readonly message: string };
    // What has no code is a fault of the machine, not of the checkpoint.
    if (code === undefined || code.startsWith('ERR_')) throw error;
    return { fault: 'CHECKPOINT_INVALID', position: null, detail: `${code}: ${message}` };
  }
};

/** Signatures, then every event against the signed root, then the rules. Finds everything that it can, the first positions first. */
export const verifyLedger = async (verifying: Verifying): Promise<Verified | LogProblem> => {
  const { source, policy, verify, hashes, earlier = [], onProgress, signal } = verifying;
  const note = await source.checkpoint();
  const opened = await trusted(note, policy, verify);
  if ('fault' in opened) return opened;
  const { origin, size, root } = opened.checkpoint;
  const before = await earlierHeads(earlier, verifying, opened.checkpoint);
  if ('fault' in before) return before;
  const identity = { origin, size, root: encodeBase64(root) };
  const resume = verifying.resume && isSameHead(verifying.resume, identity) ? verifying.resume : null;
  const rules = createRulesCheck(hashes, resume?.rules);
  const { state, interrupted, finding } = await walkLedger({
    hash: hashes.sha256,
    source,
    head: opened.checkpoint,
    anchors: before.heads,
    ...(resume ? { from: resume.walk } : {}),
    onEvents: (bodies) => bodies.forEach((body) => rules.next(body)),
    onProgress: ({ growth }) => onProgress?.(growth.size, size),
    signal,
  });
  const report = rules.report();
  const unsealed = !interrupted && (await source.hasMoreThan?.(size)) === true;
  const problems: Problem[] = [
    ...(finding ? [problemOf(finding)] : []),
    ...(unsealed ? [{ fault: 'EVENT_UNSEALED', position: size } as const] : []),
    ...report.findings,
  ];
  return {
    note,
    ...identity,
    log: opened.log.key.name,
    witnesses: opened.witnesses.map(({ name, timestamp }) => ({ name, at: timestamp })),
    checked: state.growth.size,
    // Stable: of what is wrong at one position, the bytes come before what they say.
    problems: problems.toSorted((one, other) => (one.position ?? -1) - (other.position ?? -1)),
    rules: report,
    progress: interrupted ? { ...identity, walk: state, rules: rules.snapshot() } : null,
  };
};

const problemOf = ({
  fault,
  position,
  tile,
  from,
}: NonNullable<Awaited<ReturnType<typeof walkLedger>>['finding']>): LogProblem => {
  const detail =
    tile ??
    (from === undefined ? undefined : `tiles were changed too: the first wrong event may stand at ${from} already`);
  return { fault, position, ...(detail === undefined ? {} : { detail }) };
};

const isSameHead = (one: Progress, other: Pick<Progress, 'origin' | 'size' | 'root'>): boolean =>
  one.origin === other.origin && one.size === other.size && one.root === other.root;

/** Heads of the same log that were trusted before: this one is at least as large, and of one size there is one root. */
const earlierHeads = async (
  notes: readonly string[],
  { policy, verify }: Verifying,
  now: OpenedCheckpoint['checkpoint'],
): Promise<{ readonly heads: readonly TreeHead[] } | LogProblem> => {
  const heads: TreeHead[] = [];
  for (const note of notes) {
    const opened = await trusted(note, policy, verify);
    if ('fault' in opened) return { ...opened, detail: `the earlier checkpoint: ${opened.detail}` };
    const { origin, size, root } = opened.checkpoint;
    if (origin !== now.origin)
      return { fault: 'ORIGIN_CHANGED', position: null, detail: `${origin} before, ${now.origin} now` };
    if (size > now.size)
      return { fault: 'ROLLED_BACK', position: now.size, detail: `${size} events before, ${now.size} now` };
    if (size === now.size && encodeBase64(root) !== encodeBase64(now.root))
      return { fault: 'FORKED', position: null, detail: `two roots of size ${size}` };
    heads.push({ size, root });
  }
  return { heads: heads.toSorted((one, other) => one.size - other.size) };
};

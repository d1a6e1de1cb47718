import {
  type OpenedCheckpoint,
  ProofInvalid,
  SizeOutOfRange,
  authenticatedSource,
  encodeBase64,
  proveConsistency,
  proveInclusion,
  rootFromTiles,
  verifyConsistency,
} from '@transparency-log';
import { type LedgerSource, nodeHashes, nodeSignatureCheck, trusted } from '@verification';
import { httpSource } from '@verification/http';
import { authorization, ledgerUrl } from './client';
import { exitCodes, Failure } from './failure';
import { type Trust, readText, trustFile, trustOfServer } from './log-trust';
import type { Output } from './output';
import { tellProblem } from './verdict-text';

export interface ProofFlags {
  readonly size?: string;
  readonly since?: string;
  readonly trust?: string;
  readonly as: string | undefined;
}

const { sha256 } = nodeHashes;

interface Head {
  readonly source: LedgerSource;
  readonly note: string;
  readonly opened: OpenedCheckpoint;
  readonly trust: Trust;
}

/** The latest checkpoint, under the trust that was asked for; null where it is not to be trusted, which is told. */
const headOf = async (output: Output, flags: ProofFlags): Promise<Head | null> => {
  const url = ledgerUrl(undefined);
  const trust = flags.trust ? trustFile(flags.trust) : await trustOfServer(url);
  const source = httpSource({ url, headers: await authorization(url, output.language, flags.as) });
  const note = await source.checkpoint();
  const opened = await trusted(note, trust.policy, nodeSignatureCheck);
  if (!('fault' in opened)) return { source, note, opened, trust };
  tellProblem(output, opened, trust);
  return null;
};

export const showCheckpoint = async (output: Output, flags: ProofFlags): Promise<void> => {
  const head = await headOf(output, flags);
  if (!head) return;
  const { checkpoint, witnesses } = head.opened;
  const { origin, size, root } = checkpoint;
  if (output.json)
    output.document({
      origin,
      size: String(size),
      root: encodeBase64(root),
      witnesses: witnesses.map(({ name, timestamp }) => ({ name, at: timestamp })),
      trust: head.trust.from.en,
      note: head.note,
    });
  else output.print(head.note.trimEnd());
};

export const inclusion = async (output: Output, position: string, flags: ProofFlags): Promise<void> => {
  const head = await headOf(output, flags);
  if (!head) return;
  const { checkpoint } = head.opened;
  const size = flags.size === undefined ? checkpoint.size : sizeOf(flags.size, checkpoint.size);
  const index = sizeOf(position);
  await answering(async () => {
    const tiles = authenticatedSource(sha256, head.source.tiles, checkpoint);
    const path = await proveInclusion(sha256, tiles, index, size);
    const root = await rootFromTiles(sha256, tiles, size);
    const shown = {
      position: String(index),
      size: String(size),
      root: encodeBase64(root),
      path: path.map(encodeBase64),
    };
    if (output.json) output.document(shown);
    else output.print([`${shown.position}/${shown.size}  ${shown.root}`, ...shown.path].join('\n'));
  });
};

export const consistency = async (
  output: Output,
  from: string | undefined,
  to: string | undefined,
  flags: ProofFlags,
): Promise<void> => {
  const head = await headOf(output, flags);
  if (!head) return;
  const { checkpoint } = head.opened;
  const kept = flags.since === undefined ? null : await keptHead(output, head, readText(flags.since));
  if (flags.since !== undefined && !kept) return;
  if (!kept && from === undefined)
    throw new Failure(
      exitCodes.usage,
      { vi: 'cần kích thước trước, hoặc --since', en: 'the earlier size is needed, or --since' },
      'SIZE_MISSING',
    );
  const earlier = kept?.size ?? sizeOf(from!, checkpoint.size);
  const later = to === undefined ? checkpoint.size : sizeOf(to, checkpoint.size);
  await answering(async () => {
    const tiles = authenticatedSource(sha256, head.source.tiles, checkpoint);
    const path = await proveConsistency(sha256, tiles, earlier, later);
    const fromRoot = kept?.root ?? (await rootFromTiles(sha256, tiles, earlier));
    const toRoot = await rootFromTiles(sha256, tiles, later);
    verifyConsistency(sha256, { from: earlier, to: later, path, fromRoot, toRoot });
    const shown = {
      from: String(earlier),
      to: String(later),
      fromRoot: encodeBase64(fromRoot),
      toRoot: encodeBase64(toRoot),
      path: path.map(encodeBase64),
    };
    if (output.json) output.document(shown);
    else output.print([`${earlier} ⊂ ${later}`, shown.fromRoot, shown.toRoot, ...shown.path].join('\n'));
  });
};

/** A checkpoint that somebody kept, under the same trust and of the same log. */
const keptHead = async (
  output: Output,
  { opened, trust }: Head,
  note: string,
): Promise<OpenedCheckpoint['checkpoint'] | null> => {
  const kept = await trusted(note, trust.policy, nodeSignatureCheck);
  if ('fault' in kept) {
    tellProblem(output, kept, trust);
    return null;
  }
  const { origin } = kept.checkpoint;
  if (origin === opened.checkpoint.origin) return kept.checkpoint;
  tellProblem(
    output,
    { fault: 'ORIGIN_CHANGED', position: null, detail: `${origin}, ${opened.checkpoint.origin}` },
    trust,
  );
  return null;
};

/** A size or a position as it was typed; beyond the head there is nothing to prove. */
const sizeOf = (text: string, head?: number): number => {
  const size = /^(0|[1-9]\d{0,15})$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(size))
    throw new Failure(
      exitCodes.usage,
      { vi: `${text} không phải số nguyên dưới 2^53`, en: `${text} is no whole number below 2^53` },
      'NOT_A_SIZE',
    );
  if (head !== undefined && size > head)
    throw new Failure(
      exitCodes.notFound,
      {
        vi: `kích thước ${size} vượt quá sổ, có ${head} sự kiện`,
        en: `size ${size} is beyond the ledger, which has ${head} events`,
      },
      'BEYOND_HEAD',
    );
  return size;
};

/** The question may be wrong, or the tiles: each has its code. */
const answering = async (work: () => Promise<void>): Promise<void> => {
  try {
    await work();
  } catch (error) {
    if (error instanceof SizeOutOfRange) throw new Failure(exitCodes.usage, questionOf(error), error.code);
    if (error instanceof ProofInvalid)
      throw new Failure(
        exitCodes.tampering,
        { vi: `mảnh băm không dẫn tới gốc đã ký: ${error.message}`, en: error.message },
        error.code,
      );
    throw error;
  }
};

const questionOf = ({ code, message }: SizeOutOfRange): Failure['texts'] => {
  const { vi, en } = questionTexts[code];
  return { vi: `${code}: ${vi} (${message})`, en: `${code}: ${en} (${message})` };
};

const questionTexts = {
  NOT_A_SIZE: { vi: 'không phải số nguyên dưới 2^53', en: 'not a whole number below 2^53' },
  EMPTY_TREE: { vi: 'sổ chưa có sự kiện nào thì không chứng minh được gì', en: 'a ledger of size 0 proves nothing' },
  INDEX_OUT_OF_RANGE: {
    vi: 'sổ ở kích thước này chưa có vị trí đó',
    en: 'the ledger of this size does not reach that position',
  },
  SIZES_REVERSED: { vi: 'kích thước trước lớn hơn kích thước sau', en: 'the earlier size is the larger one' },
  TILE_OUT_OF_RANGE: {
    vi: 'sổ ở kích thước này không có mảnh băm đó',
    en: 'the ledger of this size has no such tile',
  },
} as const;

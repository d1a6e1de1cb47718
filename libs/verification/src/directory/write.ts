import { type WriteStream, createWriteStream } from 'node:fs';
import { mkdir, open, readFile, readdir, stat, truncate, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { type Hash, TILE_WIDTH, parseCheckpoint, parseNote, tilePath } from '@transparency-log';
import { CouldNotCheck, type LedgerSource, type LogFinding, type TreeHead, walkLedger } from '../log';
import { FILES, absent, bundlesOf, linesOf } from './files';

const FORMAT = 'so-song-export';
const VERSION = 1;

interface Manifest {
  readonly format: typeof FORMAT;
  readonly version: typeof VERSION;
  readonly origin: string;
  readonly size: number;
  /** False while it is being copied: whoever goes on takes the checkpoint that is there. */
  readonly done: boolean;
}

export interface ExportOptions {
  readonly directory: string;
  readonly source: LedgerSource;
  /** The trust file that is put beside the events. */
  readonly trust: string;
  readonly hash: Hash;
  /** Refuses a checkpoint that is not signed as it should be, before anything is written. */
  readonly open: (note: string) => Promise<void>;
  readonly onProgress?: (done: number, size: number) => void;
  readonly signal?: AbortSignal;
}

export interface Exported {
  readonly origin: string;
  readonly size: number;
  /** Events that were there already. */
  readonly before: number;
  readonly done: number;
  readonly interrupted: boolean;
  readonly finding: LogFinding | null;
}

/**
 * Copies a ledger into a directory and checks it meanwhile. What is there already is hashed again and kept, so an export that was stopped goes on,
 * and one that is done takes what came since.
 */
export const exportLedger = async (options: ExportOptions): Promise<Exported> => {
  const { directory, source, hash, signal } = options;
  await mkdir(directory, { recursive: true });
  const manifest = await manifestOf(directory);
  const note =
    manifest && !manifest.done ? await readFile(join(directory, FILES.checkpoint), 'utf8') : await source.checkpoint();
  await options.open(note);
  const { origin, size, root } = parseCheckpoint(parseNote(note).text);
  if (manifest && manifest.origin !== origin) throw otherLog(directory, manifest.origin, origin);
  if (manifest && manifest.size > size) throw smaller(manifest.size, size);
  const anchors = manifest?.done ? [await headOf(directory)] : [];
  const events = join(directory, FILES.events);
  const before = await keepWholeBundles(events, size);
  await put(directory, FILES.checkpoint, note);
  await put(directory, FILES.trust, options.trust);
  await putManifest(directory, { format: FORMAT, version: VERSION, origin, size, done: false });
  const out = createWriteStream(events, { flags: 'a' });
  const walked = await closing(out, () =>
    walkLedger({
      hash,
      source: { ...source, bundles: (index, to) => continued(source, events, before, index, to) },
      head: { size, root },
      anchors,
      signal,
      onEvents: async (bodies, position) => {
        if (position < before) return;
        for (const [index, body] of bodies.entries()) await writeLine(out, body, position + index);
      },
      onTile: (tile, hashes) => put(directory, tilePath(tile), hashes),
      onProgress: ({ growth }) => options.onProgress?.(growth.size, size),
    }),
  );
  await sync(events);
  const { interrupted, finding, state } = walked;
  if (!interrupted && !finding)
    await putManifest(directory, { format: FORMAT, version: VERSION, origin, size, done: true });
  return { origin, size, before, done: state.growth.size, interrupted, finding };
};

/** Whatever comes of the work, what was written is on its way to the disk afterwards. */
const closing = async <T>(out: WriteStream, work: () => Promise<T>): Promise<T> => {
  const closed = once(out, 'close');
  try {
    return await work();
  } finally {
    out.end();
    await closed;
  }
};

/** First what the directory has, then what the ledger gives. */
const continued = async function* (
  source: LedgerSource,
  events: string,
  before: number,
  index: number,
  size: number,
): AsyncGenerator<readonly Uint8Array[]> {
  const from = index * TILE_WIDTH;
  if (from < before) yield* bundlesOf(events, from, before);
  if (size > before) yield* source.bundles(Math.max(index, before / TILE_WIDTH), size);
};

const NEWLINE = Buffer.from('\n');

const writeLine = async (out: NodeJS.WritableStream, body: Uint8Array, position: number): Promise<void> => {
  if (body.includes(NEWLINE[0]!))
    throw new CouldNotCheck('BODY_IS_NO_LINE', {
      vi: `thân sự kiện ở vị trí ${position} có xuống dòng, nên không phải JSON chuẩn tắc: hãy kiểm tra sổ bằng ledger verify`,
      en: `the body at position ${position} has a line break, so it is no canonical JSON: check the ledger with ledger verify`,
    });
  if (!out.write(Buffer.concat([body, NEWLINE]))) await once(out, 'drain');
};

/** Cuts off what was written last, back to a whole bundle: a line may be half there. The number of lines that are left. */
const keepWholeBundles = async (events: string, size: number): Promise<number> => {
  if (!(await stat(events).catch(absent))) return 0;
  let lines = 0;
  let bytes = 0;
  let [kept, keptBytes] = [0, 0];
  for await (const some of linesOf(events))
    for (const line of some) {
      if (lines >= size) break;
      lines += 1;
      bytes += line.length + 1;
      if (lines % TILE_WIDTH === 0) [kept, keptBytes] = [lines, bytes];
    }
  await truncate(events, keptBytes);
  return kept;
};

const manifestOf = async (directory: string): Promise<Manifest | null> => {
  const text = await readFile(join(directory, FILES.manifest), 'utf8').catch(absent);
  if (text === null) {
    if ((await readdir(directory)).length === 0) return null;
    throw new CouldNotCheck('DIRECTORY_NOT_EMPTY', {
      vi: `${directory} có tệp khác và không phải một bản xuất: hãy chọn thư mục trống`,
      en: `${directory} holds something else and is no export: choose an empty directory`,
    });
  }
  const manifest = JSON.parse(text) as Manifest;
  if (manifest.format === FORMAT && manifest.version === VERSION) return manifest;
  throw new CouldNotCheck('EXPORT_FORMAT', {
    vi: `${join(directory, FILES.manifest)} có định dạng mà chương trình này không biết`,
    en: `${join(directory, FILES.manifest)} is of a format that this program does not know`,
  });
};

const headOf = async (directory: string): Promise<TreeHead> =>
  parseCheckpoint(parseNote(await readFile(join(directory, FILES.checkpoint), 'utf8')).text);

const otherLog = (directory: string, before: string, now: string): CouldNotCheck =>
  new CouldNotCheck('OTHER_LOG', {
    vi: `${directory} là bản xuất của ${before}, không phải của ${now}`,
    en: `${directory} is an export of ${before}, not of ${now}`,
  });

const smaller = (before: number, now: number): CouldNotCheck =>
  new CouldNotCheck('CHECKPOINT_OLDER', {
    vi: `bản xuất đã có ${before} sự kiện, sổ này chỉ có ${now}`,
    en: `the export has ${before} events already, this ledger has only ${now}`,
  });

const put = async (directory: string, file: string, content: string | Uint8Array): Promise<void> => {
  const path = join(directory, file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
};

const putManifest = (directory: string, manifest: Manifest): Promise<void> =>
  put(directory, FILES.manifest, `${JSON.stringify(manifest, null, 2)}\n`);

const sync = async (file: string): Promise<void> => {
  const handle = await open(file, 'r+');
  await handle.sync();
  await handle.close();
};

import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HASH_BYTES, TILE_WIDTH, type TileId, type TileSource, tilePath } from '@transparency-log';

/** What an export directory holds. Hash tiles stand under the same paths as on a server, so it can be served as it is. */
export const FILES = {
  events: 'events.ndjson',
  checkpoint: 'checkpoint',
  trust: 'trust.policy',
  manifest: 'export.json',
} as const;

const NEWLINE = 10;
const CHUNK_BYTES = 1 << 20;
/** A body has at most 65,535 bytes; a line that grows past a chunk is none, and is not gathered for ever. */
const MAX_LINE_BYTES = CHUNK_BYTES;

/** The lines of a file, as many at a time as a chunk of it holds; what follows the last newline is no line. */
export const linesOf = async function* (file: string): AsyncGenerator<readonly Buffer[]> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(file, { highWaterMark: CHUNK_BYTES }) as AsyncIterable<Buffer>) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const lines: Buffer[] = [];
    let from = 0;
    for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, from)) {
      lines.push(bytes.subarray(from, at));
      from = at + 1;
    }
    rest = bytes.subarray(from);
    if (lines.length > 0) yield lines;
    if (rest.length > MAX_LINE_BYTES) return;
  }
};

/** Lines from `from` on, 256 at a time, up to `to`. */
export const bundlesOf = async function* (file: string, from: number, to: number): AsyncGenerator<readonly Buffer[]> {
  let place = 0;
  let bundle: Buffer[] = [];
  for await (const lines of linesOf(file)) {
    const wanted = lines.slice(Math.max(0, from - place), Math.max(0, to - place));
    place += lines.length;
    for (const line of wanted) {
      bundle.push(line);
      if (bundle.length < TILE_WIDTH) continue;
      yield bundle;
      bundle = [];
    }
    if (place >= to) break;
  }
  if (bundle.length > 0) yield bundle;
};

/** Tiles of a directory; empty bytes for one that isn't there. A partial tile may have become a full one. */
export const tilesIn = (directory: string): TileSource => ({
  tiles: (ids) => Promise.all(ids.map((id) => tileIn(directory, id))),
});

const tileIn = async (directory: string, id: TileId): Promise<Uint8Array> => {
  for (const width of [id.width, TILE_WIDTH]) {
    const bytes = await readFile(join(directory, tilePath({ ...id, width }))).catch(absent);
    if (bytes) return new Uint8Array(bytes.subarray(0, id.width * HASH_BYTES));
  }
  return new Uint8Array(0);
};

export const absent = (error: NodeJS.ErrnoException): null => {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
  throw error;
};

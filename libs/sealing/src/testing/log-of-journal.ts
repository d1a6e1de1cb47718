import type { Journal } from '@event-store';
import {
  EMPTY_GROWTH,
  formatCheckpoint,
  grow,
  leafHash,
  rootFromTiles,
  signNote,
  type FullTile,
  type TileSource,
} from '@transparency-log';
import { SealedLog, SizeBeyondTree, type PublishedCheckpoint } from '../sealed-log';
import { sha256 } from '../sha256';
import { generateSigningKey, parseSigningKeys, type SigningKey } from '../signing';

/** More events than any specification has. */
const ALL = 1_000_000;
const HASH_BYTES = 32;

/** The log of a journal that is in memory: its tree is made anew for each question, and signed where there is a key. */
export class LogOfJournal extends SealedLog {
  constructor(
    private readonly journal: Pick<Journal, 'size' | 'page'>,
    private readonly key: SigningKey | null = null,
  ) {
    super();
  }

  treeSize(): Promise<number> {
    return this.journal.size();
  }

  root(size: number): Promise<Uint8Array> {
    return rootFromTiles(sha256, this.tiles, size);
  }

  async latest(): Promise<PublishedCheckpoint | null> {
    if (this.key === null) return null;
    const size = await this.treeSize();
    const checkpoint = { origin: this.key.name, size, root: await this.root(size) };
    const note = signNote(formatCheckpoint(checkpoint), [this.key]);
    return { ...checkpoint, note, signedAt: '2021-11-30T03:00:00.000Z' };
  }

  async verifierKeys(): Promise<readonly string[]> {
    return this.key === null ? [] : [this.key.verifierKey];
  }

  readonly tiles: TileSource = {
    tiles: async (ids) => {
      const events = await this.journal.page(0, ALL);
      const leaves = events.map(({ body }) => leafHash(sha256, Buffer.from(body)));
      const { growth, full } = grow(sha256, EMPTY_GROWTH, leaves);
      const isIt = (level: number, index: number) => (tile: FullTile) => tile.level === level && tile.index === index;
      return ids.map(({ level, index, width }) => {
        const hashes = full.find(isIt(level, index))?.hashes ?? growth.partials[level];
        if (!hashes || hashes.length < width * HASH_BYTES) throw new SizeBeyondTree(index, events.length);
        return hashes.subarray(0, width * HASH_BYTES);
      });
    },
  };
}

/** A new key of a log of this name, for specifications that may not sign themselves. */
export const signingKeyOf = (name: string): SigningKey => parseSigningKeys(generateSigningKey(name))[0];

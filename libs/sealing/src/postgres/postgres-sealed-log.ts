import type { Pool } from 'pg';
import { HASH_BYTES, TILE_WIDTH, rootFromTiles, type TileId, type TileSource } from '@transparency-log';
import { SealedLog, SizeBeyondTree, type PublishedCheckpoint } from '../sealed-log';
import { sha256 } from '../sha256';

/** Full tiles are never changed, so the ones that were asked for last stay here: 8 KB each. */
const CACHED_TILES = 1_024;
/** Roots of the sizes that were asked for last: at the head every request asks for the same few. */
const CACHED_ROOTS = 1_024;

interface CheckpointRow {
  readonly origin: string;
  readonly size: string;
  readonly root: Buffer;
  readonly note: string;
  readonly signed_at: Date;
  readonly cosignatures: readonly string[];
}

const LATEST = `
  select origin, size, root, note, signed_at,
    array(select line from log.cosignature w where w.origin = c.origin and w.size = c.size order by line) cosignatures
  from log.checkpoint c
  where published_at is not null and origin = (select origin from log.sealer)
  order by size desc limit 1`;
const TILES = `
  select t.level, t.index, t.hashes from unnest($1::smallint[], $2::bigint[]) asked (level, index)
  join log.tile t using (level, index)`;

/** What is sealed, out of the database. Any process may read it; only the sealer's writes. */
export const postgresSealedLog = (pool: Pool): SealedLog => new PostgresSealedLog(pool);

class PostgresSealedLog extends SealedLog {
  private readonly fullTiles = new Map<string, Uint8Array>();
  private readonly roots = new Map<number, Uint8Array>();

  constructor(private readonly pool: Pool) {
    super();
  }

  async treeSize(): Promise<number> {
    const { rows } = await this.pool.query<{ tree_size: string }>('select tree_size from log.sealer');
    return Number(rows[0]?.tree_size ?? 0);
  }

  async latest(): Promise<PublishedCheckpoint | null> {
    return checkpointOf((await this.pool.query<CheckpointRow>(LATEST)).rows[0]);
  }

  async root(size: number): Promise<Uint8Array> {
    const known = this.roots.get(size);
    if (known) return known;
    const root = await rootFromTiles(sha256, this.tiles, size);
    remember(this.roots, size, root, CACHED_ROOTS);
    return root;
  }

  async verifierKeys(): Promise<readonly string[]> {
    const { rows } = await this.pool.query<{ verifier_keys: string[] }>('select verifier_keys from log.sealer');
    return rows[0]?.verifier_keys ?? [];
  }

  readonly tiles: TileSource = { tiles: (ids) => this.read(ids) };

  private async read(ids: readonly TileId[]): Promise<readonly Uint8Array[]> {
    const wanted = ids.filter((id) => !this.fullTiles.has(keyOf(id)));
    const read = wanted.length === 0 ? new Map<string, Uint8Array>() : await this.fromDatabase(wanted);
    return ids.map((id) => {
      const hashes = this.fullTiles.get(keyOf(id)) ?? read.get(keyOf(id));
      // A partial tile is the beginning of the same tile at any later size.
      if (hashes && hashes.length >= id.width * HASH_BYTES) return hashes.subarray(0, id.width * HASH_BYTES);
      throw new SizeBeyondTree((id.index * TILE_WIDTH + id.width) * TILE_WIDTH ** id.level, this.seen);
    });
  }

  /** Size of the tree when a tile was last looked for. */
  private seen = 0;

  private async fromDatabase(ids: readonly TileId[]): Promise<Map<string, Uint8Array>> {
    // The partial ones first: one that becomes full between the two statements is then found in the second.
    const { rows: sealers } = await this.pool.query<{ tree_size: string; partials: Buffer[] }>(
      'select tree_size, partials from log.sealer',
    );
    this.seen = Number(sealers[0]?.tree_size ?? 0);
    const found = new Map<string, Uint8Array>();
    sealers[0]?.partials.forEach((hashes, level) =>
      found.set(keyOf({ level, index: Math.floor(this.seen / TILE_WIDTH ** (level + 1)) }), hashes),
    );
    const { rows } = await this.pool.query<{ level: number; index: string; hashes: Buffer }>(TILES, [
      ids.map(({ level }) => level),
      ids.map(({ index }) => index),
    ]);
    for (const { level, index, hashes } of rows) {
      const key = keyOf({ level, index: Number(index) });
      found.set(key, hashes);
      remember(this.fullTiles, key, hashes, CACHED_TILES);
    }
    return found;
  }
}

const keyOf = ({ level, index }: Pick<TileId, 'level' | 'index'>): string => `${level}/${index}`;

const checkpointOf = (row: CheckpointRow | undefined): PublishedCheckpoint | null =>
  row === undefined
    ? null
    : {
        origin: row.origin,
        size: Number(row.size),
        root: row.root,
        note: row.note + row.cosignatures.map((line) => `${line}\n`).join(''),
        signedAt: row.signed_at.toISOString(),
      };

/** The oldest go first. */
const remember = <K>(cache: Map<K, Uint8Array>, key: K, value: Uint8Array, limit: number): void => {
  if (cache.size >= limit) cache.delete(cache.keys().next().value as K);
  cache.set(key, value);
};

import type { Pool } from 'pg';
import type { FullTile, Growth } from '@transparency-log';
import { EpochLost, type SealLease, type SealState, type SealStore } from '../signing';
import { inTransaction } from './transaction';

/** The advisory lock of whoever seals. No other lock of ours has this number. */
const SEALER_LOCK = 5_036_004;

interface SealerRow {
  readonly origin: string;
  readonly epoch: string;
  readonly tree_size: string;
  readonly partials: readonly Buffer[];
  readonly signed_size: string;
  readonly signed_root: Buffer | null;
}

const BEGIN = `
  insert into log.sealer (origin, epoch, tree_size, partials, signed_size, verifier_keys)
  values ($1, 1, 0, '{}', 0, $2)
  on conflict (singleton) do update set epoch = log.sealer.epoch + 1,
    verifier_keys = case when log.sealer.origin = $1 then $2 else log.sealer.verifier_keys end
  returning origin, epoch, tree_size, partials, signed_size, signed_root`;
/** The conditions are the guard: a worker with an older epoch, or one that stands elsewhere, changes nothing. */
const EXTEND = `update log.sealer set tree_size = $3, partials = $4 where epoch = $1 and tree_size = $2`;
const TILES = `insert into log.tile (level, index, hashes) select * from unnest($1::smallint[], $2::bigint[], $3::bytea[])`;
const SIGN = `update log.sealer set signed_size = $2, signed_root = $3
  where epoch = $1 and signed_size < $2 and tree_size >= $2 returning origin`;

export const postgresSealStore = (pool: Pool): SealStore => ({
  begin: async (origin, verifierKeys) => {
    const { rows } = await pool.query<SealerRow>(BEGIN, [origin, verifierKeys]);
    return stateOf(rows[0]!);
  },
  extend: (epoch, from, growth, full) =>
    inTransaction(pool, async (client) => {
      const { rowCount } = await client.query(EXTEND, [epoch, from, growth.size, growth.partials.map(asBuffer)]);
      if (rowCount === 0) throw new EpochLost('another worker has sealed meanwhile');
      if (full.length > 0) await client.query(TILES, tileColumns(full));
    }),
  sign: (epoch, { origin, size, root, note }) =>
    inTransaction(pool, async (client) => {
      const { rows } = await client.query<{ origin: string }>(SIGN, [epoch, size, asBuffer(root)]);
      if (rows[0]?.origin !== origin) throw new EpochLost('another worker has signed meanwhile');
      await client.query(
        'insert into log.checkpoint (origin, size, root, note, signed_at) values ($1, $2, $3, $4, clock_timestamp())',
        [origin, size, asBuffer(root), note],
      );
    }),
  unpublished: async (origin) => {
    const { rows } = await pool.query<{ origin: string; size: string; root: Buffer; note: string }>(
      'select origin, size, root, note from log.checkpoint where origin = $1 and published_at is null order by size',
      [origin],
    );
    return rows.map((row) => ({ ...row, size: Number(row.size) }));
  },
  publish: (origin, size, cosignatures) =>
    inTransaction(pool, async (client) => {
      if (cosignatures.length > 0)
        await client.query(
          'insert into log.cosignature (origin, size, line) select $1, $2, unnest($3::text[]) on conflict do nothing',
          [origin, size, cosignatures],
        );
      await client.query(
        'update log.checkpoint set published_at = coalesce(published_at, clock_timestamp()) where origin = $1 and size = $2',
        [origin, size],
      );
    }),
  lease: () => openSealLease(pool),
});

const stateOf = (row: SealerRow): SealState => ({
  origin: row.origin,
  epoch: Number(row.epoch),
  growth: { size: Number(row.tree_size), partials: row.partials } satisfies Growth,
  signed:
    row.signed_root === null ? null : { origin: row.origin, size: Number(row.signed_size), root: row.signed_root },
});

const tileColumns = (full: readonly FullTile[]): unknown[] => [
  full.map(({ level }) => level),
  full.map(({ index }) => index),
  full.map(({ hashes }) => asBuffer(hashes)),
];

/** The driver writes a Buffer as bytes, and any other array of bytes as text. */
const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);

const openSealLease = async (pool: Pool): Promise<SealLease> => {
  const client = await pool.connect();
  const lost = new AbortController();
  const onLost = (): void => lost.abort();
  client.on('error', onLost);
  client.on('end', onLost);
  return {
    lost: lost.signal,
    take: async () => {
      const { rows } = await client.query<{ taken: boolean }>(`select pg_try_advisory_lock(${SEALER_LOCK}) taken`);
      return rows[0]!.taken;
    },
    release: () => client.release(true),
  };
};

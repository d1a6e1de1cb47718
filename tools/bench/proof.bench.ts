import { randomBytes, randomInt } from 'node:crypto';
import { Pool } from 'pg';
import { migrate } from '@event-store/postgres';
import { sha256 } from '@sealing';
import { postgresSealStore, postgresSealedLog, sealingMigrations } from '@sealing/postgres';
import { grow, proveInclusion, tilePath, type Growth, type TileId, type TileSource } from '@transparency-log';
import { secondsOf, type Bench, type BenchContext } from './bench';

const LEAVES = 1_000_000;
const BATCH = 16_384;
const HASH_BYTES = 32;
const PROOFS = 2_000;
const NANOSECONDS_PER_MILLISECOND = 1e6;
const TILE = 'select hashes from log.tile where level = $1 and index = $2';

/**
 * Inclusion proofs of random events at a million leaves, one after the other, out of the tiles in PostgreSQL.
 * Floor: the bare reads of the tiles that these proofs need, each by its key, with nothing hashed.
 */
export const proofBench: Bench = {
  name: 'proof',
  run: async ({ database, report }: BenchContext) => {
    await migrate(database.ownerUrl, sealingMigrations, { applicationRole: database.applicationRole });
    const pool = new Pool({ connectionString: database.applicationUrl });
    try {
      await growTo(pool, LEAVES);
      const log = postgresSealedLog(pool);
      const asked: TileId[] = [];
      const watched: TileSource = {
        tiles: (ids) => {
          asked.push(...ids);
          return log.tiles.tiles(ids);
        },
      };
      const milliseconds: number[] = [];
      for (let turn = 0; turn < PROOFS; turn += 1) {
        const start = process.hrtime.bigint();
        await proveInclusion(sha256, watched, randomInt(LEAVES), LEAVES);
        milliseconds.push(Number(process.hrtime.bigint() - start) / NANOSECONDS_PER_MILLISECOND);
      }
      const full = [...new Map(asked.map((tile) => [tilePath(tile), tile])).values()].filter(
        ({ width }) => width === 256,
      );
      const bareSeconds = await secondsOf(async () => {
        for (const { level, index } of full) await pool.query(TILE, [level, index]);
      });
      const bareMilliseconds = (bareSeconds * 1_000) / PROOFS;
      const total = milliseconds.reduce((sum, each) => sum + each, 0);
      report({
        figure: 'inclusion proofs',
        value: PROOFS / (total / 1_000),
        unit: 'proofs/s',
        floor: PROOFS / bareSeconds,
      });
      const sorted = [...milliseconds].sort((one, other) => one - other);
      for (const [figure, share] of [
        ['p50', 0.5],
        ['p99', 0.99],
      ] as const)
        report({ figure, value: sorted[Math.floor(PROOFS * share)]!, unit: 'ms', floor: bareMilliseconds });
    } finally {
      await pool.end();
    }
  },
};

/** The leaves are random: a proof doesn't look into them. */
const growTo = async (pool: Pool, leaves: number): Promise<void> => {
  const store = postgresSealStore(pool);
  const { epoch, growth: empty } = await store.begin('log.example/bench', []);
  let growth: Growth = empty;
  while (growth.size < leaves) {
    const count = Math.min(BATCH, leaves - growth.size);
    const bytes = randomBytes(count * HASH_BYTES);
    const grown = grow(
      sha256,
      growth,
      Array.from({ length: count }, (_, at) => bytes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES)),
    );
    await store.extend(epoch, growth.size, grown.growth, grown.full);
    growth = grown.growth;
  }
};

import { randomBytes } from 'node:crypto';
import { Pool } from 'pg';
import { migrate } from '@event-store/postgres';
import { sha256 } from '@sealing';
import { postgresSealStore, postgresSealedLog, sealingMigrations } from '@sealing/postgres';
import { generateSigningKey, parseSigningKeys } from '@sealing/signing';
import {
  formatCheckpoint,
  grow,
  leafHash,
  nodeHash,
  rangeOfGrowth,
  rootOf,
  signNote,
  type Growth,
} from '@transparency-log';
import { secondsOf, type Bench, type BenchContext } from './bench';

const LEAVES = 1_000_000;
/** As the sealer reads them. */
const BATCH = 4_096;
/** About the usual size of a body. */
const BODY_BYTES = 400;

/**
 * A million leaves to a signed root, tiles in PostgreSQL included; the bodies are in memory, as they come from the journal.
 * Floor: the bare SHA-256 calls, one for each leaf and one for each node.
 */
export const sealBench: Bench = {
  name: 'seal',
  run: async ({ database, report }: BenchContext) => {
    await migrate(database.ownerUrl, sealingMigrations, { applicationRole: database.applicationRole });
    const pool = new Pool({ connectionString: database.applicationUrl });
    try {
      const bare = { seconds: 0 };
      const tree = { seconds: 0 };
      const sealed = { seconds: 0 };
      const store = postgresSealStore(pool);
      const [key] = parseSigningKeys(generateSigningKey('log.example/bench'));
      const { epoch, growth: empty } = await store.begin(key.name, [key.verifierKey]);
      let growth: Growth = empty;
      while (growth.size < LEAVES) {
        const bodies = someBodies(Math.min(BATCH, LEAVES - growth.size));
        bare.seconds += await secondsOf(async () => bareHashes(bodies));
        let grown: ReturnType<typeof grow> | null = null;
        tree.seconds += await secondsOf(async () => {
          grown = grow(
            sha256,
            growth,
            bodies.map((body) => leafHash(sha256, body)),
          );
        });
        const { growth: next, full } = grown!;
        sealed.seconds += await secondsOf(() => store.extend(epoch, growth.size, next, full));
        growth = next;
      }
      let root = new Uint8Array();
      sealed.seconds += await secondsOf(async () => {
        root = Uint8Array.from(rootOf(sha256, rangeOfGrowth(sha256, growth)));
        const checkpoint = { origin: key.name, size: LEAVES, root };
        await store.sign(epoch, { ...checkpoint, note: signNote(formatCheckpoint(checkpoint), [key]) });
      });
      const fromTiles = await postgresSealedLog(pool).root(LEAVES);
      if (Buffer.compare(fromTiles, root) !== 0) throw new Error('the tiles have another root than the one signed');
      const floor = LEAVES / bare.seconds;
      report({ figure: 'leaves to a root, in memory', value: LEAVES / tree.seconds, unit: 'leaves/s', floor });
      const seconds = tree.seconds + sealed.seconds;
      report({ figure: 'leaves to a signed root and its tiles', value: LEAVES / seconds, unit: 'leaves/s', floor });
    } finally {
      await pool.end();
    }
  },
};

const someBodies = (count: number): readonly Buffer[] => {
  const bytes = randomBytes(count * BODY_BYTES);
  return Array.from({ length: count }, (_, at) => bytes.subarray(at * BODY_BYTES, (at + 1) * BODY_BYTES));
};

/** As many hashes of the same lengths as the tree needs, and nothing else. */
const bareHashes = (bodies: readonly Buffer[]): void => {
  let last: Uint8Array = sha256(new Uint8Array());
  for (const body of bodies) {
    const leaf = leafHash(sha256, body);
    last = nodeHash(sha256, last, leaf);
  }
};

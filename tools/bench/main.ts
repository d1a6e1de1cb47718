import { createTestDatabase } from '../testing/test-database';
import { appendBench } from './append.bench';
import type { Bench } from './bench';
import { importBench } from './import.bench';
import { proofBench } from './proof.bench';
import { queryBench } from './query.bench';
import { rebuildBench } from './rebuild.bench';
import { replayBench } from './replay.bench';
import { sealBench } from './seal.bench';
import { storeBench } from './store.bench';
import { timetravelBench } from './timetravel.bench';
import { verifyBench } from './verify.bench';

const benches: readonly Bench[] = [
  appendBench,
  importBench,
  replayBench,
  rebuildBench,
  queryBench,
  timetravelBench,
  sealBench,
  proofBench,
  storeBench,
  verifyBench,
];

/**
 * `npm run bench -- <name>…`: one JSON line for each figure. `TEST_DATABASE_URL` names another server than the embedded
 * one.
 */
const main = async (names: readonly string[]): Promise<void> => {
  const chosen = benches.filter(({ name }) => names.includes(name));
  if (chosen.length === 0 || chosen.length < names.length) {
    process.stderr.write(`usage: npm run bench -- ${benches.map(({ name }) => name).join(' | ')}\n`);
    process.exitCode = 2;
    return;
  }
  const given = process.env.TEST_DATABASE_URL;
  const server = given ? null : await (await import('../testing/postgres-server.mjs')).startPostgres();
  try {
    for (const bench of chosen) await runBench(bench, given ?? server!.url);
  } finally {
    await server?.stop();
  }
};

const runBench = async (bench: Bench, serverUrl: string): Promise<void> => {
  const database = await createTestDatabase(serverUrl);
  try {
    await bench.run({
      database,
      createDatabase: () => createTestDatabase(serverUrl),
      report: ({ figure, value, unit, floor }) => {
        const line = { bench: bench.name, figure, value: rounded(value), unit, floor: rounded(floor) };
        process.stdout.write(`${JSON.stringify({ ...line, ratio: Math.round((value / floor) * 100) / 100 })}\n`);
      },
    });
  } finally {
    await database.drop();
  }
};

const rounded = (value: number): number => (value >= 100 ? Math.round(value) : Math.round(value * 100) / 100);

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

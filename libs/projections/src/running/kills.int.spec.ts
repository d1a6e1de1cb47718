import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { postgresOrders, postgresScratches } from '../postgres';
import { ADMINISTRATOR, createReadSide, eventually, type ReadSide } from '../testing/read-side';
import { traffic } from '../testing/warehouse-facts';
import { warehouseEvents, warehouseProjections } from '../testing/warehouse';

/**
 * By hand: `LEDGER_TEST_KILLS=100 LEDGER_TEST_SEED=4711 npx jest kills --selectProjects int`. A life costs the start of a process, so the suite
 * has only a few of them.
 */
const { LEDGER_TEST_KILLS = '5', LEDGER_TEST_SEED = '1' } = process.env;
const KILLS = Number(LEDGER_TEST_KILLS);
const SEED = Number(LEDGER_TEST_SEED);
/** A life of this many statements catches up, builds, compares and switches. */
const LONGEST_LIFE_STATEMENTS = 160;
/** More than a batch, so that a life may end between two of them. */
const EVENTS_AT_FIRST = 5_000;
const EVENTS_A_LIFE = 300;
const SCRATCH_SIZE = 4_321;
/** A life takes seconds, and a minute on a machine that does much else. */
const LIFE_TIMEOUT_MS = 180_000;
const ROOT = join(__dirname, '../../../..');
const names = warehouseProjections.map(({ name }) => name);

jest.setTimeout(240_000 + KILLS * 30_000);

describe(`a worker that is killed ${KILLS} times (seed ${SEED})`, () => {
  let read: ReadSide;
  beforeAll(async () => {
    read = await createReadSide(warehouseEvents);
  });
  afterAll(() => read.drop());

  /** Ends with the life of the worker: at that many statements, or when there is nothing left to do. */
  const live = async (
    statements: number,
    isDone: () => Promise<boolean>,
    threads = 1,
  ): Promise<'at work' | 'at rest'> => {
    const script = join(__dirname, '../testing/worker.process.ts');
    const worker = spawn(
      process.execPath,
      ['-r', './tools/register.cjs', script, read.database.applicationUrl, String(statements), String(threads)],
      { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] },
    );
    let gone = false;
    const exit = new Promise<NodeJS.Signals | null>((resolve) =>
      worker.on('exit', (_, signal) => {
        gone = true;
        resolve(signal);
      }),
    );
    await eventually('the worker is dead or idle', async () => gone || (await isDone()), LIFE_TIMEOUT_MS);
    const end = gone ? 'at work' : 'at rest';
    worker.kill('SIGKILL');
    expect(await exit).toBe('SIGKILL');
    return end;
  };
  const scratches = () => postgresScratches(read.pool, () => undefined);
  const settled = async (size: number): Promise<boolean> => {
    const status = await read.sizes(warehouseProjections).status();
    const open = await read.pool.query(`select from projections.command where state not in ('DONE', 'REFUSED')`);
    return (
      status.length === names.length &&
      status.every((one) => one.size === size && one.target === undefined && one.build === null) &&
      open.rowCount === 0 &&
      (await scratches().list()).every(({ state }) => state === 'READY')
    );
  };

  it('somewhere in catching up, in rebuilding and in replaying to a past size, says in the end what an undisturbed one says', async () => {
    const orders = postgresOrders(read.pool);
    const random = randomNumbers(SEED);
    const given: string[] = [];
    let size = EVENTS_AT_FIRST;
    let atWork = 0;
    await read.append(traffic(EVENTS_AT_FIRST));
    const scratch = { id: randomUUID(), size: SCRATCH_SIZE, projections: names, orderedBy: ADMINISTRATOR };
    await scratches().order({ ...scratch, reason: 'REPORT_QUESTIONED' });
    for (let kill = 0; kill < KILLS; kill += 1) {
      const id = randomUUID();
      await orders.place({ id, name: names[random(names.length)]!, verb: 'REBUILD', orderedBy: ADMINISTRATOR });
      given.push(id);
      await read.append(traffic(EVENTS_A_LIFE));
      size += EVENTS_A_LIFE;
      const statements = 1 + random(LONGEST_LIFE_STATEMENTS);
      // Every other life gives its full pages to threads.
      if ((await live(statements, () => settled(size), 1 + (kill % 2))) === 'at work') atWork += 1;
    }
    expect(await live(Infinity, () => settled(size))).toBe('at rest');
    const ends = await Promise.all(given.map((id) => orders.find(id)));
    // Nothing that was built over a death differs from what was served meanwhile.
    for (const end of ends) expect(['DONE', 'REBUILD_RUNNING']).toContain(end!.refusal ?? end!.state);
    const proved = ends.flatMap((end) => end!.rebuilt ?? []);
    expect(proved.length).toBeGreaterThan(0);
    for (const { digestBefore, digestAfter } of proved) expect(digestAfter).toBe(digestBefore);
    const replayed = (await scratches().status(scratch.id)).map(({ name, comparison }) => [
      name,
      comparison!.digestAfter,
    ]);
    const digests = await Promise.all(warehouseProjections.map((one) => read.store.digest(one, size)));
    const undisturbed = await createReadSide(warehouseEvents);
    try {
      // The same journal, and a database of its own for the tables.
      await undisturbed.runner(warehouseProjections, { journal: read.ledger.journal, suspicious: false }).start();
      await undisturbed.sizes(warehouseProjections).waitForSize(names, size, 60_000);
      expect(await Promise.all(warehouseProjections.map((one) => undisturbed.store.digest(one, size)))).toEqual(
        digests,
      );
      for (const one of warehouseProjections)
        expect(replayed).toContainEqual([one.name, await undisturbed.store.digest(one, SCRATCH_SIZE)]);
    } finally {
      await undisturbed.drop();
    }
    expect(atWork).toBeGreaterThan(0);
    process.stdout.write(
      `kills: ${KILLS}, seed ${SEED}: ${atWork} at work, ${KILLS - atWork} at rest; ${proved.length} rebuilds, ${size} events, digests equal\n`,
    );
  });
});

/** Integers below a limit, the same for the same seed (mulberry32). */
const randomNumbers = (seed: number) => {
  let state = seed;
  return (limit: number): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
};

import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { at, atSize } from '../read-tables';
import { createReadSide, eventually, type ReadSide } from '../testing/read-side';
import { traffic } from '../testing/warehouse-facts';
import { warehouseEvents, warehouseProjections } from '../testing/warehouse';

/** Two processes that compile what they run, on a machine that is shared. */
jest.setTimeout(180_000);
const names = warehouseProjections.map(({ name }) => name);
const ROOT = join(__dirname, '../../../..');
const EVENTS = 6_000;
/** What somebody appends at a time while the workers are at work. */
const MORE_EVENTS = 20;

describe('two workers, and the one that runs is killed', () => {
  let read: ReadSide;
  const workers: ChildProcess[] = [];
  beforeAll(async () => {
    read = await createReadSide(warehouseEvents);
  });
  afterAll(async () => {
    for (const worker of workers) worker.kill('SIGKILL');
    await read.drop();
  });

  const worker = () => {
    const script = join(__dirname, '../testing/worker.process.ts');
    const process_ = spawn(process.execPath, ['-r', './tools/register.cjs', script, read.database.applicationUrl], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    workers.push(process_);
    let told = '';
    process_.stdout.on('data', (chunk) => (told += String(chunk)));
    return { process: process_, held: () => names.filter((name) => told.includes(`holds ${name}\n`)) };
  };
  const status = () => read.sizes(warehouseProjections).status();
  const settled = (size: number) => read.sizes(warehouseProjections).waitForSize(names, size, 60_000);

  /** Asks as a request does until told to stop: the size first, then at this size, in several statements. */
  const readOn = async (asked: { count: number }, stop: AbortSignal): Promise<void> => {
    const sizes = read.sizes(warehouseProjections);
    for (let seen = 0; !stop.aborted; asked.count += 1) {
      const { size } = (await sizes.read()).projections.get('box')!;
      expect(size).toBeGreaterThanOrEqual(seen);
      seen = size;
      const [boxes] = await read.tables.query<{ n: number }>(
        `select count(*)::integer as n from ${at('box', atSize(size))} b`,
        [size],
      );
      const sums = await read.tables.totalsAt('box', 'HALL', atSize(size));
      expect(sums.reduce((sum, { measure, n }) => (measure === 'boxes' ? sum + Number(n) : sum), 0)).toBe(boxes!.n);
    }
  };
  /** Appends until told to stop, a little whenever the last was applied; answers the size of the ledger. */
  const appendOn = async (from: number, stop: AbortSignal): Promise<number> => {
    let size = from;
    for (; !stop.aborted; size += MORE_EVENTS) {
      await read.append(traffic(MORE_EVENTS));
      await settled(size + MORE_EVENTS);
    }
    return size;
  };

  it('under reads and writes, in the middle of a rebuild: the other goes on, no read fails, and nothing is applied twice', async () => {
    await read.append(traffic(EVENTS));
    const first = worker();
    await eventually('the first holds all', () => first.held().length === names.length, 60_000);
    const second = worker();
    await settled(EVENTS);
    const stopping = new AbortController();
    const asked = { count: 0 };
    const others = Promise.all([appendOn(EVENTS, stopping.signal), readOn(asked, stopping.signal)]);
    const rebuilt = read.order('REBUILD', 'box');
    await eventually('the rebuild is under way', async () => (await status()).some(({ build }) => build !== null));
    expect(second.held()).toEqual([]);

    first.process.kill('SIGKILL');
    const atDeath = asked.count;
    await eventually('the second holds all', () => second.held().length === names.length, 60_000);
    const { state, rebuilt: proved } = await rebuilt;
    expect([state, proved!.digestAfter]).toEqual(['DONE', proved!.digestBefore]);
    await Promise.race([others, eventually('the new tables are read', () => asked.count > atDeath + 1)]);
    stopping.abort();
    const [size] = await others;

    // Built once more by one process alone, every table says the same.
    for (const name of names) expect(await read.order('REBUILD', name)).toMatchObject({ state: 'DONE' });
    await settled(size);
  });
});

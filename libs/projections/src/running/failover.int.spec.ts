import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createReadSide, eventually, type ReadSide } from '../testing/read-side';
import { traffic } from '../testing/warehouse-facts';
import { warehouseEvents, warehouseProjections } from '../testing/warehouse';

/** Two processes that compile what they run, on a machine that is shared. */
jest.setTimeout(180_000);
const names = warehouseProjections.map(({ name }) => name);
const ROOT = join(__dirname, '../../../..');
const EVENTS = 6_000;

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

  it('in the middle of catching up and of a rebuild: the other takes over, and nothing is applied twice', async () => {
    await read.append(traffic(EVENTS));
    const first = worker();
    await eventually('the first holds all', () => first.held().length === names.length, 60_000);
    const second = worker();
    await settled(EVENTS);
    // At work: events to apply, and tables to build from the first event.
    const rebuilt = read.order('REBUILD', 'box');
    await eventually('the rebuild is under way', async () => (await status()).some(({ build }) => build !== null));
    await read.append(traffic(500));
    expect(second.held()).toEqual([]);

    first.process.kill('SIGKILL');
    await eventually('the second holds all', () => second.held().length === names.length, 60_000);

    await settled(EVENTS + 500);
    const { state, rebuilt: proved } = await rebuilt;
    expect([state, proved!.digestAfter]).toEqual(['DONE', proved!.digestBefore]);
    // Built once more by one process alone, every table says the same.
    for (const name of names) expect(await read.order('REBUILD', name)).toMatchObject({ state: 'DONE' });
  });
});

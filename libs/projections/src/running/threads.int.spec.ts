import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { createReadSide, eventually, type ReadSide } from '../testing/read-side';
import { put, traffic } from '../testing/warehouse-facts';
import {
  boxProjection,
  moveProjection,
  paintProjection,
  warehouseEvents,
  warehouseProjections,
} from '../testing/warehouse';
import type { ProjectionRunner } from './projection-runner';
import type { Threads } from './threads';

/** Threads compile what they run, on a machine that is shared. */
jest.setTimeout(240_000);
const PATIENCE_MS = 100_000;
const THREAD = join(__dirname, '../testing/warehouse.thread.ts');
const REGISTER = join(__dirname, '../../../../tools/register.cjs');
/** Two whole pages, and a part of one. */
const EVENTS = 5_000;
const names = warehouseProjections.map(({ name }) => name);

describe('projections that are far behind, folded by threads', () => {
  let read: ReadSide;
  let started = 0;
  let ended = 0;
  beforeAll(async () => {
    read = await createReadSide(warehouseEvents);
  });
  afterAll(() => read.drop());

  const threads = (count: number): Threads => ({
    count,
    fromEvents: 0,
    open: () => {
      const thread = new Worker(THREAD, { workerData: read.database.applicationUrl, execArgv: ['-r', REGISTER] });
      started += 1;
      thread.on('exit', () => (ended += 1));
      return thread;
    },
  });
  const running = async <T>(count: number, work: (runner: ProjectionRunner) => Promise<T>): Promise<T> => {
    const runner = read.runner(warehouseProjections, count > 1 ? { threads: threads(count) } : {});
    await runner.start();
    try {
      return await work(runner);
    } finally {
      await runner.stop();
    }
  };
  const settled = (of: readonly string[], size: number): Promise<void> =>
    read.sizes(warehouseProjections).waitForSize(of, size, PATIENCE_MS);
  const boxFault = async () => {
    const status = await read.sizes([boxProjection]).status();
    const { state, size, fault } = status[0]!;
    // Which line of the source is meant is told by who compiled it.
    return state === 'FAULTED' ? { size, ...fault, message: fault!.message.replace(/:\d+\)$/, ')') } : null;
  };

  it('say what they say when one thread folds them all; the threads end once nothing is far behind', async () => {
    await read.append(traffic(EVENTS));
    await running(2, async () => {
      await settled(names, EVENTS);
      await eventually('the threads have ended', () => ended === 2);
    });
    await running(1, async () => {
      for (const name of names) {
        const { state, rebuilt } = await read.order('REBUILD', name);
        expect([name, state, rebuilt!.digestBefore]).toEqual([name, 'DONE', rebuilt!.digestAfter]);
      }
    });
    expect(started).toBe(2);
  });

  it('stop at the same event with the same words; a stop leaves no thread', async () => {
    await read.append([put('Nguyễn Văn A', 'east', -1), ...traffic(EVENTS)]);
    const said = await running(3, async () => {
      await settled([moveProjection.name, paintProjection.name], 2 * EVENTS + 1);
      await eventually('box stands', async () => (await boxFault()) !== null, PATIENCE_MS);
      return boxFault();
    });
    expect([started, ended]).toEqual([5, 5]);
    expect(said).toMatchObject({ size: EVENTS, position: EVENTS, code: 'PROJECTION_ERROR' });
    await running(1, async () => {
      expect(await read.order('RETRY', 'box')).toMatchObject({ state: 'DONE' });
      await eventually('box stands again', async () => (await boxFault()) !== null, PATIENCE_MS);
      expect(await boxFault()).toEqual(said);
    });
  });
});

import { randomUUID } from 'node:crypto';
import { declarationHash } from '../declarations';
import { openLease, postgresScratchStore, postgresScratches } from '../postgres';
import { defineState, type Projection } from '../projection';
import { OrderReused, type Skip } from '../projection-orders';
import { at, atSize } from '../read-tables';
import { MAX_SCRATCHES, ScratchLimit, readingFrom, type ProjectionScratches, type Scratch } from '../scratches';
import { ADMINISTRATOR, createReadSide, eventually, journalWith, type ReadSide } from '../testing/read-side';
import { traffic } from '../testing/warehouse-facts';
import { boxProjection, warehouseEvents, warehouseProjections } from '../testing/warehouse';
import { ScratchRunner, type ScratchRunnerOptions } from './scratch-runner';

jest.setTimeout(120_000);

const EVENTS = 4_500;
const NAMES = warehouseProjections.map(({ name }) => name);
const BOXES = `select box, hall, weight, moves from ${at('box', atSize(0))} b order by box`;
const reason = 'REPORT_QUESTIONED';

let read: ReadSide;
let scratches: ProjectionScratches;
const recorded: string[] = [];
beforeAll(async () => {
  read = await createReadSide(warehouseEvents);
  scratches = postgresScratches(read.pool, (name) => {
    const projection = warehouseProjections.find((one) => one.name === name);
    return projection && declarationHash(projection, warehouseEvents);
  });
  await read.append(traffic(EVENTS));
  await read.runner(warehouseProjections, { suspicious: false }).start();
  await read.sizes(warehouseProjections).waitForSize(NAMES, EVENTS, 30_000);
});
afterAll(() => read.drop());

/** While a worker builds what is ordered. */
const withWorker = async (
  work: (worker: ScratchRunner) => Promise<void>,
  options: Partial<ScratchRunnerOptions> = {},
): Promise<void> => {
  const worker = new ScratchRunner({
    journal: read.ledger.journal,
    codec: read.codec,
    store: read.store,
    scratches: postgresScratchStore(read.pool),
    openLease: () => openLease(read.pool),
    projections: warehouseProjections,
    record: {
      ordered: async ({ id }) => void recorded.push(`ordered ${id}`),
      dropped: async ({ id, drop }) => void recorded.push(`dropped ${id} ${drop!.reason}`),
    },
    ...options,
  });
  worker.start();
  try {
    await work(worker);
  } finally {
    await worker.stop();
  }
};
const order = (size: number, projections: readonly string[] = NAMES): Promise<Scratch> =>
  scratches.order({ id: randomUUID(), size, projections, orderedBy: ADMINISTRATOR, reason });
const become = async (id: string, state: Scratch['state']): Promise<Scratch> => {
  await eventually(`it is ${state}`, async () => (await scratches.find(id))!.state === state, 60_000);
  return (await scratches.find(id))!;
};
const drop = async (id: string): Promise<void> => {
  await scratches.drop(id, { id: randomUUID(), orderedBy: ADMINISTRATOR, reason: 'DONE_WITH' });
  await become(id, 'DROPPED');
};
const readIn = (schema: string | null, size: number) => readingFrom(schema, () => read.tables.query(BOXES, [size]));
const totalsIn = (schema: string | null, size: number) =>
  readingFrom(schema, () => read.tables.totalsAt('box', 'HALL', atSize(size)));
const names = async (sql: string): Promise<readonly string[]> =>
  (await read.pool.query<{ name: string }>(sql)).rows.map(({ name }) => name);
/** Everything of the read side that the database has. */
const relations = () =>
  names(`select schemaname || '.' || tablename as name from pg_tables where schemaname = 'read_tables'
         union select schemaname || '.' || viewname from pg_views where schemaname in ('read', 'scratch_1', 'scratch_2')
         union select 'checkpoint ' || name || generation from projections.checkpoint order by name`);

/** Two at a time, each against the live tables as of its size. */
const SIZES = [0, 4_321];

const assertLikeLive = async ({ id, schema, size }: Scratch): Promise<void> => {
  for (const { name, state, comparison, ...status } of await scratches.status(id)) {
    const sha256 = await read.store.digest(
      warehouseProjections.find((one) => one.name === name)!,
      size,
    );
    const equal = { size, digestBefore: sha256, digestAfter: sha256, differing: 0 };
    expect([state, status.size, comparison]).toMatchObject(['READY', size, equal]);
  }
  // Side by side, each from its own tables; a scratch has nothing beyond its size, whatever size is asked for.
  const [of, beyond, live] = await Promise.all([readIn(schema, size), readIn(schema, EVENTS), readIn(null, size)]);
  expect([of, beyond]).toEqual([live, live]);
  expect(await totalsIn(schema, size)).toEqual(await totalsIn(null, size));
};

describe('a scratch', () => {
  it('says at its size what the live tables say as of it, which go on; dropped, it leaves nothing', async () => {
    const before = await relations();
    const live = await readIn(null, EVENTS);
    await withWorker(async () => {
      const ordered = await Promise.all(SIZES.map((size) => order(size)));
      await read.append(traffic(100));
      for (const { id } of ordered) {
        await assertLikeLive(await become(id, 'READY'));
        await drop(id);
        const told = recorded.filter((line) => line.includes(id));
        expect(told).toEqual(expect.arrayContaining([`ordered ${id}`, `dropped ${id} DONE_WITH`]));
      }
    });
    expect(await relations()).toEqual(before);
    expect(await readIn(null, EVENTS)).toEqual(live);
    // What serves, and what is built beside it, knows of none.
    await read.sizes(warehouseProjections).waitForSize(NAMES, EVENTS + 100, 30_000);
    expect((await read.sizes(warehouseProjections).status()).map(({ state, build }) => [state, build])).toEqual(
      NAMES.map(() => ['LIVE', null]),
    );
  });

  it('goes on under the next worker when the one that began it is gone', async () => {
    const { journal } = read.ledger;
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const { id } = await order(4_100);
    const gated = journalWith(journal, async (from, limit) => {
      if (from === 2_000) await gate;
      return journal.page(from, limit);
    });
    await withWorker(
      async (worker) => {
        await eventually('it is behind its first page', async () =>
          (await scratches.status(id)).some(({ size }) => size === 2_000),
        );
        expect((await scratches.find(id))!.state).toBe('BUILDING');
        const stopped = worker.stop();
        open();
        await stopped;
      },
      { journal: gated },
    );
    expect((await scratches.find(id))!.state).toBe('BUILDING');
    const generations = () =>
      names(`select generation::text as name from projections.checkpoint where scratch = '${id}' order by 1`);
    const begun = await generations();
    await withWorker(async () => {
      const { schema } = await become(id, 'READY');
      expect(await readIn(schema, 4_100)).toEqual(await readIn(null, 4_100));
      expect(await generations()).toEqual(begun);
      await drop(id);
    });
  });

  it('is one of a few, under an id of its own, and shows where the live tables were tampered with', async () => {
    const first = await order(3_000, ['box']);
    const { id, projections } = first;
    expect(await scratches.order({ id, size: 3_000, projections, orderedBy: ADMINISTRATOR, reason })).toEqual(first);
    await expect(
      scratches.order({ id, size: 3_001, projections, orderedBy: ADMINISTRATOR, reason }),
    ).rejects.toBeInstanceOf(OrderReused);
    for (let more = 1; more < MAX_SCRATCHES; more += 1) await order(more, ['paint']);
    await expect(order(9)).rejects.toBeInstanceOf(ScratchLimit);
    expect((await scratches.list()).map(({ state }) => state)).toEqual(Array(MAX_SCRATCHES).fill('WAITING'));
    await read.pool.query('update read_tables.box_history_v1 set weight = weight + 1 where from_position = 1');
    try {
      await withWorker(async () => {
        await become(id, 'READY');
        const { name, comparison } = (await scratches.status(id))[0]!;
        expect([name, comparison]).toMatchObject([
          'box',
          { differing: 2, differences: [{ table: 'box' }, { table: 'box' }] },
        ]);
        for (const each of await scratches.list()) await drop(each.id);
      });
    } finally {
      await read.pool.query('update read_tables.box_history_v1 set weight = weight - 1 where from_position = 1');
    }
  });

  it('fails at an event that can’t be applied, and leaves out what the ledger says is left out', async () => {
    const POISON = 1_500;
    const failing: Projection = defineState({
      ...boxProjection,
      evolve: (row, event, key) => {
        if (event.position === POISON) throw new Error('nobody foresaw this');
        return boxProjection.evolve(row, event, key);
      },
    });
    const skip: Skip = { name: 'box', version: 1, position: POISON };
    const projections = [failing];
    await withWorker(
      async () => {
        const { id } = await order(3_000, ['box']);
        await become(id, 'FAILED');
        expect(await scratches.status(id)).toMatchObject([
          { state: 'FAULTED', size: POISON, fault: { position: POISON, code: 'PROJECTION_ERROR' }, comparison: null },
        ]);
        await drop(id);
      },
      { projections },
    );
    await withWorker(
      async () => {
        const { id } = await order(3_000, ['box']);
        await become(id, 'READY');
        const { comparison } = (await scratches.status(id))[0]!;
        expect(comparison!.differing).toBeGreaterThan(0);
        await drop(id);
      },
      { projections, skips: async () => [skip] },
    );
  });
});

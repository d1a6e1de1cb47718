import type { Order } from '../projection-orders';
import { defineState, type Projection } from '../projection';
import { postgresOrderBook } from '../postgres';
import { declarationHash } from '../declarations';
import { ADMINISTRATOR, createReadSide, eventually, journalWith, noRecord, type ReadSide } from '../testing/read-side';
import { put, traffic } from '../testing/warehouse-facts';
import { boxProjection, moveProjection, warehouseEvents } from '../testing/warehouse';
import type { OrderRecord } from './obeying';

jest.setTimeout(90_000);

/** What a changed rule makes of the same facts. */
const heavier = (version: number): Projection =>
  defineState({
    ...boxProjection,
    version,
    evolve: (row, event, key) => {
      const next = boxProjection.evolve(row, event, key);
      return next && next !== row && next.hall === 'hall 3' ? { ...next, weight: next.weight + 1 } : next;
    },
  });

let read: ReadSide;
beforeEach(async () => {
  read = await createReadSide(warehouseEvents);
});
afterEach(() => read.drop());

const settled = (size: number, projections: readonly Projection[] = [boxProjection]) =>
  read.sizes(projections).waitForSize(
    projections.map(({ name }) => name),
    size,
    30_000,
  );
const status = async () => (await read.sizes([boxProjection]).status())[0]!;
const tables = async (): Promise<readonly string[]> => {
  const { rows } = await read.pool.query<{ tablename: string }>(
    `select tablename from pg_tables where schemaname = 'read_tables' order by 1`,
  );
  return rows.map(({ tablename }) => tablename);
};
const generations = async (): Promise<number> =>
  Number((await read.pool.query('select count(*) as n from projections.checkpoint')).rows[0].n);

/** A journal that stops behind the first page of whoever is built, until the gate opens. */
const gated = () => {
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  let closed = false;
  const { journal } = read.ledger;
  return {
    open: () => open(),
    close: () => {
      closed = true;
    },
    journal: journalWith(journal, async (from, limit) => {
      if (closed && from === 2_000) await gate;
      return journal.page(from, limit);
    }),
  };
};

describe('a rebuild', () => {
  it('is made beside the live tables, which go on being read, and takes their place when it says the same', async () => {
    await read.append(traffic(4_500));
    const { journal, open, close } = gated();
    await read.runner([boxProjection, moveProjection], { journal, suspicious: false }).start();
    await settled(4_500, [boxProjection, moveProjection]);
    const before = await read.tables.query('select * from box_now order by box', []);
    close();
    const ordered = read.order('REBUILD', 'box');
    await eventually('it is behind its first page', async () => (await status()).build?.size === 2_000);
    expect(await status()).toMatchObject({ state: 'REBUILDING', size: 4_500, build: { target: 4_500, fault: null } });
    // It serves: nobody has to wait.
    await settled(4_500);
    expect(await read.tables.query('select * from box_now order by box', [])).toEqual(before);
    open();
    const { state, rebuilt } = await ordered;
    expect([state, rebuilt]).toEqual(['DONE', { ...rebuilt, size: 4_500, digestAfter: rebuilt!.digestBefore }]);
    expect(await read.tables.query('select * from box_now order by box', [])).toEqual(before);
    expect(await status()).toMatchObject({
      state: 'LIVE',
      build: null,
      digest: { size: 4_500, sha256: rebuilt!.digestAfter },
    });
    await read.append([put('after', 'east')]);
    await settled(4_501);
    expect(await read.tables.query(`select hall from box_now where box = 'after'`, [])).toEqual([{ hall: 'east' }]);
  });

  it('fails no read and turns none back in time, whenever it is switched in', async () => {
    await read.append(traffic(600));
    await read.runner([boxProjection]).start();
    await settled(600);
    let stop = false;
    let seen = 0;
    let reads = 0;
    const reading = (async () => {
      while (!stop) {
        const [{ last }] = (await read.tables.query(
          `select greatest((select max(from_position) from box_now), (select max(to_position) from box_history)) as last`,
          [],
        )) as [{ last: number }];
        expect(last).toBeGreaterThanOrEqual(seen);
        seen = last;
        reads += 1;
      }
    })();
    for (let turn = 0; turn < 3; turn += 1) {
      await read.append(traffic(50));
      expect(await read.order('REBUILD', 'box')).toMatchObject({ state: 'DONE' });
    }
    stop = true;
    await reading;
    expect(reads).toBeGreaterThan(10);
    await settled(750);
  });

  it('goes on under the next worker when the one that began it is gone', async () => {
    await read.append(traffic(4_500));
    const { journal, open, close } = gated();
    const first = read.runner([boxProjection], { journal, suspicious: false });
    await first.start();
    await settled(4_500);
    close();
    const ordered = read.order('REBUILD', 'box');
    await eventually('it is behind its first page', async () => (await status()).build?.size === 2_000);
    const stopped = first.stop();
    open();
    await stopped;
    await read.runner([boxProjection], { suspicious: false }).start();
    const { state, rebuilt } = await ordered;
    expect([state, rebuilt!.digestAfter]).toEqual(['DONE', rebuilt!.digestBefore]);
    expect(await generations()).toBe(1);
  });

  it('is one at a time', async () => {
    await read.append(traffic(4_500));
    const { journal, open, close } = gated();
    await read.runner([boxProjection], { journal, suspicious: false }).start();
    await settled(4_500);
    close();
    const ordered = read.order('REBUILD', 'box');
    await eventually('it is behind its first page', async () => (await status()).build?.size === 2_000);
    const second = read.order('REBUILD', 'box');
    open();
    expect([(await ordered).state, (await second).refusal]).toEqual(['DONE', 'REBUILD_RUNNING']);
  });
});

describe('a rebuild that says something else', () => {
  let recorded: {
    readonly what: string;
    readonly by: string;
    readonly digestAfter?: string;
    readonly reason?: string;
  }[];
  const record: OrderRecord = {
    ...noRecord,
    begun: async (_, { orderedBy: { id: by } }) => void recorded.push({ what: 'begun', by }),
    accepted: async ({ digestAfter }, { orderedBy: { id: by }, reason }) =>
      void recorded.push({ what: 'accepted', by, digestAfter, reason }),
    rebuilt: async ({ digestAfter }, { orderedBy: { id: by } }) =>
      void recorded.push({ what: 'rebuilt', by, digestAfter }),
    aborted: async (_, comparison, { orderedBy: { id: by } }) =>
      void recorded.push({ what: 'aborted', by, digestAfter: comparison?.digestAfter }),
  };
  /** The rule changes, and nobody raised the version: only a rebuild can tell. */
  const changed = async (): Promise<Order> => {
    recorded = [];
    await read.append(traffic(300));
    const first = read.runner([boxProjection]);
    await first.start();
    await settled(300);
    await first.stop();
    await read.runner([heavier(1)], { orders: { book: postgresOrderBook(read.pool), record } }).start();
    return read.order('REBUILD', 'box');
  };

  it('shows its rows and does not switch by itself; ended, it leaves nothing', async () => {
    const ordered = await changed();
    const before = await tables();
    expect(ordered).toMatchObject({ state: 'DIFFERS', rebuilt: null, comparison: { size: 300 } });
    const { differing, differences, digestBefore, digestAfter } = ordered.comparison!;
    expect(digestAfter).not.toBe(digestBefore);
    expect(differing).toBeGreaterThan(2);
    expect(new Set(differences.map(({ side }) => side))).toEqual(new Set(['LIVE', 'NEW']));
    expect(differences.every(({ table, row }) => table === 'box_total' || row['hall'] === 'hall 3')).toBe(true);
    expect((await status()).build!.comparison).toEqual(ordered.comparison);
    expect(await read.store.digest(boxProjection, 300)).toBe(digestBefore);
    expect(await read.order('ABORT', 'box')).toMatchObject({ state: 'DONE' });
    await eventually('the rebuild is refused', async () => {
      const [found] = (
        await read.pool.query('select state, refusal from projections.command where id = $1', [ordered.id])
      ).rows;
      return found.state === 'REFUSED' && found.refusal === 'REBUILD_ABORTED';
    });
    expect((await tables()).length).toBe(before.length / 2);
    expect(await generations()).toBe(1);
    expect((await status()).build).toBeNull();
    const { id: by } = ADMINISTRATOR;
    expect(recorded).toEqual([
      { what: 'begun', by },
      { what: 'aborted', by, digestAfter },
    ]);
    expect(await read.order('ABORT', 'box')).toMatchObject({ refusal: 'NO_REBUILD' });
    expect(await read.order('SWITCH', 'box')).toMatchObject({ refusal: 'NO_REBUILD' });
  });

  it('takes its place when somebody accepts it, and is recorded as theirs', async () => {
    const { comparison } = await changed();
    const other = { ...ADMINISTRATOR, id: '00000000-0000-4000-8000-00000000000b' };
    const accepted = await read.order('SWITCH', 'box', { orderedBy: other, reason: 'RULE_CORRECTED' });
    expect(accepted).toMatchObject({ state: 'DONE', reason: 'RULE_CORRECTED' });
    expect(await read.store.digest(boxProjection, 300)).toBe(comparison!.digestAfter);
    const { digestAfter } = comparison!;
    expect(recorded).toEqual([
      { what: 'begun', by: ADMINISTRATOR.id },
      { what: 'accepted', by: other.id, digestAfter, reason: 'RULE_CORRECTED' },
      { what: 'rebuilt', by: other.id, digestAfter },
    ]);
    expect(await generations()).toBe(1);
  });
});

describe('a raised version', () => {
  const declarationOf = () => declarationHash(boxProjection, warehouseEvents);

  it('takes the place of the one before by itself where it says the same', async () => {
    await read.append(traffic(300));
    const first = read.runner([boxProjection]);
    await first.start();
    await settled(300);
    // The worker of the version before is still there, and is not waited for.
    const next = { ...boxProjection, version: 2 };
    const recorded: unknown[] = [];
    const record: OrderRecord = { ...noRecord, rebuilt: async (...given) => void recorded.push(given) };
    await read.runner([next], { orders: { book: postgresOrderBook(read.pool), record } }).start();
    await settled(300, [next]);
    await eventually('it is recorded', () => recorded.length === 1);
    const sha256 = await read.store.digest(next, 300);
    expect(recorded[0]).toMatchObject([
      { name: 'box', version: 2, size: 300, digestBefore: sha256, digestAfter: sha256 },
      { orderedBy: { role: 'POLICY' } },
    ]);
    expect(await generations()).toBe(1);
    await first.stop();
  });

  it('waits where it says something else, and software of either version is answered meanwhile', async () => {
    await read.append(traffic(300));
    const first = read.runner([boxProjection]);
    await first.start();
    await settled(300);
    const next = heavier(2);
    await read.runner([next]).start();
    const sizes = read.sizes([next], { declarationOf });
    await eventually('it is compared', async () => Boolean((await sizes.status())[0]?.build?.comparison));
    await read.append([put('later', 'east')]);
    await settled(301);
    expect((await sizes.read()).projections.get('box')).toEqual({ size: 301, fault: null });
    // The order is for the later version, whoever else looks at it.
    expect(await read.order('SWITCH', 'box')).toMatchObject({ state: 'DONE' });
    await first.stop();
    expect((await sizes.status())[0]).toMatchObject({ version: 2, build: null });
  });
});

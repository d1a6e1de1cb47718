import { createHash } from 'node:crypto';
import { EMPTY_RANGE, appendLeaves, leafHash, parseRange, rootOf } from '@transparency-log';
import { ANY_DAY, at, atSize } from '..';
import { createReadSide, type ReadSide } from '../testing/read-side';
import { painted, put, taken, traffic } from '../testing/warehouse-facts';
import { warehouseEvents, warehouseProjections, type BoxRow } from '../testing/warehouse';

const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const names = warehouseProjections.map(({ name }) => name);

/** Thousands of events on a machine that is shared. */
jest.setTimeout(60_000);

describe('the projection engine', () => {
  let read: ReadSide;
  beforeEach(async () => {
    read = await createReadSide(warehouseEvents);
  });
  afterEach(() => read.drop());

  const settled = (size: number): Promise<void> => read.sizes(warehouseProjections).waitForSize(names, size, 20_000);

  it('keeps the row of now, every earlier version, facts and totals, as of any size', async () => {
    await read.append([
      put('a', 'east'),
      put('a', 'east'),
      put('b', 'east', 200),
      put('a', 'west wing'),
      taken('b'),
      painted('red'),
    ]);
    await read.runner(warehouseProjections).start();
    await settled(6);

    const versions = await read.tables.query<BoxRow>(
      `select box, hall, weight, moves, notes, from_position, to_position from ${at('box', ANY_DAY)} b order by box`,
      [4],
    );
    expect(versions).toEqual([
      {
        box: 'a',
        hall: 'west wing',
        weight: 10,
        moves: 2,
        notes: { last: 'east' },
        from_position: 3,
        to_position: null,
      },
      { box: 'b', hall: 'east', weight: 200, moves: 1, notes: null, from_position: 2, to_position: 4 },
    ]);
    expect(await read.tables.query('select box, from_position from box_now order by box', [])).toEqual([
      { box: 'a', from_position: 3 },
    ]);
    expect(
      await read.tables.query('select box, from_position, to_position from box_history order by 1, 2', []),
    ).toEqual([
      { box: 'a', from_position: 0, to_position: 3 },
      { box: 'b', from_position: 2, to_position: 4 },
    ]);
    const [move] = await read.tables.query('select * from move where position = 2', []);
    expect(move).toMatchObject({
      box: 'b',
      moved_on: '2021-11-30',
      recorded_at: '2021-11-30T03:00:00.000Z',
      heavy: true,
    });
    expect(await read.tables.query('select * from move_word where position = 3', [])).toEqual([
      { position: 3, ordinal: 0, word: 'west' },
      { position: 3, ordinal: 1, word: 'wing' },
    ]);
    const totals = async (size: number) =>
      (await read.tables.totalsAt('box', 'HALL', atSize(size))).map(({ key, measure, n }) => `${key} ${measure} ${n}`);
    expect(await totals(0)).toEqual([]);
    expect(await totals(3)).toEqual(['east boxes 2', 'east weight 210']);
    expect(await totals(6)).toEqual(['west wing boxes 1', 'west wing weight 10']);
  });

  it('carries the root of exactly the leaves that each projection applied', async () => {
    await read.append(traffic(2_500));
    await read.runner(warehouseProjections).start();
    await settled(2_500);
    const leaves = (await read.ledger.journal.page(0, 3_000)).map(({ body }) => leafHash(sha256, Buffer.from(body)));
    const root = hex(rootOf(sha256, appendLeaves(sha256, EMPTY_RANGE, leaves)));
    const { rows } = await read.pool.query<{ range: Buffer }>('select range from projections.checkpoint');
    expect(rows.map(({ range }) => hex(rootOf(sha256, parseRange(range))))).toEqual([root, root, root]);
  });

  it('gives the same tables whether it followed event by event or was built at once', async () => {
    const facts = traffic(300);
    await read.runner(warehouseProjections).start();
    for (let start = 0; start < facts.length; start += 7) {
      await read.append(facts.slice(start, start + 7));
      await settled(Math.min(start + 7, facts.length));
    }
    for (const projection of warehouseProjections) {
      const { state, rebuilt } = await read.order('REBUILD', projection.name);
      expect(rebuilt).toMatchObject({ name: projection.name, version: 1, size: 300 });
      expect([state, rebuilt!.digestAfter]).toEqual(['DONE', rebuilt!.digestBefore]);
    }
    expect(new Set(await Promise.all(warehouseProjections.map((it) => read.store.digest(it, 300)))).size).toBe(3);
  });

  it('stores sums at fixed sizes, and they say what the movements say', async () => {
    await read.append(traffic(9_000));
    await read.runner(warehouseProjections, { suspicious: false }).start();
    await settled(9_000);
    const boundaries = await read.tables.query('select distinct boundary_size as size from box_total order by 1', []);
    expect(boundaries).toEqual([{ size: 4_096 }, { size: 8_192 }]);
    for (const size of [1, 4_095, 4_096, 4_097, 8_191, 8_192, 8_193, 9_000]) {
      const summed = await read.tables.query(
        `select hall as key, 'boxes' as measure, count(*) as n from ${at('box', ANY_DAY)} b group by hall
         union all
         select hall, 'weight', sum(weight)::bigint from ${at('box', ANY_DAY)} b group by hall having sum(weight) <> 0 order by 1, 2`,
        [size],
      );
      expect(await read.tables.totalsAt('box', 'HALL', atSize(size)).then(sorted)).toEqual(sorted(summed));
    }
  });

  it('finds a read row that was changed behind its back by its digest', async () => {
    await read.append(traffic(200));
    await read.runner(warehouseProjections).start();
    await settled(200);
    await read.pool.query(
      `update read_tables.box_now_v1 set weight = weight + 1 where box = (select min(box) from read_tables.box_now_v1)`,
    );
    const { state, comparison } = await read.order('REBUILD', 'box');
    expect([state, comparison!.differing]).toEqual(['DIFFERS', 2]);
    expect(comparison!.digestAfter).not.toBe(comparison!.digestBefore);
  });

  it('applies an event as soon as it is appended, and says so', async () => {
    await read.runner(warehouseProjections).start();
    await read.append([painted('red')]);
    await settled(1);
    for (let turn = 0; turn < 10; turn += 1) {
      await read.append([painted('red'), put(`box ${turn}`, 'east')]);
      await settled(1 + 2 * (turn + 1));
    }
    const status = await read.sizes(warehouseProjections).status();
    expect(status.map(({ rate: _, range: __, ...rest }) => rest)).toEqual(
      names.toSorted().map((name) => ({
        name,
        version: 1,
        state: 'LIVE',
        size: 21,
        head: 21,
        lagEvents: 0,
        lagSeconds: null,
        secondsToGo: null,
        fault: null,
        digest: null,
        build: null,
      })),
    );
    expect(status.every(({ rate }) => rate! > 0)).toBe(true);
  });
});

const sorted = <T extends { readonly key?: unknown; readonly measure?: unknown }>(rows: readonly T[]): readonly T[] =>
  rows.toSorted((one, other) => (`${one.key}/${one.measure}` < `${other.key}/${other.measure}` ? -1 : 1));

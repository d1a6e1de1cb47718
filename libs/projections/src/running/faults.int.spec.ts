import { ProjectionGap } from '../progress';
import { defineFacts, defineState, type Projection } from '../projection';
import { createReadSide, encodedFact, eventually, journalWith, type ReadSide } from '../testing/read-side';
import { painted, put, traffic } from '../testing/warehouse-facts';
import {
  boxProjection,
  moveProjection,
  paintProjection,
  warehouseEvents,
  warehouseProjections,
} from '../testing/warehouse';
import { declarationHash } from '../declarations';
import { applierOf } from './applying';
import { batchOf } from './batch';
import { trusting } from './purity';

jest.setTimeout(60_000);

let read: ReadSide;
beforeEach(async () => {
  read = await createReadSide(warehouseEvents);
});
afterEach(() => read.drop());

const sizesOf = (projections: readonly Projection[]) => read.sizes(projections);
const statusOf = async (projection: Projection) => (await sizesOf([projection]).status())[0]!;
const settled = (projection: Projection, size: number) =>
  sizesOf([projection]).waitForSize([projection.name], size, 20_000);
const stopped = (projection: Projection) =>
  eventually(`${projection.name} stops`, async () => (await statusOf(projection))?.state === 'FAULTED');

describe('a batch that does not follow', () => {
  const prepared = async () => {
    const [checkpoint] = await read.store.prepare(boxProjection, declarationHash(boxProjection, warehouseEvents), 0);
    return applierOf(boxProjection, checkpoint!, read.store, trusting);
  };
  const machinery = () => ({ codec: read.codec, purity: trusting });

  it('is refused where an event is missing, comes twice, or in another order', async () => {
    await read.append(traffic(6));
    const events = await read.ledger.journal.page(0, 6);
    const [first, second, third] = events;
    expect(() => batchOf([first!, third!], 0, machinery())).toThrow(ProjectionGap);
    expect(() => batchOf([first!, first!, second!], 0, machinery())).toThrow(ProjectionGap);
    expect(() => batchOf([second!, first!], 0, machinery())).toThrow(ProjectionGap);
    const applier = await prepared();
    await expect(applier.apply(batchOf(events.slice(1), 1, machinery()), 6, 0)).rejects.toThrow(ProjectionGap);
    await applier.apply(batchOf(events.slice(0, 3), 0, machinery()), 3, 0);
    await expect(applier.apply(batchOf(events.slice(0, 3), 0, machinery()), 3, 0)).rejects.toThrow(ProjectionGap);
    await expect(applier.apply(batchOf(events.slice(4), 4, machinery()), 6, 0)).rejects.toThrow(ProjectionGap);
    expect(applier.checkpoint.size).toBe(3);
  });

  it('leaves the tables alone when another process was faster', async () => {
    await read.append(traffic(40));
    const events = await read.ledger.journal.page(0, 40);
    const [one, other] = [await prepared(), await prepared()];
    await one.apply(batchOf(events, 0, machinery()), 40, 0);
    const digest = await read.store.digest(boxProjection, 40);
    await expect(other.apply(batchOf(events, 0, machinery()), 40, 0)).rejects.toThrow(ProjectionGap);
    expect(await read.store.digest(boxProjection, 40)).toBe(digest);
  });

  it('stops a runner whose journal leaves one event out', async () => {
    await read.append(traffic(30));
    const { journal } = read.ledger;
    const withoutTen = journalWith(journal, async (from, limit) =>
      (await journal.page(from, limit)).filter(({ position }) => position !== 10),
    );
    const refused: string[] = [];
    const runner = read.runner([boxProjection], { journal: withoutTen });
    jest.spyOn(runner['logger'], 'error').mockImplementation((message: string) => void refused.push(message));
    await runner.start();
    await eventually('the gap is noticed', () =>
      refused.some((message) => /stands at 10, and was given 11/.test(message)),
    );
    expect((await statusOf(boxProjection)).size).toBe(0);
  });
});

describe('an event that cannot be applied', () => {
  it('stops its projection, names the event and no value of it; the others go on', async () => {
    await read.append([
      put('a', 'east'),
      put('b', 'west'),
      put('Nguyễn Văn A', 'east', -1),
      put('c', 'east'),
      painted('red'),
    ]);
    await read.runner(warehouseProjections).start();
    await stopped(boxProjection);
    await settled(moveProjection, 5);
    await settled(paintProjection, 5);
    const [, , poison] = await read.ledger.journal.page(0, 3);
    const { size, fault } = await statusOf(boxProjection);
    expect({ size, fault }).toMatchObject({
      size: 2,
      fault: { position: 2, eventId: poison!.id, code: 'PROJECTION_ERROR' },
    });
    expect(fault!.message).toMatch(/^BoxPut .+ at position 2 could not be applied \(Error at warehouse\.ts:\d+\)$/);
    expect(fault!.message).not.toContain('Nguyễn');
    // What it said before is still right.
    expect(await read.tables.query('select box from box_now order by box', [])).toEqual([{ box: 'a' }, { box: 'b' }]);
    await expect(sizesOf([boxProjection]).waitForSize(['box'], 3, 50)).rejects.toMatchObject({
      code: 'PROJECTION_STALE',
    });
    await read.append([painted('blue')]);
    await settled(moveProjection, 6);
  });

  it('is tried again when asked, and applied once the projection can', async () => {
    await read.append([put('a', 'east'), put('b', 'east', -1), put('c', 'east')]);
    let canWeigh = false;
    const projection = defineState({
      ...boxProjection,
      evolve: (row, event, key) =>
        canWeigh && event.type === 'BoxPut'
          ? { ...event.data, moves: 1, notes: null }
          : boxProjection.evolve(row, event, key),
    });
    await read.runner([projection]).start();
    await stopped(projection);
    expect(await read.order('RETRY', 'box')).toMatchObject({ state: 'DONE' });
    await stopped(projection);
    canWeigh = true;
    await read.order('RETRY', 'box');
    await settled(projection, 3);
    expect((await statusOf(projection)).fault).toBeNull();
  });

  it('is still shown after a restart, and the restart does not try it', async () => {
    await read.append([put('a', 'east'), put('b', 'east', -1)]);
    const first = read.runner([boxProjection]);
    await first.start();
    await stopped(boxProjection);
    await first.stop();
    await read.runner([boxProjection, paintProjection]).start();
    await settled(paintProjection, 2);
    expect(await statusOf(boxProjection)).toMatchObject({ state: 'FAULTED', size: 1, fault: { position: 1 } });
  });

  it('stops those that listen to it when its body does not fit its schema, and all when nobody knows its type', async () => {
    const stranger = (type: string, data: unknown, stream: string) => {
      const event = encodedFact(read.codec, stream, 0, painted('red'));
      const body = JSON.stringify({ ...JSON.parse(event.body), type, data });
      return read.ledger.store.append({ stream, expectedRevision: -1, events: [{ ...event, type, body }] });
    };
    await stranger('BoxPut', { box: 'a' }, 'strange-1');
    await read.runner(warehouseProjections).start();
    await stopped(boxProjection);
    await stopped(moveProjection);
    expect((await statusOf(boxProjection)).fault).toMatchObject({ position: 0, code: 'DECODE_FAILED' });
    await settled(paintProjection, 1);
    await stranger('BoxBurnt', {}, 'strange-2');
    await stopped(paintProjection);
    expect((await statusOf(paintProjection)).fault).toMatchObject({ position: 1, code: 'UNKNOWN_EVENT' });
  });

  it('is named where a column cannot hold what it gives', async () => {
    await read.append([put('a', 'east'), put('b', 'ea\0st')]);
    await read.runner([boxProjection]).start();
    await stopped(boxProjection);
    const { fault } = await statusOf(boxProjection);
    expect(fault).toMatchObject({ position: 1, code: 'VALUE_REFUSED' });
    expect(fault!.message).toMatch(/column hall takes text$/);
  });

  it('is found among hundreds where only the database refuses its row', async () => {
    const words = defineFacts<typeof moveProjection.events>({
      name: 'word',
      version: 1,
      events: moveProjection.events,
      tables: [{ kind: 'facts', name: 'word', columns: { word: 'text' }, key: ['word'] }],
      facts: ({ data }) => ({ word: data.hall.split(' ').map((word) => ({ word })) }),
    });
    const facts = Array.from({ length: 300 }, (_, index) =>
      put(`box ${index}`, index === 217 ? 'twice twice' : 'one two'),
    );
    await read.append(facts);
    await read.runner([words]).start();
    await stopped(words);
    expect(await statusOf(words)).toMatchObject({ size: 217, fault: { position: 217, code: 'ROW_REFUSED' } });
    expect(await read.tables.query('select count(*) as n, max(position) as last from word', [])).toEqual([
      { n: 434, last: 216 },
    ]);
  });
});

describe('a projection that is no pure function', () => {
  it('is stopped where it changes its input', async () => {
    const careless = defineState({
      ...boxProjection,
      evolve: (row, event, key) => {
        if (row) (row as { moves: number }).moves += 1;
        return row ?? boxProjection.evolve(row, event, key);
      },
    });
    await read.runner([careless]).start();
    await read.append([put('a', 'east'), put('a', 'west')]);
    await stopped(careless);
    expect((await statusOf(careless)).fault).toMatchObject({ position: 1, code: 'PROJECTION_ERROR' });
  });

  it('is stopped where it gives two answers to one question', async () => {
    let calls = 0;
    const fickle = defineState({
      ...boxProjection,
      evolve: (row, event, key) => {
        const next = boxProjection.evolve(row, event, key);
        calls += 1;
        return next && { ...next, moves: calls };
      },
    });
    await read.runner([fickle]).start();
    await read.append([put('a', 'east')]);
    await stopped(fickle);
    expect((await statusOf(fickle)).fault!.message).toMatch(/two answers for the same event and row$/);
  });
});

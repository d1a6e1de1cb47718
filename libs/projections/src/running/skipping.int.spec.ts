import { postgresOrderBook } from '../postgres';
import type { Skip, SkipRefusal } from '../projection-orders';
import type { Projection } from '../projection';
import { createReadSide, encodedFact, eventually, noRecord, type ReadSide } from '../testing/read-side';
import { painted, put } from '../testing/warehouse-facts';
import { boxProjection, paintProjection, warehouseEvents } from '../testing/warehouse';
import type { OrderRecord } from './obeying';

jest.setTimeout(90_000);

describe('an event that a projection leaves out', () => {
  let read: ReadSide;
  /** What the ledger holds of it. */
  let skips: Skip[];
  let refusal: SkipRefusal | null;
  beforeEach(async () => {
    read = await createReadSide(warehouseEvents);
    skips = [];
    refusal = null;
  });
  afterEach(() => read.drop());

  const record: OrderRecord = {
    ...noRecord,
    skipped: async ({ eventId: _, ...skip }) => {
      if (!refusal) skips.push(skip);
      return refusal;
    },
  };
  const worker = async (...projections: readonly Projection[]) => {
    const runner = read.runner(projections, {
      orders: { book: postgresOrderBook(read.pool), record },
      skips: async () => skips,
    });
    await runner.start();
    return runner;
  };
  const status = async (projection: Projection = boxProjection) => (await read.sizes([projection]).status())[0]!;
  const stopped = (position: number) =>
    eventually(`it stops at ${position}`, async () => (await status())?.fault?.position === position);
  const settled = (size: number, projection: Projection = boxProjection) =>
    read.sizes([projection]).waitForSize([projection.name], size, 20_000);
  const boxes = async () =>
    (await read.tables.query<{ box: string }>('select box from box_now order by box', [])).map(({ box }) => box);

  it('is not applied, and those behind it are; a rebuild by another process says the same', async () => {
    await read.append([put('a', 'east'), put('b', 'east', -1), put('c', 'east'), put('d', 'east', -1)]);
    const first = await worker(boxProjection);
    await stopped(1);
    expect(await read.order('SKIP', 'box', { position: 1 })).toMatchObject({ state: 'DONE', position: 1 });
    // Only that one: the next of its kind is another decision.
    await stopped(3);
    expect(await read.order('SKIP', 'box', { position: 3 })).toMatchObject({ state: 'DONE' });
    await settled(4);
    expect(await boxes()).toEqual(['a', 'c']);
    await first.stop();
    await worker(boxProjection);
    const { state, rebuilt } = await read.order('REBUILD', 'box');
    expect([state, rebuilt]).toEqual(['DONE', { ...rebuilt, size: 4, digestAfter: rebuilt!.digestBefore }]);
    expect(await boxes()).toEqual(['a', 'c']);
    expect(skips).toEqual([1, 3].map((position) => ({ name: 'box', version: 1, position })));
  });

  it('is left out although nobody can read it', async () => {
    const event = encodedFact(read.codec, 'strange-1', 0, painted('red'));
    const body = JSON.stringify({ ...JSON.parse(event.body), type: 'BoxBurnt', data: {} });
    await read.ledger.store.append({
      stream: 'strange-1',
      expectedRevision: -1,
      events: [{ ...event, type: 'BoxBurnt', body }],
    });
    await read.append([put('a', 'east')]);
    await worker(boxProjection);
    await stopped(0);
    expect(await read.order('SKIP', 'box', { position: 0 })).toMatchObject({ state: 'DONE' });
    await settled(2);
    expect(await boxes()).toEqual(['a']);
  });

  it('is tried again by a raised version, which stops at it beside the one that serves', async () => {
    await read.append([put('a', 'east'), put('b', 'east', -1)]);
    const first = await worker(boxProjection);
    await stopped(1);
    await read.order('SKIP', 'box', { position: 1 });
    await settled(2);
    await first.stop();
    const next = { ...boxProjection, version: 2 };
    await worker(next);
    await eventually('the build stops', async () => (await status(next)).build?.fault?.position === 1);
    expect(await read.order('SKIP', 'box', { position: 1 })).toMatchObject({ state: 'DONE' });
    await settled(2, next);
    await eventually('it serves', async () => (await status(next)).version === 2);
    expect(skips.map(({ version }) => version)).toEqual([1, 2]);
  });

  it('must be the one at which it stopped, and the ledger must agree', async () => {
    await read.append([put('a', 'east')]);
    await worker(boxProjection, paintProjection);
    await settled(1);
    const skip = (position: number) => read.order('SKIP', 'box', { position });
    expect(await skip(0)).toMatchObject({ state: 'REFUSED', refusal: 'NOTHING_TO_SKIP' });
    await read.append([put('b', 'east', -1)]);
    await stopped(1);
    expect(await skip(0)).toMatchObject({ state: 'REFUSED', refusal: 'SKIP_OTHER_EVENT' });
    for (refusal of ['SKIP_NOT_PROPOSED', 'SEPARATION_OF_DUTIES'] as const)
      expect(await skip(1)).toMatchObject({ state: 'REFUSED', refusal });
    expect((await status()).fault?.position).toBe(1);
  });
});

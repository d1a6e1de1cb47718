import { DeclarationRefused } from '../declarations';
import { defineFacts, defineState, type Projection } from '../projection';
import { createReadSide, eventually, type ReadSide } from '../testing/read-side';
import { put } from '../testing/warehouse-facts';
import { boxProjection, moveProjection, warehouseEvents, type BoxRow } from '../testing/warehouse';

jest.setTimeout(60_000);

describe('a projection that is no pure function of event and row', () => {
  let read: ReadSide;
  beforeAll(async () => {
    read = await createReadSide(warehouseEvents);
    await read.append([put('a', 'east'), put('a', 'west'), put('b', 'east', -1)]);
  });
  afterAll(() => read.drop());

  let count = 0;
  const boxes = (change: (next: BoxRow, before: BoxRow | undefined) => BoxRow): Projection =>
    defineState({
      ...boxProjection,
      evolve: (row, event, key) => {
        const next = boxProjection.evolve(row, event, key);
        return next && change(next, row);
      },
    });

  it.each<readonly [string, Projection, RegExp]>([
    [
      'the time',
      boxes((next) => ({ ...next, moves: Date.now() })),
      /projection box is not a pure function: it asks what time it is \(BoxPut at position 0\)/,
    ],
    [
      'the day',
      defineFacts({
        ...moveProjection,
        facts: (event) => ({ ...moveProjection.facts(event), move_word: [{ word: new Date().toISOString() }] }),
      }),
      /projection move is not a pure function: it asks what time it is/,
    ],
    ['chance', boxes((next) => ({ ...next, weight: Math.random() })), /two answers for the same event and row/],
    ['how often it was asked', boxes((next) => ({ ...next, moves: (count += 1) })), /two answers for the same/],
    [
      'what it did to its row',
      boxes((next, before) => {
        if (before) (before as { moves: number }).moves += 1;
        return next;
      }),
      /it changes its input \(BoxPut at position 1\)/,
    ],
  ])('but of %s is refused at start', async (_, projection, message) => {
    const starting = read.runner([projection], { suspicious: false }).start();
    await expect(starting).rejects.toThrow(DeclarationRefused);
    await expect(starting).rejects.toThrow(message);
  });

  it('is not taken for one that merely cannot apply an event, which stops there', async () => {
    await read.runner([boxProjection], { suspicious: false }).start();
    await eventually(
      'it stops',
      async () => (await read.sizes([boxProjection]).status())[0]?.fault?.code === 'PROJECTION_ERROR',
    );
    expect(new Date().getTime()).toBeGreaterThan(0);
  });
});

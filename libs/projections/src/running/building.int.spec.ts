import { EventCodec } from '@event-store';
import { DeclarationChanged, DeclarationRefused, checkDeclarations } from '../declarations';
import { defineState, type Projection } from '../projection';
import { createReadSide, eventually, type ReadSide } from '../testing/read-side';
import { painted, put } from '../testing/warehouse-facts';
import {
  boxProjection,
  moveProjection,
  paintProjection,
  warehouseEvents,
  warehouseProjections,
} from '../testing/warehouse';

jest.setTimeout(60_000);

describe('declarations', () => {
  const faultsOf =
    (...projections: readonly Projection[]) =>
    () =>
      checkDeclarations(projections, warehouseEvents);

  it('are accepted as the warehouse has them', () => expect(faultsOf(...warehouseProjections)).not.toThrow());

  it.each<[string, readonly Projection[], RegExp]>([
    ['two of one name', [paintProjection, { ...boxProjection, name: 'paint' }], /two projections are called paint/],
    [
      'two owners of a table',
      [paintProjection, { ...paintProjection, name: 'paint-again' }],
      /table paint_now has two owners/,
    ],
    [
      "a table called like another one's totals",
      [
        boxProjection,
        { ...paintProjection, table: { ...paintProjection.table, name: 'x' }, name: 'box-x' },
        { ...moveProjection, tables: [{ kind: 'facts', name: 'box_total', columns: { a: 'text' } }] },
      ],
      /table box_total has two owners/,
    ],
    [
      'an event that no definition has',
      [{ ...paintProjection, events: [{ type: 'HallSold', version: 1, schema: {} }] }],
      /no definition has its event HallSold v1/,
    ],
    [
      'an event of another version',
      [{ ...paintProjection, events: [{ ...warehouseEvents[2], version: 2 }] }],
      /no definition has its event HallPainted v2/,
    ],
    [
      'a column that the engine adds',
      [{ ...paintProjection, table: { ...paintProjection.table, columns: { position: 'int' } } }],
      /column position is the engine's/,
    ],
    [
      'an index over a column that is not there',
      [{ ...paintProjection, table: { ...paintProjection.table, indexes: [['shade']] } }],
      /names the column shade/,
    ],
    [
      'a name that is none',
      [{ ...paintProjection, table: { ...paintProjection.table, name: 'Paint"; drop' } }],
      /is no table or column name/,
    ],
    [
      'a key of a type that has no order',
      [{ ...paintProjection, table: { ...paintProjection.table, key: { colour: 'json' } } }],
      /key column colour can't be json/,
    ],
    ['no key', [{ ...paintProjection, table: { ...paintProjection.table, key: {} } }], /its table has no key/],
    ['a version from 0', [{ ...paintProjection, version: 0 }], /version is not an integer from 1/],
  ])('are refused with %s', (_, projections, message) => {
    expect(faultsOf(...projections)).toThrow(DeclarationRefused);
    expect(faultsOf(...projections)).toThrow(message);
  });
});

describe('building and building anew', () => {
  let read: ReadSide;
  beforeEach(async () => {
    read = await createReadSide(warehouseEvents);
  });
  afterEach(() => read.drop());

  const settled = (projections: readonly Projection[], size: number) =>
    read.sizes(projections).waitForSize(
      projections.map(({ name }) => name),
      size,
      20_000,
    );

  it('refuses to start with tables of another declaration under the same version', async () => {
    const first = read.runner([paintProjection]);
    await first.start();
    await eventually('it runs', () => first.held.length === 1);
    await first.stop();
    const changed = { ...paintProjection, table: { ...paintProjection.table, columns: { times: 'bigint' as const } } };
    await expect(read.runner([changed]).start()).rejects.toThrow(DeclarationChanged);
    await expect(
      read.runner([{ ...paintProjection, events: [warehouseEvents[2], warehouseEvents[1]] as never }]).start(),
    ).rejects.toThrow(/raise its version/);
    await read.runner([paintProjection]).start();
  });

  it('builds the tables of a raised version anew, and refuses to go back to the version before', async () => {
    await read.append([painted('red'), painted('red'), painted('blue')]);
    const first = read.runner([paintProjection]);
    await first.start();
    await settled([paintProjection], 3);
    await first.stop();
    type NextRow = { readonly colour: string; readonly times: number; readonly first_position: number };
    const next = defineState<typeof paintProjection.events, NextRow>({
      ...paintProjection,
      version: 2,
      table: { ...paintProjection.table, columns: { times: 'int', first_position: 'bigint' } },
      evolve: (row, event) => ({
        colour: event.data.colour,
        times: (row?.times ?? 0) + 1,
        first_position: row?.first_position ?? event.position,
      }),
    });
    await read.runner([next]).start();
    await settled([next], 3);
    expect(await read.tables.query('select colour, times, first_position from paint_now order by colour', [])).toEqual([
      { colour: 'blue', times: 1, first_position: 2 },
      { colour: 'red', times: 2, first_position: 0 },
    ]);
    await expect(read.runner([paintProjection]).start()).rejects.toMatchObject({ code: 'PROJECTION_NEWER' });
  });

  it('keeps its tables when a new kind of event joins those that it listens to all of', async () => {
    const listensToAll = { ...paintProjection, events: warehouseEvents as never };
    const first = read.runner([listensToAll]);
    await first.start();
    await first.stop();
    const grown = [...warehouseEvents, { ...warehouseEvents[2], type: 'HallSwept' }];
    await read.runner([{ ...paintProjection, events: grown as never }], { codec: new EventCodec(grown) }).start();
  });

  it('lets a reader wait for its own write, by size or by stream and revision', async () => {
    await read.runner(warehouseProjections).start();
    const sizes = read.sizes(warehouseProjections);
    const waiting = sizes.waitForRevision(['box', 'paint'], 'specification-1', 2);
    await read.append([put('a', 'east'), painted('red'), painted('red')]);
    await waiting;
    expect(await read.tables.query('select times from paint_now', [])).toEqual([{ times: 2 }]);
    await expect(sizes.waitForRevision(['box'], 'specification-1', 3, 40)).rejects.toMatchObject({
      code: 'PROJECTION_STALE',
    });
    await expect(sizes.waitForSize(['box'], 4, 40)).rejects.toMatchObject({ code: 'PROJECTION_STALE' });
  });
});

describe('a read table that the worker has not made yet', () => {
  it('is stale and not an error of the server', async () => {
    const read = await createReadSide(warehouseEvents);
    await expect(read.tables.query('select * from paint_now', [])).rejects.toMatchObject({ code: 'PROJECTION_STALE' });
    await expect(read.tables.query('create table paint_now (x int)', [])).rejects.toThrow(/read-only/);
    await read.drop();
  });
});

import { Type } from 'typebox';
import { defineEvent } from '@kernel';
import { defineFacts, defineState } from '../projection';

/** A small subject for the engine's own specifications: boxes that stand in halls. */
const BoxPut = defineEvent(
  'BoxPut',
  1,
  Type.Object({ box: Type.String(), hall: Type.String(), weight: Type.Integer() }),
);
const BoxTaken = defineEvent('BoxTaken', 1, Type.Object({ box: Type.String() }));
const HallPainted = defineEvent('HallPainted', 1, Type.Object({ colour: Type.String() }));
export const warehouseEvents = [BoxPut, BoxTaken, HallPainted] as const;

export type BoxRow = {
  readonly box: string;
  readonly hall: string;
  readonly weight: number;
  readonly moves: number;
  readonly notes: { readonly last: string } | null;
};

/** Where each box is; how many boxes and what weight each hall holds. A box of weight -1 is one that nobody foresaw. */
export const boxProjection = defineState<readonly [typeof BoxPut, typeof BoxTaken], BoxRow>({
  name: 'box',
  version: 1,
  events: [BoxPut, BoxTaken],
  table: {
    kind: 'state',
    name: 'box',
    key: { box: 'text' },
    columns: { hall: 'text', weight: 'bigint', moves: 'int', notes: 'json' },
    indexes: [['hall']],
  },
  keys: ({ data }) => [data.box],
  evolve: (row, event) => {
    switch (event.type) {
      case 'BoxPut': {
        const { box, hall, weight } = event.data;
        if (weight === -1) throw new Error(`cannot weigh ${box}`);
        if (row?.hall === hall && row.weight === weight) return row;
        return { box, hall, weight, moves: (row?.moves ?? 0) + 1, notes: row ? { last: row.hall } : null };
      }
      case 'BoxTaken':
        return undefined;
    }
  },
  measures: ({ hall, weight }) => [
    { cut: 'HALL', key: hall, measure: 'boxes', n: 1 },
    { cut: 'HALL', key: hall, measure: 'weight', n: weight },
  ],
});

/** Each move, and each word of a hall's name. */
export const moveProjection = defineFacts<readonly [typeof BoxPut]>({
  name: 'move',
  version: 1,
  events: [BoxPut],
  tables: [
    {
      kind: 'facts',
      name: 'move',
      columns: {
        box: 'text',
        hall: 'text',
        moved_on: 'day',
        recorded_at: 'instant',
        event_id: 'uuid',
        heavy: 'boolean',
      },
      key: [],
      indexes: [['box']],
    },
    { kind: 'facts', name: 'move_word', columns: { word: 'text' } },
  ],
  facts: ({ id, data, occurredAt, recordedAt }) => ({
    move: [
      {
        box: data.box,
        hall: data.hall,
        moved_on: occurredAt.slice(0, 10),
        recorded_at: recordedAt,
        event_id: id,
        heavy: data.weight > 100,
      },
    ],
    move_word: data.hall.split(' ').map((word) => ({ word })),
  }),
});

/** How often paint was used, one row: an event that the others don't listen to. */
export const paintProjection = defineState<
  readonly [typeof HallPainted],
  { readonly colour: string; readonly times: number }
>({
  name: 'paint',
  version: 1,
  events: [HallPainted],
  table: { kind: 'state', name: 'paint', key: { colour: 'text' }, columns: { times: 'int' } },
  keys: ({ data }) => [data.colour],
  evolve: (row, { data }) => ({ colour: data.colour, times: (row?.times ?? 0) + 1 }),
});

export const warehouseProjections = [boxProjection, moveProjection, paintProjection] as const;

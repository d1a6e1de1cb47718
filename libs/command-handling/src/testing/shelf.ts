import { Type } from 'typebox';
import { type Decider, type EventOf, accept, defineEvent, refuse } from '@kernel';

/** A noun that belongs to no programme, for specs of the ledger itself: a shelf takes ten things. */
export const ThingsPut = defineEvent(
  'ThingsPut',
  2,
  Type.Object({
    count: Type.Integer(),
    by: Type.Optional(Type.String()),
    channel: Type.Optional(Type.String()),
    import: Type.Optional(Type.Object({ batchId: Type.String(), line: Type.Integer() })),
    flags: Type.Optional(Type.Array(Type.String())),
    padding: Type.Optional(Type.String()),
  }),
);
export const ShelfFull = defineEvent('ShelfFull', 1, Type.Object({ flags: Type.Optional(Type.Array(Type.String())) }));
export const shelfEvents = [ThingsPut, ShelfFull] as const;
export type ShelfEvent = EventOf<(typeof shelfEvents)[number]>;

export interface PutThings {
  readonly type: 'PutThings';
  readonly data: {
    readonly count: number;
    readonly by?: string;
    readonly flags?: string[];
    readonly padding?: string;
    /** When the decider says that it happened, where it knows better than the caller. */
    readonly on?: string;
  };
}

export const SHELF_CAPACITY = 10;

/**
 * Stream    shelf-{id}.
 * Protects  a shelf holds ten things at most. Putting none changes nothing; the tenth is followed by `ShelfFull`.
 */
export const shelf: Decider<PutThings, number, ShelfEvent, 'OVER_ALLOCATION'> = {
  noun: 'shelf',
  streamOf: (id) => `shelf-${id}`,
  events: shelfEvents,
  initial: 0,
  decide: ({ data: { on, ...data } }, held) => {
    const after = held + data.count;
    if (after > SHELF_CAPACITY) return refuse('OVER_ALLOCATION', { available: SHELF_CAPACITY - held });
    if (data.count === 0) return accept();
    const put: ShelfEvent = { type: 'ThingsPut', data, ...(on === undefined ? {} : { occurredAt: on }) };
    return after === SHELF_CAPACITY
      ? accept<ShelfEvent>(put, { type: 'ShelfFull', data: {} })
      : accept<ShelfEvent>(put);
  },
  evolve: (held, event) => (event.type === 'ThingsPut' ? held + event.data.count : held),
};

export const putThings = (count: number, more: Omit<PutThings['data'], 'count'> = {}): PutThings => ({
  type: 'PutThings',
  data: { count, ...more },
});

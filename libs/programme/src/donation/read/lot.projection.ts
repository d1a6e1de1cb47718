import type { EventOf } from '@kernel';
import { type Positioned, defineState } from '@projections';
import { lotEvents } from '../domain';

export type LotRow = {
  /** `{donation}-{no}`, as its stream is called. */
  readonly lot_id: string;
  readonly donation_code: string | null;
  readonly lot_no: string | null;
  readonly warehouse_code: string | null;
  readonly expected: number;
  readonly manifested_on: string | null;
  readonly counted: number | null;
  readonly accepted: number | null;
  readonly rejected: number | null;
  readonly short: number | null;
  readonly over: number | null;
  readonly counted_on: string | null;
  /** What a second person let in beyond the manifest, or of a queued count. */
  readonly surplus_accepted: number;
  /** Of a count that bears a flag; null where none does. */
  readonly exception: 'OPEN' | 'ACCEPTED' | 'REFUSED' | null;
  readonly counted_by: string | null;
};

type Event = Positioned<EventOf<(typeof lotEvents)[number]>>;

const unknown = (lotId: string): LotRow => ({
  lot_id: lotId,
  donation_code: null,
  lot_no: null,
  warehouse_code: null,
  expected: 0,
  manifested_on: null,
  counted: null,
  accepted: null,
  rejected: null,
  short: null,
  over: null,
  counted_on: null,
  surplus_accepted: 0,
  exception: null,
  counted_by: null,
});

const evolve = (found: LotRow | undefined, event: Event, lotId: string): LotRow => {
  const row = found ?? unknown(lotId);
  switch (event.type) {
    case 'LotManifested': {
      const { donationCode, lotNo, warehouseCode, expected, manifestedOn } = event.data;
      const of = { donation_code: donationCode, lot_no: lotNo, warehouse_code: warehouseCode };
      return {
        ...row,
        ...of,
        expected: row.expected + expected,
        manifested_on: row.manifested_on ?? manifestedOn,
      };
    }
    case 'LotCounted': {
      const { donationCode, lotNo, warehouseCode, counted, accepted, rejected, short, over, countedOn } = event.data;
      const of = { donation_code: donationCode, lot_no: lotNo, warehouse_code: warehouseCode };
      const exception = (event.data.flags ?? []).length > 0 ? ('OPEN' as const) : null;
      return {
        ...row,
        ...of,
        counted,
        accepted,
        rejected,
        short,
        over,
        counted_on: countedOn,
        exception,
        counted_by: event.id,
      };
    }
    case 'LotSurplusAccepted':
      return { ...row, surplus_accepted: row.surplus_accepted + event.data.quantity };
    case 'ExceptionResolved':
      return event.data.eventId === row.counted_by ? { ...row, exception: event.data.outcome } : row;
  }
};

/** Answers  what a manifest said that a lot holds, and what was counted. */
export const lotProjection = defineState<typeof lotEvents, LotRow>({
  name: 'lot',
  version: 2,
  events: lotEvents,
  table: {
    kind: 'state',
    name: 'lot',
    key: { lot_id: 'text' },
    bitemporal: true,
    columns: {
      donation_code: 'text',
      lot_no: 'text',
      warehouse_code: 'text',
      expected: 'int',
      manifested_on: 'day',
      counted: 'int',
      accepted: 'int',
      rejected: 'int',
      short: 'int',
      over: 'int',
      counted_on: 'day',
      surplus_accepted: 'int',
      exception: 'text',
      counted_by: 'text',
    },
    indexes: [['donation_code'], ['warehouse_code']],
  },
  // ExceptionResolved may stand in other kinds of stream too.
  keys: ({ stream }) => (stream.startsWith('lot-') ? [stream.slice('lot-'.length)] : []),
  evolve,
});

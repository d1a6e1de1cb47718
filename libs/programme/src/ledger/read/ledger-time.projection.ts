import { defineState } from '@projections';
import { allEvents } from '../../catalogue';
import { later } from '../../shared';

type LedgerTimeRow = { readonly recorded_max: string };

/**
 * Answers  how large the ledger was at a time: the prefix before the first position whose `recordedAt` is later (contract 3).
 * Engine   `recordedAt` isn't monotone in position, its running maximum is: a version for each new maximum, under one key. So the
 *          question is one look-up in the index of `recorded_max`.
 */
export const ledgerTimeProjection = defineState<typeof allEvents, LedgerTimeRow>({
  name: 'ledger-time',
  version: 1,
  events: allEvents,
  table: {
    kind: 'state',
    name: 'ledger_time',
    key: { clock: 'text' },
    columns: { recorded_max: 'instant' },
    indexes: [['recorded_max']],
  },
  keys: () => ['ledger'],
  evolve: (row, { recordedAt }) =>
    row ? { recorded_max: later(row.recorded_max, recordedAt) } : { recorded_max: recordedAt },
});

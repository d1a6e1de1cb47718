import { defineFacts } from '@projections';
import { bookEvents, carrierDayOf } from '../domain';

export type CreditOutcome = 'CREDITED' | 'FAILED' | 'CONFLICT';

/** Answers  what each carrier stated of each grant and day, line by line. What is wrong with a line is derived when it is read. */
export const creditProjection = defineFacts({
  name: 'credit',
  version: 1,
  events: bookEvents,
  tables: [
    {
      kind: 'facts',
      name: 'credit',
      columns: {
        carrier: 'text',
        service_date: 'day',
        grant_id: 'uuid',
        outcome: 'text',
        bytes: 'bigint',
        code: 'text',
        carrier_txn_id: 'text',
        file_id: 'uuid',
        line: 'int',
      },
      indexes: [
        ['carrier', 'service_date'],
        ['grant_id', 'service_date'],
      ],
    },
  ],
  facts: (event) => {
    const { grantId, serviceDate, carrierTxnId, fileId, line } = event.data;
    const row = (outcome: CreditOutcome, bytes: number, code: string | null) => ({
      credit: [
        {
          carrier: carrierDayOf(event.stream).carrier,
          service_date: serviceDate,
          grant_id: grantId,
          outcome,
          bytes,
          code,
          carrier_txn_id: carrierTxnId,
          file_id: fileId,
          line,
        },
      ],
    });
    switch (event.type) {
      case 'DailyQuotaCredited':
        return row('CREDITED', event.data.bytes, null);
      case 'DailyQuotaFailed':
        return row('FAILED', 0, event.data.code);
      case 'CreditConflictRecorded':
        return row('CONFLICT', event.data.bytes, event.data.code);
    }
  },
});

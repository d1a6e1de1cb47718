import { on, projectionSpec } from '@projections/testing/projection-spec';
import { dailyQuotaCredited, FILE, GRANT } from '../../carrier-book/domain/carrier-book.fixtures';
import { eventProjection, refsOf, streamKindOf } from '.';

const BATCH = '0c0c0c0c-0000-5000-8000-000000000001';
const CAUSE = '0d0d0d0d-0000-5000-8000-000000000001';
const book = 'book-viettel-20211115-0';

describe('the list of events', () => {
  const projection = projectionSpec(eventProjection);

  it('has one row for each event, with who, when, and what chain it belongs to', async () => {
    const credit = dailyQuotaCredited();
    await projection.given(
      on(book, {
        ...credit,
        occurredAt: '2021-11-15T18:30:00.000Z',
        recordedAt: '2021-11-16T01:02:03.004Z',
        correlation: CAUSE,
      }),
      on('clock', { type: 'DayBegan', data: { day: '2021-11-16' }, occurredAt: '2021-11-16' }),
    );
    const [first, second] = await projection.facts('event_list');
    expect(first).toMatchObject({
      position: 0,
      type: 'DailyQuotaCredited',
      stream: book,
      stream_kind: 'book',
      actor_role: 'DATA_ENTRY',
      unit: null,
      correlation: CAUSE,
      // 18:30 UTC is the next day in Vietnam.
      occurred_on: '2021-11-16',
      recorded_at: '2021-11-16T01:02:03.004Z',
      import_batch: null,
    });
    expect(second).toMatchObject({ stream_kind: 'clock', occurred_on: '2021-11-16' });
    expect(second!.correlation).toBe(second!.command_id);
  });

  it('finds an event by each thing that it is about, once', async () => {
    const { data } = dailyQuotaCredited();
    await projection.given(
      on(book, dailyQuotaCredited(), {
        type: 'DailyQuotaCredited',
        data: { ...data, import: { batchId: BATCH, line: 2 } },
      }),
    );
    expect(await projection.tables.query('select ref, position from event_ref order by position, ref', [])).toEqual([
      { ref: `file:${FILE}`, position: 0 },
      { ref: `grant:${GRANT}`, position: 0 },
      { ref: `file:${FILE}`, position: 1 },
      { ref: `grant:${GRANT}`, position: 1 },
      { ref: `import:${BATCH}`, position: 1 },
    ]);
    expect((await projection.facts('event_list')).map((row) => row.import_batch)).toEqual([null, BATCH]);
  });

  it('takes the thing of the stream, and does not say it twice', () => {
    expect(refsOf({ stream: 'device-SMT-000000001', data: { tag: 'SMT-000000001', subjectId: 's' } })).toEqual([
      'device:SMT-000000001',
      'beneficiary:s',
    ]);
    expect(refsOf({ stream: 'book-viettel-20211115-0', data: { fileId: 'f', import: { batchId: 'f' } } })).toEqual([
      'file:f',
    ]);
    expect(refsOf({ stream: 'ledger', data: {} })).toEqual([]);
    expect([streamKindOf('carrierday-itel-20211115'), streamKindOf('ledger')]).toEqual(['carrierday', 'ledger']);
  });
});

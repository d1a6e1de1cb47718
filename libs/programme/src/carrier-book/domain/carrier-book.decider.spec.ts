import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { specification } from '@kernel/testing';
import { book, bookId, shardOf, shardsFor } from './carrier-book.decider';
import { creditConflictRecorded, dailyQuotaCredited, dailyQuotaFailed, recordCredit } from './carrier-book.fixtures';

const given = specification(book, (actual, expected) => expect(actual).toEqual(expected));
const sha256 = (text: string): Uint8Array => createHash('sha256').update(text).digest();

describe("recording a carrier's line", () => {
  it('records a credit', () => given().when(recordCredit()).then(dailyQuotaCredited()));

  it('records what the carrier could not credit', () =>
    given()
      .when(recordCredit({ stated: { outcome: 'FAILED', code: 'SIM_BLOCKED' } }))
      .then(dailyQuotaFailed()));

  it('never refuses a credit for its amount', () =>
    given()
      .when(recordCredit({ stated: { outcome: 'CREDITED', bytes: 1 } }))
      .then(dailyQuotaCredited({ bytes: 1 })));

  it('stays silent when the same transaction with the same bytes comes again, from whatever file', () => {
    given(dailyQuotaCredited())
      .when(recordCredit({ line: 99 }))
      .thenNothing();
    given(dailyQuotaFailed())
      .when(recordCredit({ stated: { outcome: 'FAILED', code: 'OTHER' } }))
      .thenNothing();
  });

  it('records anything else for the same grant and day as a duplicate, once', () => {
    const again = recordCredit({ carrierTxnId: 'VT-0002' });
    given(dailyQuotaCredited())
      .when(again)
      .then(creditConflictRecorded({ carrierTxnId: 'VT-0002' }));
    given(dailyQuotaCredited(), creditConflictRecorded({ carrierTxnId: 'VT-0002' }))
      .when(again)
      .thenNothing();
    given(dailyQuotaFailed()).when(recordCredit()).then(creditConflictRecorded());
  });

  it('keeps the days of a grant apart', () =>
    given(dailyQuotaCredited())
      .when(recordCredit({ serviceDate: '2021-11-16' }))
      .then(dailyQuotaCredited({ serviceDate: '2021-11-16' })));

  it('starts each book empty', () => {
    given(dailyQuotaCredited()).when(recordCredit()).thenNothing();
    given().when(recordCredit()).then(dailyQuotaCredited());
  });
});

describe('the shards of a day', () => {
  it('is a power of two with about 500 lines each', () =>
    expect([1, 500, 501, 1_000, 1_001, 100_000].map(shardsFor)).toEqual([1, 1, 2, 2, 4, 256]));

  it('puts a grant into one shard below the number', () =>
    fc.assert(
      fc.property(fc.uuid(), fc.integer({ min: 0, max: 12 }), (grantId, power) => {
        const shard = shardOf(grantId, 2 ** power, sha256);
        expect(shard).toBe(createHash('sha256').update(grantId).digest().readUInt32BE(0) % 2 ** power);
      }),
    ));

  it('has names in lower case', () =>
    expect(book.streamOf(bookId('VIETTEL', '2021-11-15', 3))).toBe('book-viettel-20211115-3'));
});

import fc from 'fast-check';
import { QUOTA_BYTES_PER_DAY } from '../../shared';
import {
  type GrantOfDay,
  type StatedLine,
  carrierDayStateOf,
  classify,
  looksDecimal,
  reconcile,
} from './reconciliation';

const GRANT = '0a0a0a0a-0000-5000-8000-000000000001';
const QUOTA = BigInt(QUOTA_BYTES_PER_DAY);
const active: GrantOfDay = { grantId: GRANT, isActive: true, isBeyondTerm: false };
const credited = (bytes: number): StatedLine => ({ grantId: GRANT, outcome: 'CREDITED', bytes });

describe('a line', () => {
  it.each([
    ['EXACT', credited(QUOTA_BYTES_PER_DAY), active, 0n],
    ['SHORT', credited(4_000_000_000), active, 294_967_296n],
    ['OVER', credited(QUOTA_BYTES_PER_DAY + 1), active, 1n],
    ['OUT_OF_WINDOW', credited(7), { ...active, isActive: false }, 7n],
    ['UNKNOWN_GRANT', credited(7), null, 7n],
    ['MISSED', { ...credited(0), outcome: 'FAILED' }, active, QUOTA],
    ['DUPLICATE', { ...credited(7), outcome: 'CONFLICT' }, active, 7n],
  ] as const)('is %s', (classification, line, grant, amount) =>
    expect(classify(line, grant)).toEqual({ classification, amount }),
  );
});

describe("a carrier's day", () => {
  const grantIds = fc.constantFrom(...Array.from({ length: 8 }, (_, index) => GRANT.slice(0, -1) + String(index)));
  const grants = fc.uniqueArray(fc.record({ grantId: grantIds, isActive: fc.boolean(), isBeyondTerm: fc.boolean() }), {
    selector: ({ grantId }) => grantId,
  });
  const bytes = fc.oneof(
    fc.constantFrom(0, 4_000_000_000, QUOTA_BYTES_PER_DAY, QUOTA_BYTES_PER_DAY + 1),
    fc.nat({ max: 2 * QUOTA_BYTES_PER_DAY }),
  );
  /** What a book holds: the first statement of a grant, then conflicts. */
  const lines = fc
    .array(fc.record({ grantId: grantIds, failed: fc.boolean(), bytes }), { maxLength: 20 })
    .map((stated) =>
      stated.map(({ grantId, failed, bytes: stated_ }, index): StatedLine => {
        const isFirst = stated.findIndex((other) => other.grantId === grantId) === index;
        if (!isFirst) return { grantId, outcome: 'CONFLICT', bytes: stated_ };
        return failed ? { grantId, outcome: 'FAILED', bytes: 0 } : { grantId, outcome: 'CREDITED', bytes: stated_ };
      }),
    );

  it('keeps the identity: promised = creditedInWindow + short + missed − over', () =>
    fc.assert(
      fc.property(grants, lines, (ofDay, stated) => {
        const day = reconcile(ofDay, stated);
        expect(day.promised).toBe(day.creditedInWindow + day.short + day.missed - day.over);
        expect(day.promised).toBe(BigInt(ofDay.filter(({ isActive }) => isActive).length) * QUOTA);
        expect(day.termShortfall <= day.missed).toBe(true);
      }),
      { numRuns: 500 },
    ));

  it('counts a file that is sent twice once', () => {
    const once = reconcile([active], [credited(QUOTA_BYTES_PER_DAY)]);
    const twice = reconcile([active], [credited(QUOTA_BYTES_PER_DAY), { ...credited(7), outcome: 'CONFLICT' }]);
    expect({ ...twice, gaps: [] }).toEqual(once);
    expect(twice.gaps).toEqual([{ code: 'DUPLICATE', count: 1, bytes: 7n }]);
  });

  it('tells what is missed beyond a 90-day contract from what is missed within it', () => {
    const beyond = { grantId: GRANT.slice(0, -1) + '2', isActive: true, isBeyondTerm: true };
    expect(reconcile([active, beyond], [])).toMatchObject({
      missed: 2n * QUOTA,
      termShortfall: QUOTA,
      gaps: [
        { code: 'MISSED', count: 1 },
        { code: 'TERM_SHORTFALL', count: 1 },
      ],
    });
  });

  it('suspects decimal gigabytes where more than half of the credits are 4 × 10⁹ bytes', () => {
    expect(looksDecimal({ credited: 3, decimal: 2 })).toBe(true);
    expect(looksDecimal({ credited: 2, decimal: 1 })).toBe(false);
    expect(looksDecimal({ credited: 0, decimal: 0 })).toBe(false);
  });

  it.each([
    ['OPEN', '2021-11-17T05:00:00.000Z', false, false],
    ['NO_FILE', '2021-11-17T05:00:00.001Z', false, false],
    ['COMPLETE', '2021-11-17T05:00:00.001Z', true, false],
    ['CLOSED', '2021-11-16T05:00:00.000Z', true, true],
  ] as const)('is %s', (state, ledgerTime, hasStatements, closed) =>
    expect(carrierDayStateOf({ closed, hasStatements, ledgerTime, endsAt: '2021-11-17T05:00:00.000Z' })).toBe(state),
  );
});

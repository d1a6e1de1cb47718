import fc from 'fast-check';
import { by, person, specification } from '@kernel/testing';
import { lot, lotId, withinManifest } from '.';
import * as a from './donation.fixtures';

const given = specification(lot, (actual, expected) => expect(actual).toEqual(expected));

describe('a manifest', () => {
  it('says what a lot holds; a second one adds to it', () => {
    given().when(a.manifestLot()).then(a.lotManifested());
    const over = { counted: 150, accepted: 150, rejected: 0 };
    given(a.lotManifested(), a.lotManifested({ expected: 50 }))
      .when(a.countLot(over))
      .then(a.lotCounted(over));
  });
  it('is for one warehouse, and before the count', () => {
    given(a.lotManifested())
      .when(a.manifestLot({ warehouseCode: '31-TEST-KHO-02' }))
      .thenRefused('LOT_WAREHOUSE');
    given(a.lotManifested(), a.lotCounted()).when(a.manifestLot()).thenRefused('LOT_COUNTED');
  });
});

describe('a count', () => {
  it('is recorded once against its manifest', () => {
    given(a.lotManifested()).when(a.countLot()).then(a.lotCounted());
    given(a.lotManifested(), a.lotCounted()).when(a.countLot()).thenNothing();
    given(a.lotManifested(), a.lotCounted())
      .when(a.countLot({ accepted: 97, rejected: 3 }))
      .thenRefused('LOT_COUNTED');
    given().when(a.countLot()).thenRefused('LOT_UNKNOWN');
  });
  it('is what was accepted and what was rejected', () =>
    given(a.lotManifested())
      .when(a.countLot({ accepted: 98, rejected: 1 }))
      .thenRefused('COUNT_MISMATCH'));
  it('that differs from the manifest is flagged', () => {
    const few = { counted: 95, accepted: 95, rejected: 0 };
    given(a.lotManifested())
      .when(a.countLot(few))
      .then(a.lotCounted({ ...few, short: 5, flags: ['DISCREPANCY'] }));
    const many = { counted: 105, accepted: 105, rejected: 0 };
    given(a.lotManifested())
      .when(a.countLot(many))
      .then(a.lotCounted({ ...many, over: 5, flags: ['DISCREPANCY'] }));
  });
});

describe('a discrepancy', () => {
  const counter = person('who-counted');
  const over = by(counter, a.lotCounted({ counted: 105, accepted: 105, rejected: 0, over: 5, flags: ['DISCREPANCY'] }));
  const resolve = a.resolveException({ eventId: a.eventId(1) });
  const resolved = a.exceptionResolved({ eventId: a.eventId(1), code: 'DISCREPANCY' });
  it('accepted by another person than who counted frees the surplus', () => {
    given(a.lotManifested(), over).when(resolve).then(resolved, a.lotSurplusAccepted());
    given(a.lotManifested(), over).when(resolve, { actor: counter }).thenRefused('SEPARATION_OF_DUTIES');
    given(a.lotManifested(), over, resolved, a.lotSurplusAccepted()).when(resolve).thenNothing();
  });
  it('refused, or of too few, frees nothing', () => {
    const no = { outcome: 'REFUSED' as const };
    given(a.lotManifested(), over)
      .when(a.resolveException({ eventId: a.eventId(1), ...no }))
      .then({ ...resolved, data: { ...resolved.data, ...no } });
    const few = { counted: 95, accepted: 95, rejected: 0, short: 5, flags: ['DISCREPANCY'] };
    given(a.lotManifested(), by(counter, a.lotCounted(few)))
      .when(resolve)
      .then(resolved);
  });
  it('beside another flag withholds the whole count', () => {
    const queued = by(counter, a.lotCounted({ flags: ['HISTORICAL'] }));
    given(a.lotManifested(), queued)
      .when(resolve)
      .then({ ...resolved, data: { ...resolved.data, code: 'HISTORICAL' } }, a.lotSurplusAccepted({ quantity: 98 }));
  });
  it('is resolved once', () => {
    given(a.lotManifested(), a.lotCounted()).when(resolve).thenRefused('EXCEPTION_UNKNOWN');
    given(a.lotManifested(), over, resolved)
      .when(a.resolveException({ eventId: a.eventId(1), outcome: 'REFUSED' }))
      .thenRefused('EXCEPTION_RESOLVED');
  });
});

it('what is within a manifest and what is over it are together what was accepted', () =>
  fc.assert(
    fc.property(fc.nat(500), fc.nat(500), fc.nat(500), (expected, accepted, rejected) => {
      const counted = accepted + rejected;
      const within = withinManifest(expected, { counted, accepted, rejected });
      expect(within.accepted + within.surplus).toBe(accepted);
      expect(within.counted).toBe(within.accepted + within.rejected);
      expect(within.counted).toBeLessThanOrEqual(expected);
      expect(within.surplus).toBeGreaterThanOrEqual(0);
    }),
  ));

it('a lot is named by its donation and number', () => expect(lotId('UH-TEST-02', 'L-01')).toBe('UH-TEST-02-L-01'));

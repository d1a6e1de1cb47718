import { type Given, by, person, recorded, specification } from '@kernel/testing';
import {
  type DonationEvent,
  deviceEquivalent,
  donation,
  donationStatus,
  isSamePledge,
  standingPromise,
  unattributed,
} from '.';
import * as a from './donation.fixtures';

const given = specification(donation, (actual, expected) => expect(actual).toEqual(expected));
const after = (...facts: readonly Given<DonationEvent>[]) =>
  facts.map(recorded<DonationEvent>).reduce(donation.evolve, donation.initial);
const statusAfter = (...facts: readonly Given<DonationEvent>[]) => donationStatus(after(...facts));
const cash = a.donationPledged({ ...a.cash, quantity: undefined, valuation: undefined });

describe('pledging', () => {
  it('is recorded once', () => {
    given().when(a.pledgeDonation()).then(a.donationPledged());
    given(a.donationPledged({ flags: ['LATE'] }))
      .when(a.pledgeDonation())
      .thenNothing();
    given(a.donationPledged())
      .when(a.pledgeDonation({ quantity: 301 }))
      .thenRefused('DONATION_EXISTS');
  });
  it.each([
    ['money with a quantity', { kind: 'CASH_VND', quantity: 10, amountVnd: 1_000 }],
    ['money without an amount', { kind: 'CASH_VND', quantity: undefined }],
    ['money of nothing', { kind: 'CASH_VND', quantity: undefined, amountVnd: 0 }],
    ['devices with an amount only', { quantity: undefined, amountVnd: 1_000 }],
    ['devices with an amount too', { amountVnd: 1_000 }],
  ] as const)('refuses %s', (_, change) => given().when(a.pledgeDonation(change)).thenRefused('KIND_MISMATCH'));
  it('puts no umbrella under another, nor under itself', () => {
    given()
      .when(a.pledgeDonation({ umbrella: true, umbrellaCode: 'UH-TEST-01' }))
      .thenRefused('UMBRELLA_NESTED');
    given()
      .when(a.pledgeDonation({ umbrellaCode: 'UH-TEST-02' }))
      .thenRefused('UMBRELLA_NESTED');
  });
});

describe('a pledge that may be told of twice', () => {
  it('is recorded with its flag, counts once it is accepted, and is the same when it is said again', () => {
    const flags = ['PLEDGE_DUPLICATE'];
    given().when(a.pledgeDonation({ flags })).then(a.donationPledged({ flags }));
    given(a.donationPledged({ flags })).when(a.pledgeDonation()).thenNothing();
    given(a.donationPledged({ flags })).when(a.commitPledge()).thenRefused('EXCEPTION_OPEN');
  });
  const on = (day: string) => after({ ...a.donationPledged(), occurredAt: day });
  it.each([
    ['2021-10-01', true],
    ['2021-10-31', true],
    ['2021-11-01', false],
    ['2021-09-01', true],
    ['2021-08-31', false],
  ])('is looked for within 30 days: one of 1 October on %s: %s', (day, expected) =>
    expect(isSamePledge(on('2021-10-01'), day)).toBe(expected),
  );
  it('is not one that was withdrawn, nor one that nobody made', () => {
    expect(isSamePledge(after(a.donationPledged(), a.donationWithdrawn()), '2021-11-30')).toBe(false);
    expect(isSamePledge(donation.initial, '2021-11-30')).toBe(false);
  });
});

describe('revising a pledge', () => {
  it('is recorded where it changes something', () => {
    given(a.donationPledged()).when(a.revisePledge()).then(a.pledgeRevised());
    given(a.donationPledged(), a.pledgeRevised()).when(a.revisePledge()).thenNothing();
  });
  it('never goes below what arrived', () => {
    given(a.donationPledged(), a.deviceLotReceived())
      .when(a.revisePledge({ quantity: 97 }))
      .thenRefused('PLEDGE_BELOW_RECEIVED');
    given(a.donationPledged(), a.deviceLotReceived())
      .when(a.revisePledge({ quantity: 98 }))
      .then(a.pledgeRevised({ quantity: 98 }));
    expect(statusAfter(a.donationPledged(), a.deviceLotReceived(), a.pledgeRevised({ quantity: 98 }))).toBe('RECEIVED');
  });
  it('keeps to the kind, and to a pledge that stands', () => {
    given(a.donationPledged())
      .when(a.revisePledge({ quantity: undefined, amountVnd: 1_000 }))
      .thenRefused('KIND_MISMATCH');
    given(a.donationPledged(), a.donationWithdrawn()).when(a.revisePledge()).thenRefused('DONATION_WITHDRAWN');
    given().when(a.revisePledge()).thenRefused('DONATION_UNKNOWN');
  });
});

describe('receiving', () => {
  it('money is recorded once, on its value date', () => {
    given(cash).when(a.receiveCash()).then(a.cashReceived());
    given(cash, a.cashReceived()).when(a.receiveCash()).thenNothing();
  });
  it('more money than was pledged is marked, and counts', () => {
    const more = { receiptId: a.OTHER_RECEIPT, amountVnd: 200_000_001 };
    const marked = a.cashReceived({ ...more, flags: ['OVER_RECEIPT'] });
    given(cash, a.cashReceived()).when(a.receiveCash(more)).then(marked);
    expect(after(cash, a.cashReceived(), marked).received).toBe(3_200_000_001);
  });
  it('money is for a pledge of money that stands', () => {
    given(a.donationPledged()).when(a.receiveCash()).thenRefused('KIND_MISMATCH');
    given(cash, a.donationWithdrawn()).when(a.receiveCash()).thenRefused('DONATION_WITHDRAWN');
  });
  it('a lot is recorded once, whatever became of the pledge', () => {
    given(a.donationPledged()).when(a.recordLotReceived()).then(a.deviceLotReceived());
    given(a.donationPledged(), a.deviceLotReceived()).when(a.recordLotReceived()).thenNothing();
    given(a.donationPledged(), a.donationWithdrawn()).when(a.recordLotReceived()).then(a.deviceLotReceived());
    given(a.donationPledged({ kind: 'SIM' }))
      .when(a.recordLotReceived())
      .thenRefused('KIND_MISMATCH');
  });
  it('a lot of a gift of money is what was bought with it, and adds to no money', () => {
    given(cash).when(a.recordLotReceived()).then(a.deviceLotReceived());
    expect(after(cash, a.cashReceived(), a.deviceLotReceived())).toMatchObject({ received: 3_000_000_000, bought: 98 });
  });
  it('the surplus of a lot comes by itself', () => {
    const surplus = { surplus: true, counted: 5, accepted: 5, rejected: 0 };
    given(a.donationPledged(), a.deviceLotReceived())
      .when(a.recordLotReceived(surplus))
      .then(a.deviceLotReceived(surplus));
    given(a.donationPledged({ quantity: 98 }), a.deviceLotReceived())
      .when(a.recordLotReceived(surplus))
      .then(a.deviceLotReceived({ ...surplus, flags: ['OVER_RECEIPT'] }));
  });
  it('is never on an umbrella', () => {
    given(a.donationPledged({ umbrella: true }))
      .when(a.recordLotReceived())
      .thenRefused('UMBRELLA_NOT_COUNTED');
    given({ ...cash, data: { ...cash.data, umbrella: true } })
      .when(a.receiveCash())
      .thenRefused('UMBRELLA_NOT_COUNTED');
  });
});

describe('the state of a donation', () => {
  it.each([
    ['PLEDGED', [a.donationPledged()]],
    ['COMMITTED', [a.donationPledged(), a.pledgeCommitted()]],
    ['PARTIALLY_RECEIVED', [a.donationPledged(), a.pledgeCommitted(), a.deviceLotReceived()]],
    ['RECEIVED', [a.donationPledged({ quantity: 98 }), a.deviceLotReceived()]],
    ['WITHDRAWN', [a.donationPledged(), a.donationWithdrawn()]],
    ['CLOSED', [a.donationPledged(), a.deviceLotReceived(), a.donationWithdrawn()]],
    ['UNKNOWN', []],
  ] as const)('%s', (status, facts) => expect(statusAfter(...facts)).toBe(status));
  it('promises, when withdrawn, only what came', () =>
    expect(standingPromise(after(a.donationPledged(), a.deviceLotReceived(), a.donationWithdrawn()))).toBe(98));
});

describe('committing, withdrawing and acknowledging', () => {
  it('are recorded once', () => {
    given(a.donationPledged()).when(a.commitPledge()).then(a.pledgeCommitted());
    given(a.donationPledged(), a.pledgeCommitted()).when(a.commitPledge()).thenNothing();
    given(a.donationPledged(), a.donationWithdrawn()).when(a.commitPledge()).thenRefused('DONATION_WITHDRAWN');
    given(a.donationPledged()).when(a.withdrawDonation()).then(a.donationWithdrawn());
    given(a.donationPledged(), a.donationWithdrawn()).when(a.withdrawDonation()).thenNothing();
  });
  it('thank for what came', () => {
    given(a.donationPledged()).when(a.issueAcknowledgement()).thenRefused('NOTHING_RECEIVED');
    const received = [a.donationPledged(), a.deviceLotReceived()];
    given(...received)
      .when(a.issueAcknowledgement())
      .then(a.acknowledgementIssued());
    given(...received, a.acknowledgementIssued())
      .when(a.issueAcknowledgement())
      .thenNothing();
  });
});

describe('releasing an earmark', () => {
  const author = person('who-entered-it');
  const pledged = by(author, a.donationPledged({ earmark: { provinceCode: '31' } }));
  it('is by another person than who entered the pledge', () => {
    given(pledged).when(a.releaseEarmark()).then(a.earmarkReleased());
    given(pledged).when(a.releaseEarmark(), { actor: author }).thenRefused('SEPARATION_OF_DUTIES');
    given(pledged, a.earmarkReleased()).when(a.releaseEarmark()).thenNothing();
  });
  it('needs one', () => given(a.donationPledged()).when(a.releaseEarmark()).thenRefused('EARMARK_UNKNOWN'));
});

describe('a queued pledge', () => {
  const author = person('who-entered-it');
  const flagged = by(author, a.donationPledged({ flags: ['HISTORICAL'] }));
  it('waits for another person than its author', () => {
    given(flagged).when(a.commitPledge()).thenRefused('EXCEPTION_OPEN');
    given(flagged).when(a.resolveException()).then(a.exceptionResolved());
    given(flagged).when(a.resolveException(), { actor: author }).thenRefused('SEPARATION_OF_DUTIES');
    given(flagged)
      .when(a.resolveException({ eventId: a.RECEIPT }))
      .thenRefused('EXCEPTION_UNKNOWN');
    given(flagged, a.exceptionResolved())
      .when(a.resolveException({ outcome: 'REFUSED' }))
      .thenRefused('EXCEPTION_RESOLVED');
  });
  it('counts once accepted, and never when refused', () => {
    given(flagged, a.exceptionResolved()).when(a.commitPledge()).then(a.pledgeCommitted());
    const refused = [flagged, a.exceptionResolved({ outcome: 'REFUSED' })];
    expect([statusAfter(...refused), standingPromise(after(...refused))]).toEqual(['REFUSED', 0]);
  });
});

describe('derived figures', () => {
  it('money would buy whole devices by the norm', () => {
    expect(deviceEquivalent(3_200_000_000)).toBe(1_280);
    expect(deviceEquivalent(4_999_999)).toBe(1);
    expect(deviceEquivalent(4_999_999, 5_000_000)).toBe(0);
  });
  it('an umbrella has what no leaf of it promised', () => {
    expect(unattributed(700, [300, 220, 130])).toBe(50);
    expect(unattributed(700, [300, 500])).toBe(0);
  });
});

import { type Given, by, person, recorded, specification } from '@kernel/testing';
import { type DonationEvent, donation, donationStatus, standingPromise } from '.';
import * as a from './donation.fixtures';

const given = specification(donation, (actual, expected) => expect(actual).toEqual(expected));
const after = (...facts: readonly Given<DonationEvent>[]) =>
  facts.map(recorded<DonationEvent>).reduce(donation.evolve, donation.initial);

const policy = person('policy:unreceived-pledge-lapses', 'POLICY');
const pledged = a.donationPledged({ dueOn: '2021-10-31' });
const overdue = [pledged, by(policy, a.pledgeBecameOverdue())] as const;
const closed = (reason: string, outcome: 'ACCEPTED' | 'REFUSED' = 'ACCEPTED') =>
  a.exceptionResolved({ eventId: a.eventId(1), code: 'PLEDGE_OVERDUE', outcome, reason });

describe('a pledge of which nothing comes', () => {
  it('is asked after, and lapses', () => {
    given(pledged).when(a.remindOfPledge()).then(a.pledgeBecameOverdue());
    given(pledged).when(a.lapseDonation()).then(a.donationLapsed());
  });

  it.each([
    ['something came of it', [pledged, a.deviceLotReceived()]],
    ['a lot came in which nothing was usable', [pledged, a.deviceLotReceived({ accepted: 0, rejected: 100 })]],
    ['it was withdrawn', [pledged, a.donationWithdrawn()]],
    ['it waits for a second person', [a.donationPledged({ flags: ['PLEDGE_DUPLICATE'] })]],
    ['it lapsed', [pledged, a.donationLapsed()]],
  ] as const)('is neither where %s', (_, facts) => {
    given(...facts)
      .when(a.remindOfPledge())
      .thenNothing();
    given(...facts)
      .when(a.lapseDonation())
      .thenNothing();
  });

  it('is not counted as promised once it lapsed, until something comes of it', () => {
    const lapsed = [pledged, a.donationLapsed()] as const;
    expect([donationStatus(after(...lapsed)), standingPromise(after(...lapsed))]).toEqual(['LAPSED', 0]);
    const revived = after(...lapsed, a.deviceLotReceived());
    expect([donationStatus(revived), standingPromise(revived)]).toEqual(['PARTIALLY_RECEIVED', 300]);
    expect(donationStatus(after(...lapsed, a.donationWithdrawn()))).toBe('WITHDRAWN');
  });

  it('is no exception any more with what comes, or with its end', () => {
    given(...overdue)
      .when(a.recordLotReceived())
      .then(a.deviceLotReceived(), closed('LOT_RECEIVED'));
    given(...overdue)
      .when(a.withdrawDonation())
      .then(a.donationWithdrawn(), closed('DONATION_WITHDRAWN'));
    given(...overdue)
      .when(a.lapseDonation())
      .then(a.donationLapsed(), closed('DONATION_LAPSED'));
    const money = a.donationPledged({ ...a.cash, quantity: undefined, valuation: undefined });
    given(money, by(policy, a.pledgeBecameOverdue()))
      .when(a.receiveCash())
      .then(a.cashReceived(), closed('CASH_RECEIVED'));
  });

  it('can be resolved by a person, once', () => {
    const ask = a.resolveException({ eventId: a.eventId(1), reason: 'DONOR_CALLED' });
    given(...overdue)
      .when(ask)
      .then(closed('DONOR_CALLED'));
    given(...overdue, closed('DONOR_CALLED'))
      .when(ask)
      .thenRefused('EXCEPTION_UNKNOWN');
    given(...overdue, closed('DONOR_CALLED'))
      .when(a.recordLotReceived())
      .then(a.deviceLotReceived());
  });
});

describe('a receipt beyond the pledge (D2)', () => {
  const over = by(person('clerk'), a.deviceLotReceived({ accepted: 301, flags: ['OVER_RECEIPT'] }));
  it('counts at once, and is looked at by another person than who recorded it', () => {
    expect(after(a.donationPledged(), over).received).toBe(301);
    const ask = a.resolveException({ eventId: a.eventId(1), reason: 'DONOR_GAVE_MORE' });
    const { code: _code, ...data } = closed('DONOR_GAVE_MORE').data;
    given(a.donationPledged(), over)
      .when(ask)
      .then(a.exceptionResolved({ ...data, code: 'OVER_RECEIPT' }));
    given(a.donationPledged(), over)
      .when(ask, { actor: person('clerk') })
      .thenRefused('SEPARATION_OF_DUTIES');
  });
});

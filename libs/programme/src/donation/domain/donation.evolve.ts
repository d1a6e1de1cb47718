import type { Recorded } from '@kernel';
import { evolveWithQueue, flaggedAfter, vietnamDay, withholding } from '../../shared';
import type { DonationEvent } from './donation.events';
import type { Donation, Pledge } from './donation.state';

type RecordedEvent = Recorded<DonationEvent>;

/** The surplus of a lot is counted by itself. */
export const lotKey = ({ lotNo, surplus }: { readonly lotNo: string; readonly surplus?: boolean }): string =>
  surplus ? `${lotNo}+` : lotNo;

const pledged = (
  donation: Donation,
  { data, actor, occurredAt }: Extract<RecordedEvent, { type: 'DonationPledged' }>,
): Donation => {
  const { channel: _channel, import: _import, flags: _flags, evidence: _evidence, ...pledge } = data;
  return { ...donation, pledge, author: actor.id, pledgedOn: vietnamDay(occurredAt) };
};

const revised = (pledge: Pledge | null, change: { quantity?: number; amountVnd?: number }): Pledge | null =>
  pledge && {
    ...pledge,
    ...(change.quantity === undefined ? {} : { quantity: change.quantity }),
    ...(change.amountVnd === undefined ? {} : { amountVnd: change.amountVnd }),
  };

/** What a fact does once nothing withholds its effect. Takes any subset of the stream in its order and never throws (contract 3). */
const apply = (donation: Donation, event: RecordedEvent): Donation => {
  switch (event.type) {
    case 'DonationPledged':
      return pledged(donation, event);
    case 'PledgeRevised':
      return { ...donation, pledge: revised(donation.pledge, event.data) };
    case 'PledgeCommitted':
      return { ...donation, committed: true };
    case 'CashReceived':
      return {
        ...donation,
        lapsed: false,
        received: donation.received + event.data.amountVnd,
        receipts: [...donation.receipts, event.data.receiptId],
      };
    case 'DeviceLotReceived': {
      const { accepted } = event.data;
      const isMoney = donation.pledge?.kind === 'CASH_VND';
      const sums = isMoney ? { bought: donation.bought + accepted } : { received: donation.received + accepted };
      return { ...donation, ...sums, lapsed: false, lots: [...donation.lots, lotKey(event.data)] };
    }
    case 'AcknowledgementIssued':
      return { ...donation, acknowledgements: [...donation.acknowledgements, event.data.number] };
    case 'DonationWithdrawn':
      return { ...donation, withdrawn: true };
    case 'DonationLapsed':
      return { ...donation, lapsed: true };
    case 'EarmarkReleased':
      return { ...donation, earmarkReleased: true };
    case 'PledgeBecameOverdue':
    case 'ExceptionResolved':
      return donation;
  }
};

/** A flagged pledge is there but counts only when accepted; any other flagged fact does nothing until then. */
const evolved = evolveWithQueue<Donation, DonationEvent>({
  apply,
  announce: (donation, event) => (event.type === 'DonationPledged' ? apply(donation, event) : donation),
  accept: (donation, event) => (event.type === 'DonationPledged' ? donation : apply(donation, event)),
  refuse: (donation, event) => (event.type === 'DonationPledged' ? { ...donation, refused: true } : donation),
});

/** What withholds nothing is only marked. */
const marksAfter = (donation: Donation, event: RecordedEvent): Donation =>
  withholding(event.data as { readonly flags?: readonly string[] }).length > 0
    ? donation
    : { ...donation, marks: flaggedAfter(donation.marks, event) };

export const evolveDonation = (donation: Donation, event: RecordedEvent): Donation =>
  marksAfter(evolved(donation, event), event);

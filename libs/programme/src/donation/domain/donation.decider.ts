import { type Actor, type Asked, type Decider, type Decision, accept, refuse } from '@kernel';
import { answered, isWaiting, resolution, resolveFlagged } from '../../shared';
import { type DonationEvent, donationEvents } from './donation.events';
import { evolveDonation, lotKey } from './donation.evolve';
import { type Donation, type Pledge, promisedOf, unknownDonation } from './donation.state';
import type { DonationCommand, DonationRefusal } from './requests';

type Outcome = Decision<DonationEvent, DonationRefusal>;
type Of<T extends DonationCommand['type']> = Extract<DonationCommand, { type: T }>['data'];

interface Figures {
  readonly quantity?: number;
  readonly amountVnd?: number;
}

/** Row 71: money has an amount and no quantity, things have a quantity and no amount. */
const fits = (kind: Pledge['kind'], { quantity, amountVnd }: Figures): boolean =>
  kind === 'CASH_VND'
    ? amountVnd !== undefined && amountVnd > 0 && quantity === undefined
    : quantity !== undefined && amountVnd === undefined;

/** Key by key: an optional part that is absent is the same as one that is undefined. */
const same = (one: unknown, other: unknown): boolean => {
  if (typeof one !== 'object' || typeof other !== 'object' || !one || !other) return one === other;
  const [left, right] = [one as Record<string, unknown>, other as Record<string, unknown>];
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].every((key) => same(left[key], right[key]));
};

/** D3: an umbrella is the sum of its leaves; it is no leaf itself. */
const pledge = (data: Of<'PledgeDonation'>, donation: Donation): Outcome => {
  const { flags: _flags, ...said } = data;
  if (donation.pledge) return same(donation.pledge, said) ? accept() : refuse('DONATION_EXISTS', { code: data.code });
  if (!fits(data.kind, data)) return refuse('KIND_MISMATCH');
  if (data.umbrellaCode !== undefined && (data.umbrella || data.umbrellaCode === data.code))
    return refuse('UMBRELLA_NESTED');
  return accept({ type: 'DonationPledged', data });
};

const revise = (data: Of<'RevisePledge'>, donation: Donation, current: Pledge): Outcome => {
  if (donation.withdrawn) return refuse('DONATION_WITHDRAWN');
  if (!fits(current.kind, data)) return refuse('KIND_MISMATCH');
  const wanted = data.amountVnd ?? data.quantity!;
  if (wanted < donation.received) return refuse('PLEDGE_BELOW_RECEIVED', { received: donation.received });
  return wanted === promisedOf(current) ? accept() : accept({ type: 'PledgeRevised', data });
};

/** D2: more than was pledged is money all the same; it is marked. */
const receiveCash = (data: Of<'ReceiveCash'>, donation: Donation, current: Pledge): Outcome => {
  if (donation.receipts.includes(data.receiptId)) return accept();
  if (donation.withdrawn) return refuse('DONATION_WITHDRAWN');
  if (current.kind !== 'CASH_VND') return refuse('KIND_MISMATCH');
  if (current.umbrella) return refuse('UMBRELLA_NOT_COUNTED');
  const over = donation.received + data.amountVnd > promisedOf(current);
  return accept({
    type: 'CashReceived',
    data: over ? { ...data, flags: ['OVER_RECEIPT'] } : data,
    occurredAt: data.valueDate,
  });
};

/** The lot was counted, whatever became of the pledge since: what came is recorded. Of money it is what was bought with it. */
const receiveLot = (data: Of<'RecordLotReceived'>, donation: Donation, current: Pledge): Outcome => {
  if (donation.lots.includes(lotKey(data))) return accept();
  const isMoney = current.kind === 'CASH_VND';
  if (current.kind !== 'DEVICE' && !isMoney) return refuse('KIND_MISMATCH');
  if (current.umbrella) return refuse('UMBRELLA_NOT_COUNTED');
  const over = !isMoney && donation.received + data.accepted > promisedOf(current);
  return accept({
    type: 'DeviceLotReceived',
    data: over ? { ...data, flags: ['OVER_RECEIPT'] } : data,
    occurredAt: data.receivedOn,
  });
};

const acknowledge = (data: Of<'IssueAcknowledgement'>, donation: Donation): Outcome => {
  if (donation.acknowledgements.includes(data.number)) return accept();
  if (donation.received === 0) return refuse('NOTHING_RECEIVED');
  return accept({ type: 'AcknowledgementIssued', data, occurredAt: data.issuedOn });
};

/** D4: with the donor's consent, and by another person than who entered the pledge. */
const releaseEarmark = (data: Of<'ReleaseEarmark'>, donation: Donation, current: Pledge, actor: Actor): Outcome => {
  if (!current.earmark) return refuse('EARMARK_UNKNOWN');
  if (donation.author === actor.id) return refuse('SEPARATION_OF_DUTIES');
  return donation.earmarkReleased ? accept() : accept({ type: 'EarmarkReleased', data });
};

/** Never refuse, for a deadline asks: of a pledge that stands, and of which nothing came. */
const isMissed = (donation: Donation): boolean => {
  const { received, lots, withdrawn, lapsed, refused } = donation;
  return received === 0 && lots.length === 0 && !withdrawn && !lapsed && !refused && !isWaiting(donation);
};

const remind = (data: Of<'RemindOfPledge'>, donation: Donation): Outcome =>
  isMissed(donation) ? accept({ type: 'PledgeBecameOverdue', data: { ...data, flags: ['PLEDGE_OVERDUE'] } }) : accept();

const OVERDUE_ENDS: Readonly<Partial<Record<DonationEvent['type'], string>>> = {
  CashReceived: 'CASH_RECEIVED',
  DeviceLotReceived: 'LOT_RECEIVED',
  DonationWithdrawn: 'DONATION_WITHDRAWN',
  DonationLapsed: 'DONATION_LAPSED',
};

/** With what was waited for, or an end of the wait, an overdue pledge is no exception any more. */
const closingOverdue = (outcome: Outcome, { marks }: Donation): Outcome => {
  if (outcome.kind === 'refused') return outcome;
  const reason = outcome.events.map(({ type }) => OVERDUE_ENDS[type]).find((end) => end !== undefined);
  return reason ? accept<DonationEvent>(...outcome.events, ...answered(marks, 'PLEDGE_OVERDUE', reason)) : outcome;
};

const resolve = (data: Of<'ResolveException'>, donation: Donation, actor: Actor): Outcome => {
  if (donation.marks[data.eventId]) return resolveFlagged(data, donation.marks, actor);
  const answer = resolution(donation, data, actor);
  if (answer.kind === 'refused') return answer;
  return answer.kind === 'repeated' ? accept() : accept(answer.event);
};

/**
 * Stream    donation-{code}: one pledge line and what came of it.
 * Protects  money is money and things are things (D1, D6); a pledge never falls below what arrived; an umbrella is not counted beside
 *           its leaves (D3); an earmark holds until a second person releases it (D4). That a pledge may be another's double is
 *           told by whoever asks (`isSamePledge`); it then waits for a second person (row 72).
 * Refuses   in source order. A pledge: DONATION_EXISTS, KIND_MISMATCH, UMBRELLA_NESTED. Every other command: DONATION_UNKNOWN; all but a
 *           resolution, a lot and what a deadline asks: EXCEPTION_OPEN while the pledge waits. A revision: DONATION_WITHDRAWN, KIND_MISMATCH,
 *           PLEDGE_BELOW_RECEIVED. A commitment: DONATION_WITHDRAWN. Cash: DONATION_WITHDRAWN, KIND_MISMATCH, UMBRELLA_NOT_COUNTED. A lot:
 *           KIND_MISMATCH, UMBRELLA_NOT_COUNTED. An acknowledgement: NOTHING_RECEIVED. An earmark: EARMARK_UNKNOWN,
 *           SEPARATION_OF_DUTIES. A resolution: EXCEPTION_RESOLVED, EXCEPTION_UNKNOWN, SEPARATION_OF_DUTIES.
 */
const decide = (command: Asked<DonationCommand>, donation: Donation): Outcome =>
  closingOverdue(decideCommand(command, donation), donation);

const decideCommand = (command: Asked<DonationCommand>, donation: Donation): Outcome => {
  if (command.type === 'PledgeDonation') return pledge(command.data, donation);
  const current = donation.pledge;
  if (!current) return refuse('DONATION_UNKNOWN');
  if (command.type === 'ResolveException') return resolve(command.data, donation, command.actor);
  if (command.type === 'RecordLotReceived') return receiveLot(command.data, donation, current);
  if (command.type === 'RemindOfPledge') return remind(command.data, donation);
  if (command.type === 'LapseDonation')
    return isMissed(donation) ? accept({ type: 'DonationLapsed', data: command.data }) : accept();
  if (isWaiting(donation) || donation.refused) return refuse('EXCEPTION_OPEN');
  switch (command.type) {
    case 'RevisePledge':
      return revise(command.data, donation, current);
    case 'CommitPledge':
      if (donation.withdrawn) return refuse('DONATION_WITHDRAWN');
      return donation.committed ? accept() : accept({ type: 'PledgeCommitted', data: command.data });
    case 'ReceiveCash':
      return receiveCash(command.data, donation, current);
    case 'IssueAcknowledgement':
      return acknowledge(command.data, donation);
    case 'WithdrawDonation':
      return donation.withdrawn ? accept() : accept({ type: 'DonationWithdrawn', data: command.data });
    case 'ReleaseEarmark':
      return releaseEarmark(command.data, donation, current, command.actor);
  }
};

export const donation: Decider<DonationCommand, Donation, DonationEvent, DonationRefusal> = {
  noun: 'donation',
  streamOf: (code) => `donation-${code}`,
  events: donationEvents,
  initial: unknownDonation,
  decide,
  evolve: evolveDonation,
};

/** The code that a donation's stream names. */
export const donationCodeOf = (stream: string): string => stream.slice('donation-'.length);

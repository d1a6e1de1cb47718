import type { Static } from 'typebox';
import { type Flagged, NORM_VND, type Queue, addDays, emptyQueue } from '../../shared';
import type { DonationEvent, DonationPledged } from './donation.events';

export type Pledge = Omit<Static<typeof DonationPledged.schema>, 'channel' | 'import' | 'evidence' | 'flags'>;

/** CLOSED: the donor took back the rest of what had begun to arrive. */
export type DonationStatus =
  | 'UNKNOWN'
  | 'PLEDGED'
  | 'COMMITTED'
  | 'PARTIALLY_RECEIVED'
  | 'RECEIVED'
  | 'CLOSED'
  | 'WITHDRAWN'
  | 'LAPSED'
  | 'REFUSED';

export interface Donation {
  readonly pledge: Pledge | null;
  /** Actor id of who entered the pledge: not the one to release its earmark. */
  readonly author: string;
  /** Vietnam day. */
  readonly pledgedOn: string | null;
  readonly committed: boolean;
  readonly withdrawn: boolean;
  /** Nothing came for so long that it is not waited for any more. */
  readonly lapsed: boolean;
  readonly refused: boolean;
  /** Đồng of a cash gift; usable things of a gift of things. */
  readonly received: number;
  /** Things that a gift of money bought; they never add to the money (domain finding 1). */
  readonly bought: number;
  readonly receipts: readonly string[];
  /** Lots that were counted in; the surplus of a lot by itself. */
  readonly lots: readonly string[];
  readonly acknowledgements: readonly string[];
  readonly earmarkReleased: boolean;
  readonly queue: Queue<DonationEvent>;
  /** Facts that only bear a mark: overdue, over the pledge. */
  readonly marks: Flagged;
}

/** 4.D: a pledge is asked after so many days after it was due, and lapses after so many. */
export const REMINDER_DAYS = [30, 90] as const;
export const LAPSE_DAYS = 180;

export const unknownDonation: Donation = {
  pledge: null,
  author: '',
  pledgedOn: null,
  committed: false,
  withdrawn: false,
  lapsed: false,
  refused: false,
  received: 0,
  bought: 0,
  receipts: [],
  lots: [],
  acknowledgements: [],
  earmarkReleased: false,
  queue: emptyQueue,
  marks: {},
};

/** Money is promised in đồng, things in number; never added to each other. */
export const promisedOf = (pledge: Pledge): number => pledge.amountVnd ?? pledge.quantity ?? 0;

export const donationStatus = (donation: Donation): DonationStatus => {
  const { pledge, received, withdrawn, committed, refused } = donation;
  if (!pledge) return 'UNKNOWN';
  if (refused) return 'REFUSED';
  if (withdrawn) return received > 0 ? 'CLOSED' : 'WITHDRAWN';
  if (donation.lapsed) return 'LAPSED';
  if (received > 0) return received >= promisedOf(pledge) ? 'RECEIVED' : 'PARTIALLY_RECEIVED';
  return committed ? 'COMMITTED' : 'PLEDGED';
};

/** Letters about one gift follow each other within weeks (row 72). */
export const SAME_PLEDGE_DAYS = 30;

/** Whether a pledge of the same donor, kind and figure, made on this day, is likely the same: the other still stands, and is of about that time. */
export const isSamePledge = ({ pledge, pledgedOn, withdrawn, refused }: Donation, day: string): boolean => {
  if (!pledge || pledgedOn === null || withdrawn || refused) return false;
  const [earlier, later] = pledgedOn < day ? [pledgedOn, day] : [day, pledgedOn];
  return later <= addDays(earlier, SAME_PLEDGE_DAYS);
};

/** What still counts as promised: of a withdrawn gift only what came, of a lapsed one nothing. */
export const standingPromise = (donation: Donation): number => {
  if (!donation.pledge || donation.refused || donation.lapsed) return 0;
  return donation.withdrawn ? donation.received : promisedOf(donation.pledge);
};

/** D6: what money would buy by a norm. A derived figure, shown with its norm and never added to devices. */
export const deviceEquivalent = (cashVnd: number, normVnd: number = NORM_VND): number => Math.floor(cashVnd / normVnd);

/** D3: what an umbrella promised and no leaf of it did. Only leaves and this are ever summed, never the umbrella. */
export const unattributed = (umbrella: number, leaves: readonly number[]): number =>
  Math.max(0, umbrella - leaves.reduce((sum, leaf) => sum + leaf, 0));

import type { EventOf, Recorded } from '@kernel';
import { type Measure, type Positioned, defineState } from '@projections';
import { type Queue, takingEffect, vietnamDay } from '@programme/shared';
import { RULE_SET_1, phaseOn } from '@programme/beneficiary/domain';
import {
  type Donation,
  type DonationEvent,
  type DonationStatus,
  type Pledge,
  donationCodeOf,
  donationEvents,
  donationStatus,
  evolveDonation,
  standingPromise,
  unknownDonation,
} from '../domain';

export interface CashOfDonation {
  readonly receiptId: string;
  readonly amountVnd: number;
  readonly valueDate: string;
}

/** What was counted in of a lot; the surplus of a lot by itself. */
export interface LotOfDonation {
  readonly lotNo: string;
  readonly warehouseCode: string;
  readonly counted: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly receivedOn: string;
  readonly surplus: boolean;
}

export interface Acknowledgement {
  readonly number: string;
  readonly issuedOn: string;
}

export type DonationRow = {
  readonly code: string;
  readonly donor_code: string | null;
  readonly kind: Pledge['kind'] | null;
  readonly status: DonationStatus;
  /** Flagged, and nobody has said yet that it counts. */
  readonly withheld: boolean;
  readonly umbrella: boolean;
  readonly umbrella_code: string | null;
  readonly earmark_province: string | null;
  readonly pledge: Pledge | null;
  readonly pledged_on: string | null;
  readonly committed_on: string | null;
  readonly withdrawn: boolean;
  readonly refused: boolean;
  readonly earmark_released: boolean;
  /** What still counts as promised: đồng of money, a number of things. */
  readonly promised: number;
  readonly received: number;
  /** Things that a gift of money bought; never added to the money. */
  readonly bought: number;
  readonly cash: readonly CashOfDonation[];
  readonly lots: readonly LotOfDonation[];
  readonly acknowledgements: readonly Acknowledgement[];
  readonly first_received_on: string | null;
  readonly last_received_on: string | null;
  /** Facts whose effect waits for a second person, by event id. */
  readonly waiting: Queue<DonationEvent>['waiting'];
};

type Event = Positioned<EventOf<(typeof donationEvents)[number]>>;

const unknown = (code: string): DonationRow => ({
  code,
  donor_code: null,
  kind: null,
  status: 'UNKNOWN',
  withheld: false,
  umbrella: false,
  umbrella_code: null,
  earmark_province: null,
  pledge: null,
  pledged_on: null,
  committed_on: null,
  withdrawn: false,
  refused: false,
  earmark_released: false,
  promised: 0,
  received: 0,
  bought: 0,
  cash: [],
  lots: [],
  acknowledgements: [],
  first_received_on: null,
  last_received_on: null,
  waiting: {},
});

/** As much of the decider's state as its `evolve` looks at. */
const stateOf = (row: DonationRow): Donation => ({
  ...unknownDonation,
  pledge: row.pledge,
  committed: row.committed_on !== null,
  withdrawn: row.withdrawn,
  lapsed: row.status === 'LAPSED',
  refused: row.refused,
  received: row.received,
  bought: row.bought,
  earmarkReleased: row.earmark_released,
  queue: { waiting: row.waiting, resolved: {} },
});

const folded = (row: DonationRow, donation: Donation): DonationRow => {
  const { pledge } = donation;
  return {
    ...row,
    donor_code: pledge?.donorCode ?? null,
    kind: pledge?.kind ?? null,
    status: donationStatus(donation),
    withheld: Object.values(donation.queue.waiting).some(({ type }) => type === 'DonationPledged'),
    umbrella: pledge?.umbrella ?? false,
    umbrella_code: pledge?.umbrellaCode ?? null,
    earmark_province: pledge?.earmark?.provinceCode ?? null,
    pledge,
    withdrawn: donation.withdrawn,
    refused: donation.refused,
    earmark_released: donation.earmarkReleased,
    promised: standingPromise(donation),
    received: donation.received,
    bought: donation.bought,
    waiting: donation.queue.waiting,
  };
};

const receivedOn = (row: DonationRow, day: string): Pick<DonationRow, 'first_received_on' | 'last_received_on'> => ({
  first_received_on: row.first_received_on === null || day < row.first_received_on ? day : row.first_received_on,
  last_received_on: row.last_received_on === null || day > row.last_received_on ? day : row.last_received_on,
});

/** What the decider doesn't keep, because it decides nothing by it. */
const detailed = (row: DonationRow, fact: Recorded<DonationEvent> | null): DonationRow => {
  switch (fact?.type) {
    case 'PledgeCommitted':
      return { ...row, committed_on: row.committed_on ?? vietnamDay(fact.occurredAt) };
    case 'CashReceived': {
      const { receiptId, amountVnd, valueDate } = fact.data;
      return { ...row, ...receivedOn(row, valueDate), cash: [...row.cash, { receiptId, amountVnd, valueDate }] };
    }
    case 'DeviceLotReceived': {
      const { lotNo, warehouseCode, counted, accepted, rejected, receivedOn: day, surplus = false } = fact.data;
      const lot = { lotNo, warehouseCode, counted, accepted, rejected, receivedOn: day, surplus };
      return { ...row, ...receivedOn(row, day), lots: [...row.lots, lot] };
    }
    case 'AcknowledgementIssued': {
      const { number, issuedOn } = fact.data;
      return { ...row, acknowledgements: [...row.acknowledgements, { number, issuedOn }] };
    }
    case 'DonationPledged':
    case 'PledgeRevised':
    case 'DonationWithdrawn':
    case 'PledgeBecameOverdue':
    case 'DonationLapsed':
    case 'EarmarkReleased':
    case 'ExceptionResolved':
    case undefined:
      return row;
  }
};

const evolve = (found: DonationRow | undefined, event: Event, code: string): DonationRow => {
  const before = found ?? unknown(code);
  const { position: _position, ...fact } = event;
  const row = detailed(before, takingEffect<DonationEvent>(before.waiting, fact));
  // A pledge is there at once, though it may wait to be counted.
  const pledged_on = event.type === 'DonationPledged' ? vietnamDay(event.occurredAt) : row.pledged_on;
  return folded({ ...row, pledged_on }, evolveDonation(stateOf(row), fact));
};

/** A pledge for wherever the need is. */
const UNEARMARKED = 'UNEARMARKED';
/** Before the first phase, or after the last one. */
const OUTSIDE = 'OUTSIDE';

const phaseOf = (day: string | null): string => (day === null ? undefined : phaseOn(RULE_SET_1, day))?.code ?? OUTSIDE;

/**
 * Devices that were promised, by the pledge's day, its earmark and itself. Only leaves are counted: an umbrella never beside them (D3).
 * Money is never added to devices.
 */
const measures = (row: DonationRow): readonly Measure[] => {
  if (row.kind !== 'DEVICE' || row.umbrella || row.withheld || row.promised === 0) return [];
  const cuts = {
    DONATION: row.code,
    PHASE: phaseOf(row.pledged_on),
    PROVINCE: row.earmark_province ?? UNEARMARKED,
  };
  const counted = row.committed_on === null ? ['pledged'] : ['pledged', 'committed'];
  return Object.entries(cuts).flatMap(([cut, key]) =>
    counted.map((measure) => ({ cut, key, measure, n: row.promised })),
  );
};

/**
 * Answers  what was pledged, by whom, for whom, and what came of it; money in đồng, things in number, never added to each other.
 * Totals   the funnel's pledged and committed, by DONATION, PHASE and PROVINCE.
 */
export const donationProjection = defineState<typeof donationEvents, DonationRow>({
  name: 'donation',
  version: 2,
  events: donationEvents,
  table: {
    kind: 'state',
    name: 'donation',
    key: { code: 'text' },
    bitemporal: true,
    columns: {
      donor_code: 'text',
      kind: 'text',
      status: 'text',
      withheld: 'boolean',
      umbrella: 'boolean',
      umbrella_code: 'text',
      earmark_province: 'text',
      pledge: 'json',
      pledged_on: 'day',
      committed_on: 'day',
      withdrawn: 'boolean',
      refused: 'boolean',
      earmark_released: 'boolean',
      promised: 'bigint',
      received: 'bigint',
      bought: 'bigint',
      cash: 'json',
      lots: 'json',
      acknowledgements: 'json',
      first_received_on: 'day',
      last_received_on: 'day',
      waiting: 'json',
    },
    indexes: [['donor_code'], ['status'], ['umbrella_code']],
  },
  // ExceptionResolved may stand in other kinds of stream too.
  keys: (event) => (event.stream.startsWith('donation-') ? [donationCodeOf(event.stream)] : []),
  evolve,
  measures,
});

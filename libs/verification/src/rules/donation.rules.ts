import type { Body } from './body';
import { receiptHoldsItsKey } from './claim.rules';
import {
  type Checking,
  type Facts,
  type LotFacts,
  type StreamRules,
  type Waiting,
  exceptional,
  integer,
  isFlagged,
  resolved,
  text,
  withholding,
} from './facts';

interface DonationState {
  kind: string;
  promised: number;
  received: number;
  umbrella: boolean;
  author: string;
  hasEarmark: boolean;
  refused: boolean;
  readonly lots: Set<string>;
  readonly waiting: Waiting;
  /** What only marks a fact: it waits for nobody, and is resolved once all the same. */
  readonly marked: Waiting;
}

const isMoney = ({ kind }: DonationState): boolean => kind === 'CASH_VND';

export const donationRules: StreamRules = (check, facts) => {
  const { event, earlier, must } = check;
  const isPledge = event.type === 'DonationPledged';
  if (!must('THING_FIRST', isPledge === (earlier === 0), () => `${event.type} at revision ${earlier}`)) return;
  if (isPledge) return pledged(check);
  const state = check.state as DonationState | undefined;
  // The stream did not begin with its pledge, which was said already.
  if (!state) return;
  if (event.type === 'ExceptionResolved') {
    if (state.marked.has(text(event.data.eventId))) return void resolved(check, state.marked);
    return settle(check, facts, state);
  }
  if (event.type !== 'DeviceLotReceived')
    must(
      'NOTHING_OVER_WAITING',
      state.waiting.size === 0 && !state.refused,
      () => `${event.type} while the pledge waits`,
    );
  checkFact(check, facts, state);
  if (withholding(event.data).length > 0) state.waiting.set(event.id, event);
  else {
    if (exceptional(event.data).length > 0) state.marked.set(event.id, event);
    apply(state, event, facts);
  }
};

const pledged = (check: Checking): void => {
  const { event, data, name, must } = check;
  const kind = text(data.kind);
  const [amount, quantity] = [data.amountVnd, data.quantity];
  const fits =
    kind === 'CASH_VND' ? integer(amount) > 0 && quantity === undefined : integer(quantity) > 0 && amount === undefined;
  must('PLEDGE_FORM', fits, () => `${kind} with amount ${String(amount)} and quantity ${String(quantity)}`);
  must('STREAM_NAME', data.code === name, () => `code ${text(data.code)}`);
  must(
    'RECEIPT_COUNTS_ONCE',
    !(data.umbrella === true && data.umbrellaCode !== undefined),
    () => 'an umbrella under one',
  );
  check.state = {
    kind,
    promised: integer(kind === 'CASH_VND' ? amount : quantity),
    received: 0,
    umbrella: data.umbrella === true,
    author: event.actor.id,
    hasEarmark: data.earmark !== undefined,
    refused: false,
    lots: new Set(),
    waiting: withholding(data).length > 0 ? new Map([[event.id, event]]) : new Map(),
    marked: new Map(),
  } satisfies DonationState;
};

const settle = (check: Checking, facts: Facts, state: DonationState): void => {
  const pledge = [...state.waiting.values()].find(({ type }) => type === 'DonationPledged');
  const fact = resolved(check, state.waiting);
  if (check.data.outcome === 'REFUSED' && pledge?.id === check.data.eventId) state.refused = true;
  if (fact && fact.type !== 'DonationPledged') apply(state, fact, facts);
};

const lotKey = (data: Body['data']): string => `${text(data.lotNo)}${data.surplus === true ? '+' : ''}`;

const checkFact = (check: Checking, facts: Facts, state: DonationState): void => {
  const { event, data, must, name } = check;
  switch (event.type) {
    case 'PledgeRevised': {
      const wanted = integer(isMoney(state) ? data.amountVnd : data.quantity);
      must('PLEDGE_NOT_BELOW_RECEIVED', wanted >= state.received, () => `${wanted} below ${state.received}`);
      return;
    }
    case 'CashReceived': {
      const receipt = text(data.receiptId);
      must('PLEDGE_FORM', isMoney(state), () => `money for a pledge of ${state.kind}`);
      must('RECEIPT_COUNTS_ONCE', !facts.receipts.has(receipt) && !state.umbrella, () => `receipt ${receipt}`);
      receiptHoldsItsKey(check, facts, data);
      return mustFlagOver(check, state, integer(data.amountVnd));
    }
    case 'DeviceLotReceived': {
      const key = lotKey(data);
      must('RECEIPT_COUNTS_ONCE', !state.lots.has(key) && !state.umbrella, () => `lot ${key}`);
      const lot = facts.lots.get(`${name}-${text(data.lotNo)}`);
      const seen = lot !== undefined && (data.surplus === true ? lot.surplus === data.accepted : lot.counted);
      must('RECEIPT_COUNTS_ONCE', seen, () => `lot ${key} was not counted before`);
      if (!isMoney(state)) mustFlagOver(check, state, integer(data.accepted));
      return;
    }
    case 'PledgeBecameOverdue':
    case 'DonationLapsed':
      must('PLEDGE_NOT_BELOW_RECEIVED', state.received === 0, () => `${event.type}, and ${state.received} came`);
      return;
    case 'AcknowledgementIssued':
      must('RECEIPT_COUNTS_ONCE', state.received > 0, () => 'an acknowledgement of nothing');
      return;
    case 'EarmarkReleased':
      must(
        'FOUR_EYES_EARMARK',
        state.hasEarmark && state.author !== event.actor.id,
        () => `${event.actor.id} releases it`,
      );
      return;
    default:
      return;
  }
};

const mustFlagOver = ({ data, must }: Checking, { received, promised }: DonationState, more: number): void => {
  const over = received + more > promised;
  must('RECEIPT_COUNTS_ONCE', over === isFlagged(data, 'OVER_RECEIPT'), () => `${received} + ${more} of ${promised}`);
};

const apply = (state: DonationState, { type, data }: Body, facts: Facts): void => {
  if (type === 'PledgeRevised') state.promised = integer(isMoney(state) ? data.amountVnd : data.quantity);
  if (type === 'CashReceived') {
    state.received += integer(data.amountVnd);
    facts.receipts.add(text(data.receiptId));
  }
  if (type === 'DeviceLotReceived') {
    // Of money it is what was bought with it.
    if (!isMoney(state)) state.received += integer(data.accepted);
    state.lots.add(lotKey(data));
  }
};

export const lotRules: StreamRules = (check, facts) => {
  const { event, data, name, earlier, must } = check;
  const waiting = (check.state ?? new Map()) as Waiting;
  check.state = waiting;
  if (event.type === 'ExceptionResolved') return void resolved(check, waiting);
  must('STREAM_NAME', name === `${text(data.donationCode)}-${text(data.lotNo)}`, () => `lot ${text(data.lotNo)}`);
  const lot: LotFacts = facts.lots.get(name) ?? { expected: 0, counted: false, surplus: 0 };
  facts.lots.set(name, lot);
  if (event.type === 'LotManifested') {
    must('THING_FIRST', !lot.counted, () => 'a manifest after the count');
    lot.expected += integer(data.expected);
  }
  if (event.type === 'LotCounted') {
    must('THING_FIRST', earlier > 0 && !lot.counted, () => 'counted without a manifest, or again');
    const [counted, accepted, rejected] = [integer(data.counted), integer(data.accepted), integer(data.rejected)];
    const addsUp =
      counted === accepted + rejected && counted === lot.expected + integer(data.over) - integer(data.short);
    must('LOT_ADDS_UP', addsUp, () => `expected ${lot.expected}, counted ${counted} = ${accepted} + ${rejected}`);
    lot.counted = true;
  }
  if (event.type === 'LotSurplusAccepted') {
    must('THING_FIRST', lot.counted, () => 'a surplus of a lot that was not counted');
    lot.surplus = integer(data.quantity);
  }
  if (withholding(data).length > 0) waiting.set(event.id, event);
};

/** One valid example of each fact and request, for specifications; every part can be said otherwise. */
import { recorded } from '@kernel/testing';
import type { DonationEvent, LotEvent } from './donation.events';
import type { DonationCommand, LotCommand } from './requests';

type Event = DonationEvent | LotEvent;
type Command = DonationCommand | LotCommand;
type EventData<T extends Event['type']> = Extract<Event, { type: T }>['data'];
type CommandData<T extends Command['type']> = Extract<Command, { type: T }>['data'];

const fact =
  <T extends Event['type']>(type: T, example: EventData<T>, day?: (data: EventData<T>) => string) =>
  (change: Partial<EventData<T>> = {}): Extract<Event, { type: T }> => {
    const data = { ...example, ...change } as unknown as EventData<T>;
    return { type, data, ...(day ? { occurredAt: day(data) } : {}) } as unknown as Extract<Event, { type: T }>;
  };
const request =
  <T extends Command['type']>(type: T, example: CommandData<T>) =>
  (change: Partial<CommandData<T>> = {}): Extract<Command, { type: T }> =>
    ({ type, data: { ...example, ...change } }) as unknown as Extract<Command, { type: T }>;

export const RECEIPT = 'aaaaaaaa-aaaa-5aaa-8aaa-aaaaaaaaaaa1';
export const OTHER_RECEIPT = 'aaaaaaaa-aaaa-5aaa-8aaa-aaaaaaaaaaa2';

const devices: CommandData<'PledgeDonation'> = {
  code: 'UH-TEST-02',
  donorCode: 'DN-TEST-02',
  kind: 'DEVICE',
  quantity: 300,
  valuation: { basis: 'DONOR_STATED', unitVnd: 2_600_000 },
  publicity: 'NAMED',
  documentNo: 'TU-02/2021',
};
export const cash: CommandData<'PledgeDonation'> = {
  code: 'UH-TEST-05',
  donorCode: 'DN-TEST-05',
  kind: 'CASH_VND',
  amountVnd: 3_200_000_000,
  publicity: 'NAMED',
  documentNo: 'TU-05/2021',
};
const transfer: CommandData<'ReceiveCash'> = {
  receiptId: RECEIPT,
  amountVnd: 3_000_000_000,
  account: '0123456789',
  bankRef: 'FT21304001',
  valueDate: '2021-10-31',
};
const lotReceipt: CommandData<'RecordLotReceived'> = {
  lotNo: 'L-01',
  warehouseCode: '31-TEST-KHO-01',
  counted: 100,
  accepted: 98,
  rejected: 2,
  receivedOn: '2021-10-20',
};
const manifest: CommandData<'ManifestLot'> = {
  donationCode: 'UH-TEST-02',
  lotNo: 'L-01',
  expected: 100,
  warehouseCode: '31-TEST-KHO-01',
  manifestedOn: '2021-10-18',
};

export const donationPledged = fact('DonationPledged', devices);
export const pledgeRevised = fact('PledgeRevised', {
  quantity: 320,
  reason: 'MORE_MEMBERS',
  documentNo: 'TU-02B/2021',
});
export const pledgeCommitted = fact('PledgeCommitted', { documentNo: 'CK-02/2021' });
export const cashReceived = fact('CashReceived', transfer, ({ valueDate }) => valueDate);
export const deviceLotReceived = fact('DeviceLotReceived', lotReceipt, ({ receivedOn }) => receivedOn);
export const acknowledgementIssued = fact(
  'AcknowledgementIssued',
  { number: 'GXN-001', issuedOn: '2021-11-01' },
  ({ issuedOn }) => issuedOn,
);
export const donationWithdrawn = fact('DonationWithdrawn', { reason: 'NO_BUDGET' });
export const pledgeBecameOverdue = fact('PledgeBecameOverdue', {
  dueOn: '2021-10-31',
  days: 30,
  flags: ['PLEDGE_OVERDUE'],
});
export const donationLapsed = fact('DonationLapsed', { dueOn: '2021-10-31' });
export const earmarkReleased = fact('EarmarkReleased', { consentRef: 'DY-02/2021', reason: 'NEED_MET' });
export const lotManifested = fact('LotManifested', manifest, ({ manifestedOn }) => manifestedOn);
export const lotCounted = fact(
  'LotCounted',
  {
    donationCode: 'UH-TEST-02',
    lotNo: 'L-01',
    warehouseCode: '31-TEST-KHO-01',
    counted: 100,
    accepted: 98,
    rejected: 2,
    short: 0,
    over: 0,
    countedOn: '2021-10-20',
  },
  ({ countedOn }) => countedOn,
);
export const lotSurplusAccepted = fact('LotSurplusAccepted', {
  donationCode: 'UH-TEST-02',
  lotNo: 'L-01',
  warehouseCode: '31-TEST-KHO-01',
  quantity: 5,
  acceptedOn: '2021-11-30',
});
/** The id that `recorded` gives to the n-th given fact. */
export const eventId = (index: number): string => recorded({ type: '', data: {} }, index).id;
export const exceptionResolved = fact('ExceptionResolved', {
  eventId: eventId(0),
  code: 'HISTORICAL',
  outcome: 'ACCEPTED',
  reason: 'LETTER_SEEN',
});

export const pledgeDonation = request('PledgeDonation', devices);
export const revisePledge = request('RevisePledge', {
  quantity: 320,
  reason: 'MORE_MEMBERS',
  documentNo: 'TU-02B/2021',
});
export const commitPledge = request('CommitPledge', { documentNo: 'CK-02/2021' });
export const receiveCash = request('ReceiveCash', transfer);
export const recordLotReceived = request('RecordLotReceived', lotReceipt);
export const issueAcknowledgement = request('IssueAcknowledgement', { number: 'GXN-001', issuedOn: '2021-11-01' });
export const withdrawDonation = request('WithdrawDonation', { reason: 'NO_BUDGET' });
export const remindOfPledge = request('RemindOfPledge', { dueOn: '2021-10-31', days: 30 });
export const lapseDonation = request('LapseDonation', { dueOn: '2021-10-31' });
export const releaseEarmark = request('ReleaseEarmark', { consentRef: 'DY-02/2021', reason: 'NEED_MET' });
export const manifestLot = request('ManifestLot', manifest);
export const countLot = request('CountLot', { counted: 100, accepted: 98, rejected: 2, countedOn: '2021-10-20' });
export const resolveException = request('ResolveException', {
  eventId: eventId(0),
  outcome: 'ACCEPTED',
  reason: 'LETTER_SEEN',
});

/** One valid example of each fact and request, for specifications; every part can be said otherwise. */
import { recorded } from '@kernel/testing';
import type { Custodian } from '../../shared';
import type { DeviceEvent } from './device.events';
import type { DeviceCommand } from './requests';

export const TAG = 'SMT-00000001Y';
export const SUBJECT = '11111111-1111-4111-8111-111111111111';
export const OTHER_SUBJECT = '11111111-1111-4111-8111-222222222222';
export const ASSIGNMENT = '22222222-2222-5222-8222-222222222221';
export const OTHER_ASSIGNMENT = '22222222-2222-5222-8222-222222222222';
export const PROMISE = '55555555-5555-8555-8555-555555555551';
export const OTHER_PROMISE = '55555555-5555-8555-8555-555555555552';
export const TRANSFER = '66666666-6666-5666-8666-666666666661';
export const OTHER_TRANSFER = '66666666-6666-5666-8666-666666666662';
export const APPROVER = '77777777-7777-4777-8777-777777777771';
export const WAREHOUSE: Custodian = { kind: 'WAREHOUSE', id: '31-TEST-KHO-01' };
export const SCHOOL: Custodian = { kind: 'SCHOOL', id: '31-TEST-001' };
export const OTHER_SCHOOL: Custodian = { kind: 'SCHOOL', id: '31-TEST-002' };
export const REPAIR_SHOP: Custodian = { kind: 'REPAIR', id: '31-TEST-BH-01' };

type EventData<T extends DeviceEvent['type']> = Extract<DeviceEvent, { type: T }>['data'];
type CommandData<T extends DeviceCommand['type']> = Extract<DeviceCommand, { type: T }>['data'];

const fact =
  <T extends DeviceEvent['type']>(type: T, example: EventData<T>, day?: (data: EventData<T>) => string) =>
  (change: Partial<EventData<T>> = {}): Extract<DeviceEvent, { type: T }> => {
    const data = { ...example, ...change } as unknown as EventData<T>;
    return { type, data, ...(day ? { occurredAt: day(data) } : {}) } as unknown as Extract<DeviceEvent, { type: T }>;
  };
const request =
  <T extends DeviceCommand['type']>(type: T, example: CommandData<T>) =>
  (change: Partial<CommandData<T>> = {}): Extract<DeviceCommand, { type: T }> =>
    ({ type, data: { ...example, ...change } }) as unknown as Extract<DeviceCommand, { type: T }>;

const receipt: CommandData<'ReceiveDevice'> = {
  tag: TAG,
  donationCode: 'UH-TEST-02',
  lotNo: 'L-01',
  serial: 'MT10-0001',
  imei: ['490154203237518'],
  type: 'TABLET',
  maker: 'Masstel',
  model: 'Tab10 4G',
  ramGigabytes: 3,
  storageGigabytes: 32,
  condition: 'NEW',
  unitVnd: 2_600_000,
  warehouseCode: WAREHOUSE.id,
  receivedOn: '2021-10-20',
};
const assignment = { assignmentId: ASSIGNMENT, promise: PROMISE, subjectId: SUBJECT, schoolCode: SCHOOL.id };
const handover: CommandData<'RecordHandover'> = {
  assignmentId: ASSIGNMENT,
  subjectId: SUBJECT,
  schoolCode: SCHOOL.id,
  handedOn: '2021-11-20',
  relation: 'GUARDIAN',
  signatureType: 'PAPER_SCAN',
  termsVersion: '2021-10',
};
const acceptance = { assignmentId: ASSIGNMENT, acceptedOn: '2021-11-21', acceptedBy: 'GUARDIAN' as const };
const loss = { kind: 'LOST' as const, lostOn: '2021-11-25', reportRef: 'CA-12/2021' };
const inUse = { assignmentId: ASSIGNMENT, subjectId: SUBJECT };

export const deviceReceived = fact('DeviceReceived', receipt, ({ receivedOn }) => receivedOn);
export const deviceInspected = fact('DeviceInspected', { result: 'PASSED', dataWiped: false });
export const custodyReleased = fact('CustodyReleased', { transferId: TRANSFER, from: WAREHOUSE, to: SCHOOL });
export const custodyTaken = fact('CustodyTaken', { transferId: TRANSFER, from: WAREHOUSE, by: SCHOOL });
export const deviceAssigned = fact('DeviceAssigned', { ...assignment, tenure: 'GIFT', approvedBy: APPROVER });
export const assignmentDeclined = fact('AssignmentDeclined', {
  assignmentId: ASSIGNMENT,
  promise: PROMISE,
  subjectId: SUBJECT,
  code: 'DEVICE_NOT_AT_SCHOOL',
});
export const handoverRecorded = fact('HandoverRecorded', handover, ({ handedOn }) => handedOn);
export const handoverAccepted = fact(
  'HandoverAccepted',
  { ...acceptance, subjectId: SUBJECT, schoolCode: SCHOOL.id, handedOn: '2021-11-20' },
  ({ acceptedOn }) => acceptedOn,
);
export const handoverDeclined = fact('HandoverDeclined', { ...inUse, schoolCode: SCHOOL.id, reason: 'SCREEN_CRACKED' });
export const deviceUnassigned = fact('DeviceUnassigned', { ...inUse, reason: 'CONFIRMED_TOO_LATE' });
export const deviceReportedLost = fact('DeviceReportedLost', { ...loss, ...inUse }, ({ lostOn }) => lostOn);
export const deviceRecovered = fact(
  'DeviceRecovered',
  { recoveredOn: '2021-12-20', custodian: SCHOOL },
  ({ recoveredOn }) => recoveredOn,
);
export const deviceReportedFaulty = fact(
  'DeviceReportedFaulty',
  { faultCode: 'NO_POWER', reportedOn: '2021-11-24', ...inUse, deadOnArrival: true },
  ({ reportedOn }) => reportedOn,
);
export const deviceRepaired = fact(
  'DeviceRepaired',
  { outcome: 'BACK_IN_USE', repairedOn: '2022-01-10' },
  ({ repairedOn }) => repairedOn,
);
export const deviceReturned = fact(
  'DeviceReturned',
  { returnedOn: '2022-01-05', to: SCHOOL, ...inUse, reason: 'MOVED_AWAY' },
  ({ returnedOn }) => returnedOn,
);
export const deviceQuarantined = fact(
  'DeviceQuarantined',
  { foundOn: '2021-10-22', reason: 'LOCKED_TO_OTHER' },
  ({ foundOn }) => foundOn,
);
export const deviceWithdrawn = fact(
  'DeviceWithdrawn',
  { outcome: 'WRITTEN_OFF', withdrawnOn: '2021-12-25', documentNo: 'BB-07' },
  ({ withdrawnOn }) => withdrawnOn,
);
export const wrongRecipientReported = fact(
  'WrongRecipientReported',
  { ...inUse, reportedOn: '2021-11-28', actualSubjectId: OTHER_SUBJECT, documentNo: 'BB-03' },
  ({ reportedOn }) => reportedOn,
);
export const acceptanceBecameOverdue = fact('AcceptanceBecameOverdue', {
  ...inUse,
  schoolCode: SCHOOL.id,
  handedOn: '2021-11-20',
  flags: ['ACCEPTANCE_OVERDUE'],
});
export const transferBecameOverdue = fact('TransferBecameOverdue', {
  transferId: TRANSFER,
  from: WAREHOUSE,
  to: SCHOOL,
  releasedOn: '2021-10-28',
  flags: ['CUSTODY_GAP'],
});
export const deviceSeenAgain = fact('DeviceSeenAgain', {
  donationCode: 'UH-TEST-03',
  lotNo: 'L-09',
  flags: ['FRAUD_SUSPECTED'],
});
export const deliveryConfirmed = fact('DeliveryConfirmed', {
  eventId: '00000000-0000-8000-8000-000000000000',
  ...inUse,
  schoolCode: SCHOOL.id,
  handedOn: '2021-11-20',
  acceptedOn: '2021-11-21',
});
export const assignmentEndConfirmed = fact('AssignmentEndConfirmed', {
  eventId: '00000000-0000-8000-8000-000000000000',
  ...inUse,
  reason: 'LOST',
  endedOn: '2021-11-25',
});
/** The id that `recorded` gives to the n-th given fact. */
export const eventId = (index: number): string => recorded({ type: '', data: {} }, index).id;
export const exceptionResolved = fact('ExceptionResolved', {
  eventId: eventId(0),
  code: 'PRICE_OUTLIER',
  outcome: 'ACCEPTED',
  reason: 'INVOICE_SEEN',
});

export const receiveDevice = request('ReceiveDevice', receipt);
export const inspectDevice = request('InspectDevice', { result: 'PASSED', dataWiped: false });
export const releaseCustody = request('ReleaseCustody', { transferId: TRANSFER, to: SCHOOL });
export const takeCustody = request('TakeCustody', { transferId: TRANSFER, by: SCHOOL });
export const assignDevice = request('AssignDevice', { ...assignment, tenure: 'GIFT', approvedBy: APPROVER });
export const recordHandover = request('RecordHandover', handover);
export const acceptHandover = request('AcceptHandover', acceptance);
export const declineHandover = request('DeclineHandover', { assignmentId: ASSIGNMENT, reason: 'SCREEN_CRACKED' });
export const markAcceptanceOverdue = request('MarkAcceptanceOverdue', { assignmentId: ASSIGNMENT });
export const markTransferOverdue = request('MarkTransferOverdue', {
  transferId: TRANSFER,
  releasedOn: '2021-10-28',
});
export const unassignDevice = request('UnassignDevice', { assignmentId: ASSIGNMENT, reason: 'CONFIRMED_TOO_LATE' });
export const reportLost = request('ReportLost', loss);
export const reportFaulty = request('ReportFaulty', { faultCode: 'NO_POWER', reportedOn: '2021-11-24' });
export const repairDevice = request('RepairDevice', { outcome: 'BACK_IN_USE', repairedOn: '2022-01-10' });
export const returnDevice = request('ReturnDevice', { returnedOn: '2022-01-05', to: SCHOOL, reason: 'MOVED_AWAY' });
export const recoverDevice = request('RecoverDevice', { recoveredOn: '2021-12-20', custodian: SCHOOL });
export const quarantineDevice = request('QuarantineDevice', { foundOn: '2021-10-22', reason: 'LOCKED_TO_OTHER' });
export const withdrawDevice = request('WithdrawDevice', {
  outcome: 'WRITTEN_OFF',
  withdrawnOn: '2021-12-25',
  documentNo: 'BB-07',
});
export const reportWrongRecipient = request('ReportWrongRecipient', {
  assignmentId: ASSIGNMENT,
  reportedOn: '2021-11-28',
  actualSubjectId: OTHER_SUBJECT,
  documentNo: 'BB-03',
});
export const resolveException = request('ResolveException', {
  eventId: eventId(0),
  outcome: 'ACCEPTED',
  reason: 'INVOICE_SEEN',
});

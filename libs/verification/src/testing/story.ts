import { createHash } from 'node:crypto';
import { canonicalJson } from '../rules/canonical-json';
import { type Hashes, eventIdOf, uuidV5 } from '../rules/ids';

const hashed =
  (algorithm: string) =>
  (bytes: Uint8Array): Uint8Array =>
    new Uint8Array(createHash(algorithm).update(bytes).digest());
export const hashes: Hashes = { sha256: hashed('sha256'), sha1: hashed('sha1') };

const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex');
const NAMESPACE = '3b1f8a52-6f0e-5f0c-9a35-0f0a4f1a7c10';
export const uuid = (name: string): string => uuidV5(hashes, NAMESPACE, name);

export type Data = Readonly<Record<string, unknown>>;

/** One fact of an invented ledger; what it doesn't say has a usual value. */
export interface Step {
  readonly stream: string;
  readonly type: string;
  readonly data: Data;
  readonly actor?: string;
  readonly occurredAt?: string;
  readonly recordedAt?: string;
  /** Another command than one of its own. */
  readonly command?: string;
  readonly causation?: string;
  readonly role?: string;
  /** Overwrites members of the body after its id was made. */
  readonly envelope?: Data;
}

export const on = (stream: string, type: string, data: Data, more: Partial<Step> = {}): Step => ({
  stream,
  type,
  data,
  ...more,
});

/** The id that the step at this place gets, for a fact that names another's. */
export const idOf = (steps: readonly Step[], index: number): string => bodiesOf(steps)[index]!.id as string;

/** The bodies of these facts, with revisions, ids and commands as a ledger makes them. */
export const bodiesOf = (steps: readonly Step[]): readonly Data[] => {
  const revisions = new Map<string, number>();
  const indexes = new Map<string, number>();
  const told = new Map<string, number>();
  return steps.map((step) => {
    const { stream, type, actor = 'clerk', occurredAt, recordedAt = '2021-12-20T03:00:00.000Z' } = step;
    const revision = revisions.get(stream) ?? 0;
    revisions.set(stream, revision + 1);
    const nth = told.get(`${stream} ${type}`) ?? 0;
    told.set(`${stream} ${type}`, nth + 1);
    // Not of its place: what is told in between leaves the ids of the others as they are.
    const commandId = step.command ?? uuid(`command ${stream} ${type} ${nth}`);
    const index = indexes.get(`${commandId} ${stream}`) ?? 0;
    indexes.set(`${commandId} ${stream}`, index + 1);
    const sha256 = sha256Hex(commandId);
    return {
      id: eventIdOf(hashes, commandId, stream, index, sha256),
      stream,
      revision,
      type,
      v: 1,
      occurredAt: occurredAt ?? recordedAt,
      recordedAt,
      actor: { id: actor, role: step.role ?? 'DATA_ENTRY', unit: null },
      command: { id: commandId, sha256 },
      correlation: commandId,
      ...(step.causation === undefined ? {} : { causation: step.causation }),
      data: step.data,
      ...step.envelope,
    };
  });
};

/** The stored bytes of these facts. */
export const bytesOf = (steps: readonly Step[]): readonly Uint8Array[] =>
  bodiesOf(steps).map((body) => new TextEncoder().encode(canonicalJson(body)!));

export const TAG = 'SMT-00000001Y';
export const PUPIL = uuid('pupil');
export const ASSIGNMENT = uuid('assignment');
export const GRANT = uuidV5(hashes, ASSIGNMENT, 'grant');
export const SIM = uuid('sim');
export const FILE = uuid('file');
export const SCHOOL = { kind: 'SCHOOL', id: '31-TEST-001' };
export const WAREHOUSE = { kind: 'WAREHOUSE', id: '31-KHO-1' };
const QUOTA = 4_294_967_296;
const claimOf = (kind: string, key: string): string => `claim-${kind}-${sha256Hex(key).slice(0, 32)}`;
const assigned = { assignmentId: ASSIGNMENT, tag: TAG };

const opening: readonly Step[] = [
  on('ledger', 'LedgerOpened', { purpose: 'PRODUCTION' }),
  on('clock', 'DayBegan', { day: '2021-12-20' }),
  on('donor-NTT-1', 'DonorRegistered', { code: 'NTT-1', kind: 'ENTERPRISE', publicity: 'NAMED' }),
  on('donation-DON-1', 'DonationPledged', {
    code: 'DON-1',
    donorCode: 'NTT-1',
    kind: 'DEVICE',
    quantity: 2,
    earmark: { provinceCode: '31' },
    publicity: 'NAMED',
    documentNo: '1/KH',
  }),
  on('lot-DON-1-L1', 'LotManifested', { donationCode: 'DON-1', lotNo: 'L1', expected: 1, warehouseCode: '31-KHO-1' }),
  on('lot-DON-1-L1', 'LotCounted', {
    donationCode: 'DON-1',
    lotNo: 'L1',
    warehouseCode: '31-KHO-1',
    counted: 1,
    accepted: 1,
    rejected: 0,
    short: 0,
    over: 0,
  }),
  on('donation-DON-1', 'DeviceLotReceived', { lotNo: 'L1', counted: 1, accepted: 1, rejected: 0 }),
  on(claimOf('serial', 'THỬ|SN1'), 'KeyClaimed', {
    kind: 'SERIAL',
    holder: { stream: `device-${TAG}`, id: TAG, claimId: uuid('claim') },
  }),
  on(`device-${TAG}`, 'DeviceReceived', {
    tag: TAG,
    donationCode: 'DON-1',
    lotNo: 'L1',
    serial: 'SN1',
    maker: 'Thử',
    condition: 'NEW',
    warehouseCode: '31-KHO-1',
  }),
  on(`device-${TAG}`, 'DeviceInspected', { result: 'PASSED', dataWiped: false }),
  on(`device-${TAG}`, 'CustodyReleased', { transferId: uuid('transfer'), from: WAREHOUSE, to: SCHOOL }),
  on(`device-${TAG}`, 'CustodyTaken', { transferId: uuid('transfer'), from: WAREHOUSE, by: SCHOOL }),
];

const need: readonly Step[] = [
  on(
    `beneficiary-${PUPIL}`,
    'NeedRegistered',
    {
      subjectId: PUPIL,
      devicePossession: 'NONE',
      registeredOn: '2021-12-01',
      ownConsentRequired: false,
      legalBasis: { kind: 'CONSENT', documentNo: '1', signedOn: '2021-12-01' },
    },
    { actor: 'registrar' },
  ),
  on(`beneficiary-${PUPIL}`, 'CategoryAttested', { category: 'POOR', validYear: 2021, issuedBy: 'XA-1' }),
  on(`beneficiary-${PUPIL}`, 'EligibilityEvaluated', {
    result: 'ELIGIBLE',
    reasons: [],
    ruleSetVersion: 1,
    inputs: {
      evaluatedOn: '2021-12-02',
      registeredOn: '2021-12-01',
      enrolled: true,
      phase: 'PH1',
      devicePossession: 'NONE',
      category: 'POOR',
      categoryYear: 2021,
      hasLegalBasis: true,
      served: false,
      priorityLocality: false,
    },
  }),
  on(
    `beneficiary-${PUPIL}`,
    'AssignmentProposed',
    { ...assigned, schoolCode: SCHOOL.id, tenure: 'GIFT' },
    { actor: 'allocator' },
  ),
];

/** Place of the approval, whose id the device's answer names. */
export const APPROVAL = opening.length + need.length;

const distribution = (promise: string): readonly Step[] => [
  on(
    `device-${TAG}`,
    'DeviceAssigned',
    {
      assignmentId: ASSIGNMENT,
      promise,
      subjectId: PUPIL,
      schoolCode: SCHOOL.id,
      tenure: 'GIFT',
      approvedBy: 'approver',
    },
    {
      role: 'POLICY',
      actor: 'policy:promise-assigns-device',
      causation: promise,
      command: uuidV5(hashes, promise, `promise-assigns-device/device-${TAG}`),
    },
  ),
  on(`beneficiary-${PUPIL}`, 'PromiseConfirmed', assigned),
  on(
    `device-${TAG}`,
    'HandoverRecorded',
    { assignmentId: ASSIGNMENT, subjectId: PUPIL, schoolCode: SCHOOL.id, handedOn: '2021-12-10' },
    { actor: 'officer' },
  ),
  on(`device-${TAG}`, 'HandoverAccepted', {
    assignmentId: ASSIGNMENT,
    subjectId: PUPIL,
    schoolCode: SCHOOL.id,
    handedOn: '2021-12-10',
    acceptedOn: '2021-12-11',
  }),
  on(`beneficiary-${PUPIL}`, 'PupilServed', {
    ...assigned,
    handedOn: '2021-12-10',
    servedOn: '2021-12-11',
    schoolCode: SCHOOL.id,
  }),
  on(`grant-${GRANT}`, 'GrantEntitled', {
    ...assigned,
    subjectId: PUPIL,
    handedOn: '2021-12-10',
    entitledOn: '2021-12-11',
    quotaBytesPerDay: QUOTA,
  }),
  on(`sim-${SIM}`, 'SimIssued', { simId: SIM, carrier: 'VIETTEL', issuedOn: '2021-12-01' }),
  on(`sim-${SIM}`, 'SimAttached', { grantId: GRANT, assignmentId: ASSIGNMENT, carrier: 'VIETTEL' }),
  on(`sim-${SIM}`, 'SimActivated', { activatedOn: '2021-12-12', carrier: 'VIETTEL', grantId: GRANT }),
  on(`grant-${GRANT}`, 'GrantActivated', {
    activatedOn: '2021-12-12',
    firstDay: '2021-12-12',
    endDay: '2022-03-12',
    days: 90,
    simId: SIM,
  }),
];

const carrier: readonly Step[] = [
  on('carrierday-viettel-20211213', 'CarrierDayOpened', { carrier: 'VIETTEL', serviceDate: '2021-12-13', shards: 1 }),
  on('carrierday-viettel-20211213', 'CarrierFileReceived', { fileId: FILE, fileNo: 1 }, { actor: 'importer' }),
  on('book-viettel-20211213-0', 'DailyQuotaCredited', {
    grantId: GRANT,
    serviceDate: '2021-12-13',
    carrierTxnId: 'T1',
    fileId: FILE,
    line: 2,
    bytes: QUOTA,
  }),
  on('carrierday-viettel-20211213', 'CarrierFileApplied', { fileId: FILE, recorded: 1, repeated: 0, rejected: 0 }),
  on(
    'carrierday-viettel-20211213',
    'CarrierDayClosed',
    {
      readAtSize: '20',
      promisedGrants: 1,
      promisedBytes: String(QUOTA),
      creditedInWindowBytes: String(QUOTA),
      shortBytes: '0',
      missedBytes: '0',
      overBytes: '0',
    },
    { actor: 'closer' },
  ),
];

/** One computer's way from its donor to a pupil and the first day of data: a ledger in which every rule holds. */
export const honestLedger = (): readonly Step[] => {
  const before = [
    ...opening,
    ...need,
    on(
      `beneficiary-${PUPIL}`,
      'DevicePromised',
      { ...assigned, schoolCode: SCHOOL.id, tenure: 'GIFT', deadline: '2021-12-23' },
      { actor: 'approver' },
    ),
  ];
  return [...before, ...distribution(idOf(before, APPROVAL)), ...carrier];
};

import {
  ASSIGNMENT,
  type Data,
  FILE,
  GRANT,
  PUPIL,
  SCHOOL,
  SIM,
  type Step,
  TAG,
  bytesOf,
  hashes,
  honestLedger,
  idOf,
  on,
  uuid,
} from '../testing';
import { createRulesCheck } from './check';
import { type RuleId, rules } from './rule-table';

const checked = (bodies: readonly Uint8Array[]) => {
  const check = createRulesCheck(hashes);
  for (const body of bodies) check.next(body);
  return check.report();
};
const firstOf = (steps: readonly Step[]) => checked(bytesOf(steps)).findings[0];

const placeOf = (steps: readonly Step[], type: string): number => steps.findIndex((step) => step.type === type);
type Change = (steps: readonly Step[]) => readonly Step[];

/** The fact of this type, told otherwise. */
const changed =
  (type: string, data: Data, more: Partial<Step> = {}): Change =>
  (steps) =>
    steps.map((step) => (step.type === type ? { ...step, data: { ...step.data, ...data }, ...more } : step));
const by = (type: string, actor: string): Change => changed(type, {}, { actor });
const without =
  (type: string): Change =>
  (steps) =>
    steps.filter((step) => step.type !== type);
const then =
  (...more: readonly Step[]): Change =>
  (steps) => [...steps, ...more];
const before =
  (type: string, ...more: readonly Step[]): Change =>
  (steps) => [...steps.slice(0, placeOf(steps, type)), ...more, ...steps.slice(placeOf(steps, type))];

const device = `device-${TAG}`;
const pupil = `beneficiary-${PUPIL}`;
const other = uuid('other');
const proposed = { assignmentId: other, tag: TAG, schoolCode: SCHOOL.id, tenure: 'GIFT' };
const credit = { grantId: GRANT, serviceDate: '2021-12-13', fileId: FILE, carrierTxnId: 'T2', line: 3, bytes: 1 };
const pledge = { code: 'DON-2', donorCode: 'NTT-1', kind: 'CASH_VND', amountVnd: 100, documentNo: '2' };
const terms = { notifiedOn: '2021-12-20', termsVersion: 'T1', priceVnd: 50_000, periodDays: 30, autoCharge: false };
const cash = { receiptId: uuid('r1'), amountVnd: 60, account: '123456', bankRef: 'FT1', valueDate: '2021-12-01' };

const lossOf = (lostOn: string, actor: string): Step =>
  on(
    device,
    'DeviceReportedLost',
    { kind: 'LOST', lostOn, reportRef: '1', assignmentId: ASSIGNMENT, subjectId: PUPIL },
    { actor },
  );
const writeOff = (actor: string): Step =>
  on(device, 'DeviceWithdrawn', { outcome: 'WRITTEN_OFF', withdrawnOn: '2021-12-20', documentNo: '2' }, { actor });

const skipped = { name: 'device', version: 1, position: '3', eventId: uuid('poison'), reason: 'SOURCE_DAMAGED' };

/** One breach of each rule, in an otherwise honest ledger, and the type of the event where it is told. */
const breaches: readonly (readonly [RuleId, string, Change])[] = [
  ['ENVELOPE', 'DonorRegistered', changed('DonorRegistered', {}, { envelope: { note: 'x' } })],
  ['ENVELOPE', 'DonorRegistered', changed('DonorRegistered', { taxCode: null })],
  ['NOT_AHEAD_OF_TIME', 'DonorRegistered', changed('DonorRegistered', {}, { occurredAt: '2021-12-21' })],
  ['NOT_AHEAD_OF_TIME', 'DonorRegistered', changed('DonorRegistered', {}, { occurredAt: '2021-12-20T03:05:00.001Z' })],
  ['EVENT_ID', 'DonorRegistered', changed('DonorRegistered', {}, { envelope: { id: other } })],
  [
    'COMMAND_ONCE',
    'PromiseConfirmed',
    (steps) => [
      ...steps.map((step) =>
        step.type === 'CategoryAttested' || step.type === 'PromiseConfirmed' ? { ...step, command: other } : step,
      ),
    ],
  ],
  ['POLICY_COMMAND', 'DeviceAssigned', changed('DeviceAssigned', {}, { command: other })],
  ['POLICY_COMMAND', 'PromiseConfirmed', changed('PromiseConfirmed', {}, { role: 'POLICY', actor: 'policy:x' })],
  ['CAUSE_BEFORE_EFFECT', 'PromiseConfirmed', changed('PromiseConfirmed', {}, { causation: other })],
  ['REVISION_DENSE', 'DeviceInspected', changed('DeviceInspected', {}, { envelope: { revision: 7 } })],
  ['STREAM_KIND', 'DeviceInspected', then(on('donor-NTT-1', 'DeviceInspected', {}))],
  ['STREAM_KIND', 'Unheard', then(on('purse-1', 'Unheard', {}))],
  ['STREAM_NAME', 'DonorRegistered', changed('DonorRegistered', { code: 'NTT-2' })],
  ['FACT_FORM', 'KeyClaimed', changed('KeyClaimed', { holder: {} })],
  ['OPENED_FIRST', 'DayBegan', without('LedgerOpened')],
  ['OPENED_FIRST', 'DemoCompleted', then(on('ledger', 'DemoCompleted', { events: '1' }))],
  ['DAYS_FORWARD', 'DayBegan', then(on('clock', 'DayBegan', { day: '2021-12-20' }))],
  ['THING_FIRST', 'LotCounted', without('LotManifested')],
  ['FOUR_EYES_SKIP', 'ProjectionEventSkipped', then(on('ledger', 'ProjectionEventSkipped', skipped))],
  [
    'FOUR_EYES_SKIP',
    'ProjectionEventSkipped',
    then(on('ledger', 'ProjectionSkipProposed', skipped), on('ledger', 'ProjectionEventSkipped', skipped)),
  ],
  ['THING_FIRST', 'ProjectionScratchDropped', then(on('ledger', 'ProjectionScratchDropped', { scratchId: other }))],
  ['THING_FIRST', 'PolicyEnabled', then(...['a', 'a'].map((policy) => on('ledger', 'PolicyEnabled', { policy })))],
  [
    'FOUR_EYES_EXCEPTION',
    'ExceptionResolved',
    then(on(device, 'ExceptionResolved', { eventId: other, outcome: 'ACCEPTED' })),
  ],
  ['NOTHING_OVER_WAITING', 'DeviceInspected', changed('DeviceReceived', { flags: ['PRICE_OUTLIER'] })],
  [
    'KEY_ONE_HOLDER',
    'KeyClaimed',
    (steps) => [
      ...steps,
      { ...steps[placeOf(steps, 'KeyClaimed')]!, data: { kind: 'SERIAL', holder: { stream: 'device-X', id: 'X' } } },
    ],
  ],
  ['KEY_CLAIMED_FIRST', 'DeviceReceived', without('KeyClaimed')],
  [
    'KEY_CLAIMED_FIRST',
    'CashReceived',
    then(on('donation-DON-2', 'DonationPledged', pledge), on('donation-DON-2', 'CashReceived', cash)),
  ],
  ['PLEDGE_FORM', 'DonationPledged', changed('DonationPledged', { amountVnd: 5 })],
  ['PLEDGE_NOT_BELOW_RECEIVED', 'PledgeRevised', then(on('donation-DON-1', 'PledgeRevised', { quantity: 0 }))],
  [
    'PLEDGE_NOT_BELOW_RECEIVED',
    'DonationLapsed',
    then(on('donation-DON-1', 'DonationLapsed', { dueOn: '2021-05-01' })),
  ],
  ['RECEIPT_COUNTS_ONCE', 'DeviceLotReceived', changed('DonationPledged', { umbrella: true })],
  ['RECEIPT_COUNTS_ONCE', 'DeviceLotReceived', changed('DeviceLotReceived', { flags: ['OVER_RECEIPT'] })],
  ['RECEIPT_COUNTS_ONCE', 'DeviceLotReceived', without('LotCounted')],
  ['FOUR_EYES_EARMARK', 'EarmarkReleased', then(on('donation-DON-1', 'EarmarkReleased', { consentRef: '1' }))],
  ['LOT_ADDS_UP', 'LotCounted', changed('LotCounted', { counted: 2, accepted: 2 })],
  ['ONE_CUSTODIAN', 'CustodyReleased', changed('CustodyReleased', { from: SCHOOL, to: { kind: 'SCHOOL', id: 'B2' } })],
  ['ONE_CUSTODIAN', 'CustodyTaken', changed('CustodyTaken', { by: { kind: 'SCHOOL', id: '31-TEST-002' } })],
  [
    'ONE_CUSTODIAN',
    'TransferBecameOverdue',
    then(on(device, 'TransferBecameOverdue', { transferId: uuid('transfer'), flags: ['CUSTODY_GAP'] })),
  ],
  [
    'ONE_HOLDER',
    'DeviceAssigned',
    (steps) => [...steps, { ...steps[placeOf(steps, 'DeviceAssigned')]!, command: other, role: 'X' }],
  ],
  ['NO_STATE_SKIPPED', 'DeviceAssigned', without('DeviceInspected')],
  ['NO_STATE_SKIPPED', 'HandoverAccepted', without('HandoverRecorded')],
  ['WIPED_BEFORE_USE', 'DeviceInspected', changed('DeviceReceived', { condition: 'USED' })],
  ['ASSIGNED_BY_PROMISE', 'DeviceAssigned', changed('DeviceAssigned', { subjectId: other })],
  [
    'ASSIGNED_BY_PROMISE',
    'AssignmentDeclined',
    before('DeviceAssigned', on(device, 'AssignmentDeclined', { promise: other })),
  ],
  ['FOUR_EYES_HANDOVER', 'HandoverRecorded', by('HandoverRecorded', 'approver')],
  ['FOUR_EYES_WRITE_OFF', 'DeviceWithdrawn', then(lossOf('2021-11-01', 'clerk'), writeOff('clerk'))],
  ['FOUR_EYES_WRITE_OFF', 'DeviceWithdrawn', then(lossOf('2021-12-01', 'clerk'), writeOff('approver'))],
  ['NO_STATE_SKIPPED', 'DeviceWithdrawn', then(writeOff('approver'))],
  [
    'NO_STATE_SKIPPED',
    'DeviceQuarantined',
    then(on(device, 'DeviceQuarantined', { foundOn: '2021-12-20', reason: 'X' })),
  ],
  ['ELIGIBILITY_RECOMPUTED', 'EligibilityEvaluated', changed('CategoryAttested', { category: 'OTHER_HARDSHIP' })],
  ['ELIGIBILITY_RECOMPUTED', 'EligibilityEvaluated', changed('EligibilityEvaluated', { reasons: ['E5'] })],
  [
    'ONE_DEVICE_PER_PUPIL',
    'DevicePromised',
    then(
      on(pupil, 'AssignmentProposed', proposed, { actor: 'allocator' }),
      on(pupil, 'DevicePromised', proposed, { actor: 'approver' }),
    ),
  ],
  ['APPROVED_WHAT_WAS_PROPOSED', 'DevicePromised', changed('DevicePromised', { tenure: 'LOAN' })],
  ['APPROVED_WHAT_WAS_PROPOSED', 'DevicePromised', without('EligibilityEvaluated')],
  ['FOUR_EYES_APPROVAL', 'DevicePromised', by('DevicePromised', 'allocator')],
  ['PROMISE_OUTCOME', 'PromiseConfirmed', without('DeviceAssigned')],
  [
    'PROMISE_OUTCOME',
    'PromiseReleased',
    then(on(pupil, 'PromiseReleased', { assignmentId: ASSIGNMENT, tag: TAG, reason: 'DEADLINE' })),
  ],
  ['SERVED_AFTER_ACCEPTANCE', 'PupilServed', without('HandoverAccepted')],
  [
    'END_AFTER_CAUSE',
    'AssignmentEnded',
    then(
      on(pupil, 'AssignmentEnded', {
        assignmentId: ASSIGNMENT,
        tag: TAG,
        reason: 'LOST',
        voided: false,
        entitledBy: ASSIGNMENT,
      }),
    ),
  ],
  [
    'FOUR_EYES_DUPLICATE',
    'DuplicateReported',
    then(on(pupil, 'DuplicateReported', { survivorSubjectId: other }, { actor: 'registrar' })),
  ],
  [
    'SIM_ONE_GRANT',
    'SimActivated',
    then(on(`sim-${SIM}`, 'SimActivated', { activatedOn: '2021-12-13', grantId: GRANT })),
  ],
  ['GRANT_AFTER_SERVICE', 'GrantEntitled', without('PupilServed')],
  ['GRANT_AFTER_SERVICE', 'GrantEntitled', changed('GrantEntitled', { quotaBytesPerDay: 4_000_000_000 })],
  [
    'ONE_GRANT_PER_PUPIL',
    'GrantEntitled',
    (steps) => [...steps, { ...steps[placeOf(steps, 'GrantEntitled')]!, stream: `grant-${other}` }],
  ],
  ['GRANT_WINDOW', 'GrantActivated', changed('GrantActivated', { endDay: '2022-03-13', days: 91 })],
  ['GRANT_LIFE', 'GrantResumed', then(on(`grant-${GRANT}`, 'GrantResumed', { resumedOn: '2021-12-20', reason: 'X' }))],
  ['GRANT_LIFE', 'GrantReordered', then(on(`grant-${GRANT}`, 'GrantReordered', { reorderedOn: '2021-12-20' }))],
  [
    'GRANT_LIFE',
    'PostGrantTermsNotified',
    then(on(`grant-${GRANT}`, 'PostGrantTermsNotified', { ...terms, autoCharge: true })),
  ],
  [
    'GRANT_LIFE',
    'GrantActivationBecameOverdue',
    then(on(`grant-${GRANT}`, 'GrantActivationBecameOverdue', { since: '2021-12-01' })),
  ],
  ['ONE_CREDIT_PER_DAY', 'DailyQuotaCredited', then(on('book-viettel-20211213-0', 'DailyQuotaCredited', credit))],
  [
    'ONE_CREDIT_PER_DAY',
    'CreditConflictRecorded',
    before('DailyQuotaCredited', on('book-viettel-20211213-0', 'CreditConflictRecorded', credit)),
  ],
  ['CREDIT_IN_ITS_BOOK', 'DailyQuotaCredited', changed('DailyQuotaCredited', { serviceDate: '2021-12-14' })],
  [
    'CREDIT_IN_ITS_BOOK',
    'DailyQuotaCredited',
    changed('DailyQuotaCredited', {}, { stream: 'book-viettel-20211213-1' }),
  ],
  ['CREDIT_OF_A_FILE', 'DailyQuotaCredited', changed('DailyQuotaCredited', { fileId: other })],
  ['CARRIER_DAY', 'CarrierDayClosed', without('CarrierFileApplied')],
  ['IMPORTER_NOT_CLOSER', 'CarrierDayClosed', by('CarrierDayClosed', 'importer')],
  ['DAY_ADDS_UP', 'CarrierDayClosed', changed('CarrierDayClosed', { missedBytes: '1' })],
];

describe('the rules of the programme', () => {
  it('find nothing in an honest ledger', () => {
    const { events, findings, unknownTypes } = checked(bytesOf(honestLedger()));
    expect(findings).toEqual([]);
    expect([events, unknownTypes]).toEqual([honestLedger().length, {}]);
  });

  it.each(breaches.map(([rule, type, change]) => ({ rule, type, change })))(
    'find a breach of $rule at $type',
    ({ rule, type, change }) => {
      const steps = change(honestLedger());
      const { findings } = checked(bytesOf(steps));
      const first = findings[0]!;
      expect(steps[first.position]).toMatchObject({ type, stream: first.stream });
      const there = findings.filter(({ position }) => position === first.position);
      expect(there.map((finding) => finding.rule)).toContain(rule);
    },
  );

  it('are each seen to find something', () => {
    const ofBytes: readonly RuleId[] = ['BODY_SIZE', 'BODY_CANONICAL'];
    const broken = new Set<RuleId>([...breaches.map(([rule]) => rule), ...ofBytes]);
    expect(Object.keys(rules).filter((rule) => !broken.has(rule as RuleId))).toEqual([]);
  });

  it('speak of a newer kind of fact, and do not judge it', () => {
    const { findings, unknownTypes } = checked(
      bytesOf([...honestLedger(), on('ledger', 'PurseOpened', {}), on(device, 'DevicePolished', {})]),
    );
    expect([findings, unknownTypes]).toEqual([[], { 'PurseOpened v1': 1, 'DevicePolished v1': 1 }]);
  });

  it('let a second person accept what waits, and not its author', () => {
    const flagged = changed('DeviceReceived', { flags: ['PRICE_OUTLIER'] })(honestLedger());
    const eventId = JSON.parse(new TextDecoder().decode(bytesOf(flagged)[placeOf(flagged, 'DeviceReceived')]))
      .id as string;
    const resolving = (actor: string) =>
      before('DeviceInspected', on(device, 'ExceptionResolved', { eventId, outcome: 'ACCEPTED' }, { actor }))(flagged);
    expect(checked(bytesOf(resolving('second'))).findings).toEqual([]);
    expect(firstOf(resolving('clerk'))).toMatchObject({ rule: 'FOUR_EYES_EXCEPTION' });
  });
});

it('a pledge is asked after, answered by what comes, and another one lapses', () => {
  const donation = 'donation-DON-1';
  const overdue = on(donation, 'PledgeBecameOverdue', { dueOn: '2021-11-01', days: 30, flags: ['PLEDGE_OVERDUE'] });
  const asked = before('DeviceLotReceived', overdue)(honestLedger());
  const eventId = idOf(asked, placeOf(asked, 'PledgeBecameOverdue'));
  const answer = on(donation, 'ExceptionResolved', { eventId, outcome: 'ACCEPTED' }, { actor: 'second' });
  const lapsed = [
    on('donation-DON-2', 'DonationPledged', pledge),
    on('donation-DON-2', 'DonationLapsed', { dueOn: '2021-05-01' }),
  ];
  expect(checked(bytesOf([...asked, answer, ...lapsed])).findings).toEqual([]);
});

describe('a grant that expired unactivated', () => {
  const grant = `grant-${GRANT}`;
  const expired = on(grant, 'GrantEnded', { reason: 'EXPIRED_UNACTIVATED', endedOn: '2021-12-19' });
  const again = on(grant, 'GrantReordered', { reorderedOn: '2021-12-20' });
  const overdue = on(grant, 'GrantActivationBecameOverdue', { since: '2021-12-01', flags: ['ACTIVATION_OVERDUE'] });

  it('is ordered again once, reminded of before, and may run to its end', () => {
    const once = before('GrantActivated', overdue, expired, again)(honestLedger());
    expect(checked(bytesOf([...once, on(grant, 'PostGrantTermsNotified', terms)])).findings).toEqual([]);
    const twice = before('GrantActivated', overdue, expired, again, expired, again)(honestLedger());
    expect(firstOf(twice)).toMatchObject({ rule: 'GRANT_LIFE' });
  });
});

describe('a mark on a device', () => {
  const marks = [
    ['CustodyTaken', 'TransferBecameOverdue', 'CUSTODY_GAP', { transferId: uuid('transfer') }],
    ['HandoverAccepted', 'AcceptanceBecameOverdue', 'ACCEPTANCE_OVERDUE', { assignmentId: ASSIGNMENT }],
    ['PupilServed', 'DeviceSeenAgain', 'FRAUD_SUSPECTED', { donationCode: 'DON-2', lotNo: 'L1' }],
  ] as const;
  const told = (place: string, type: string, flag: string, data: Data, resolvers: readonly string[]) => {
    const marked = before(place, on(device, type, { ...data, flags: [flag] }, { actor: 'marker' }))(honestLedger());
    const eventId = idOf(marked, placeOf(marked, type));
    const resolving = (actor: string) => on(device, 'ExceptionResolved', { eventId, outcome: 'ACCEPTED' }, { actor });
    return checked(bytesOf(before(place, ...resolvers.map(resolving))(marked))).findings;
  };

  it.each(marks)('before %s: %s withholds nothing, and is resolved once by another', (place, type, flag, data) => {
    expect(told(place, type, flag, data, [])).toEqual([]);
    expect(told(place, type, flag, data, ['second'])).toEqual([]);
    for (const wrong of [['marker'], ['second', 'third']])
      expect(told(place, type, flag, data, wrong)[0]).toMatchObject({ rule: 'FOUR_EYES_EXCEPTION' });
  });
});

describe('the bytes of a body', () => {
  const text = new TextDecoder().decode(bytesOf(honestLedger())[0]);
  const bytes = (body: string): Uint8Array => new TextEncoder().encode(body);
  const ruleOf = (body: Uint8Array): RuleId | undefined => checked([body]).findings[0]?.rule;

  it.each([
    ['with white space', bytes(text.replace(':', ': '))],
    ['with members in another order', bytes(`{"v":1,${text.slice(1).replace(',"v":1', '')}`)],
    ['with a member twice', bytes(text.replace('"v":1', '"v":1,"v":1'))],
    ['with an escape that needs none', bytes(text.replace('PRODUCTION', '\\u0050RODUCTION'))],
    ['with a fraction', bytes(text.replace('"v":1', '"v":1.5'))],
    ['with a number beyond 2^53', bytes(text.replace('"v":1', '"v":9007199254740992'))],
    ['with a lone surrogate', bytes(text.replace('PRODUCTION', '\\ud800'))],
    ['with a byte order mark', bytes(`\ufeff${text}`)],
    ['that are not UTF-8', Uint8Array.from([...bytes(text).slice(0, -3), 0xff, 0x22, 0x7d])],
    ['that are cut', bytes(text.slice(0, -1))],
  ])('%s are not canonical', (_, body) => expect(ruleOf(body)).toBe('BODY_CANONICAL'));

  it('may be so many, and not one more', () => {
    const filled = (length: number) => bytes(`{"a":"${'x'.repeat(length - 8)}"}`);
    expect(ruleOf(filled(65_535))).toBe('ENVELOPE');
    expect(ruleOf(filled(65_536))).toBe('BODY_SIZE');
  });

  it('are taken with names that look like numbers, in the order of the standard', () => {
    const numbered = text.replace('{"purpose":"PRODUCTION"}', '{"10":"b","9":"a","purpose":"PRODUCTION"}');
    expect(ruleOf(bytes(numbered))).not.toBe('BODY_CANONICAL');
    expect(ruleOf(bytes(numbered.replace('"10":"b","9":"a"', '"9":"a","10":"b"')))).toBe('BODY_CANONICAL');
  });
});

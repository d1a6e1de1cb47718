import { Type } from 'typebox';
import type { EventOf } from '@kernel';
import {
  Category,
  Code,
  Count,
  Day,
  DocumentNo,
  ExceptionResolved,
  ProvinceCode,
  Quantity,
  ReasonCode,
  Uuid,
  Vnd,
  defineFact,
  oneOf,
} from '../../shared';

export const ResourceKind = oneOf(
  'CASH_VND',
  'DEVICE',
  'SIM',
  'DATA_GB_DAY',
  'PLATFORM_LICENCE',
  'INFRA',
  'SERVICE',
  'COVERAGE',
);

export const Earmark = Type.Object(
  {
    provinceCode: Type.Optional(ProvinceCode),
    schoolCode: Type.Optional(Code),
    category: Type.Optional(Category),
    priorityLocalities: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);

export const DonationPledged = defineFact(
  'DonationPledged',
  1,
  {
    code: Code,
    donorCode: Code,
    kind: ResourceKind,
    quantity: Type.Optional(Quantity),
    amountVnd: Type.Optional(Vnd),
    valuation: Type.Optional(
      Type.Object(
        { basis: oneOf('NORM_2_5M', 'INVOICE', 'DONOR_STATED'), unitVnd: Vnd },
        { additionalProperties: false },
      ),
    ),
    earmark: Type.Optional(Earmark),
    publicity: oneOf('NAMED', 'ANONYMOUS', 'NAME_ONLY_NO_AMOUNT'),
    umbrella: Type.Optional(
      Type.Boolean({ description: 'true: this pledge is the sum of its leaves and never counted beside them (D3)' }),
    ),
    umbrellaCode: Type.Optional(Code),
    dueOn: Type.Optional(Day),
    documentNo: DocumentNo,
  },
  'One pledge line of a donor. Cash has an amount, things have a quantity, never both.',
);

export const PledgeRevised = defineFact(
  'PledgeRevised',
  1,
  {
    quantity: Type.Optional(Quantity),
    amountVnd: Type.Optional(Vnd),
    reason: ReasonCode,
    documentNo: DocumentNo,
  },
  'The pledge was changed in quantity or amount.',
);

export const PledgeCommitted = defineFact(
  'PledgeCommitted',
  1,
  { documentNo: DocumentNo },
  'The donor committed in writing.',
);

export const CashReceived = defineFact(
  'CashReceived',
  1,
  {
    receiptId: Uuid,
    amountVnd: Vnd,
    account: Type.String({ pattern: '^[0-9]{6,20}$', description: "the programme's account" }),
    bankRef: Type.String({ minLength: 1, maxLength: 60 }),
    valueDate: Day,
  },
  'Money arrived on the account of the programme. OVER_RECEIPT is flagged where more came than was pledged (D2).',
);

export const DeviceLotReceived = defineFact(
  'DeviceLotReceived',
  1,
  {
    lotNo: Code,
    warehouseCode: Code,
    counted: Count,
    accepted: Count,
    rejected: Count,
    receivedOn: Day,
    surplus: Type.Optional(
      Type.Boolean({ description: 'true: what was withheld of the count, usable since a second person accepted it' }),
    ),
  },
  'A lot of devices was counted in; carried from the lot by policy. What is over its manifest comes later, or never.',
);

export const AcknowledgementIssued = defineFact(
  'AcknowledgementIssued',
  1,
  {
    number: Type.String({ minLength: 1, maxLength: 40 }),
    issuedOn: Day,
  },
  "The donor's paper was issued; the answer to the command holds the trace code, the event does not.",
);

export const DonationWithdrawn = defineFact(
  'DonationWithdrawn',
  1,
  { reason: ReasonCode },
  'The donor took back what has not arrived.',
);

export const PledgeBecameOverdue = defineFact(
  'PledgeBecameOverdue',
  1,
  { dueOn: Day, days: Type.Integer({ minimum: 1, description: 'how many days it is overdue' }) },
  'Nothing of the pledge has arrived so many days after it was due: somebody should ask the donor.',
);

export const DonationLapsed = defineFact(
  'DonationLapsed',
  1,
  { dueOn: Day },
  'Nothing of the pledge has arrived 180 days after it was due: it is not counted as promised any more. What arrives later revives it.',
);

export const EarmarkReleased = defineFact(
  'EarmarkReleased',
  1,
  {
    consentRef: DocumentNo,
    reason: ReasonCode,
  },
  "The earmark no longer restricts allocation; with the donor's consent, by another person than the pledge's author (D4).",
);

export const donationEvents = [
  DonationPledged,
  PledgeRevised,
  PledgeCommitted,
  CashReceived,
  DeviceLotReceived,
  AcknowledgementIssued,
  DonationWithdrawn,
  PledgeBecameOverdue,
  DonationLapsed,
  EarmarkReleased,
  ExceptionResolved,
] as const;
export type DonationEvent = EventOf<(typeof donationEvents)[number]>;

export const LotManifested = defineFact(
  'LotManifested',
  1,
  {
    donationCode: Code,
    lotNo: Code,
    expected: Count,
    warehouseCode: Code,
    manifestedOn: Day,
  },
  'What the manifest says the lot holds. A second manifest for the same lot adds to `expected`.',
);

export const LotCounted = defineFact(
  'LotCounted',
  1,
  {
    donationCode: Code,
    lotNo: Code,
    warehouseCode: Code,
    counted: Count,
    accepted: Count,
    rejected: Count,
    short: Count,
    over: Count,
    countedOn: Day,
  },
  'What was counted against the manifest: expected + over − short = counted = accepted + rejected (V5). DISCREPANCY is flagged.',
);

export const LotSurplusAccepted = defineFact(
  'LotSurplusAccepted',
  1,
  {
    donationCode: Code,
    lotNo: Code,
    warehouseCode: Code,
    quantity: Quantity,
    acceptedOn: Day,
  },
  'What was withheld of a count may be used, since a second person said so: the surplus over the manifest (row 35), or all of a queued count.',
);

export const lotEvents = [LotManifested, LotCounted, LotSurplusAccepted, ExceptionResolved] as const;
export type LotEvent = EventOf<(typeof lotEvents)[number]>;

import { Type } from 'typebox';
import type { EventOf } from '@kernel';
import {
  Carrier,
  Category,
  Code,
  Commitment,
  Day,
  DocumentNo,
  ExceptionResolved,
  ProvinceCode,
  ReasonCode,
  Tag,
  Tenure,
  UnitCode,
  Uuid,
  defineFact,
  oneOf,
} from '../../shared';

const DevicePossession = oneOf('NONE', 'SHARED_PHONE', 'OWN');
const EligibilityReason = oneOf('E1', 'E2', 'E3', 'E4', 'E5', 'E6');

const LegalBasis = Type.Object(
  {
    kind: oneOf('CONSENT', 'STATE_FUNCTION'),
    documentNo: DocumentNo,
    signedOn: Day,
    childConsent: Type.Optional(Type.Boolean({ description: "the child's own, from 7 years on" })),
  },
  { additionalProperties: false },
);

export const NeedRegistered = defineFact(
  'NeedRegistered',
  1,
  {
    subjectId: Uuid,
    schoolCode: Code,
    provinceCode: ProvinceCode,
    unitCode: UnitCode,
    level: oneOf('PUPIL', 'STUDENT'),
    grade: Type.Optional(Type.Integer({ minimum: 1, maximum: 12 })),
    devicePossession: DevicePossession,
    registeredOn: Day,
    ownConsentRequired: Type.Boolean({ description: "seven years or older: consent needs the child's own (E6)" }),
    legalBasis: Type.Optional(LegalBasis),
    possibleDuplicateOf: Type.Optional(Uuid),
    commitments: Type.Object(
      {
        fullName: Commitment,
        dateOfBirth: Commitment,
        studentCode: Commitment,
        personalId: Type.Optional(Commitment),
        sex: Type.Optional(Commitment),
        guardianName: Type.Optional(Commitment),
        guardianPhone: Type.Optional(Commitment),
      },
      { additionalProperties: false },
    ),
  },
  'A pupil or student without a computer is registered by the school. Who it is stands in the vault only. `possibleDuplicateOf`: a pupil of the same name, day of birth and school; this one gets nothing before a second person looked.',
);

export const CategoryAttested = defineFact(
  'CategoryAttested',
  1,
  {
    category: Category,
    validYear: Type.Integer({ minimum: 2020, maximum: 2030 }),
    issuedBy: Code,
    commitments: Type.Optional(Type.Object({ certificateNo: Commitment }, { additionalProperties: false })),
  },
  'The authority attests the category for a year (E3).',
);

const DevicePossessionDeclared = defineFact(
  'DevicePossessionDeclared',
  1,
  { devicePossession: DevicePossession, declaredOn: Day },
  'What the pupil has to study with, declared anew (E2).',
);

export const ConsentRecorded = defineFact(
  'ConsentRecorded',
  1,
  {
    legalBasis: LegalBasis,
    answers: Type.Optional(
      Type.Array(Uuid, { minItems: 1, description: 'facts that were queued for want of a legal basis' }),
    ),
  },
  'The legal basis for processing is on file (E6).',
);

export const ConsentWithdrawn = defineFact(
  'ConsentWithdrawn',
  1,
  { withdrawnOn: Day },
  'Consent was withdrawn; nothing further is decided about the pupil on its basis.',
);

export const EligibilityEvaluated = defineFact(
  'EligibilityEvaluated',
  1,
  {
    result: oneOf('ELIGIBLE', 'NOT_ELIGIBLE'),
    reasons: Type.Array(EligibilityReason, { maxItems: 6, description: 'all rules that fail' }),
    ruleSetVersion: Type.Integer({ minimum: 1 }),
    inputs: Type.Object(
      {
        evaluatedOn: Day,
        registeredOn: Day,
        enrolled: Type.Boolean(),
        phase: Type.Optional(oneOf('PH1', 'PH2')),
        devicePossession: DevicePossession,
        category: Type.Optional(Category),
        categoryYear: Type.Optional(Type.Integer()),
        hasLegalBasis: Type.Boolean(),
        served: Type.Boolean(),
        priorityLocality: Type.Boolean(),
      },
      { additionalProperties: false },
    ),
  },
  'The rule set was applied to what the ledger knew, with the inputs it used.',
);

export const AssignmentProposed = defineFact(
  'AssignmentProposed',
  1,
  {
    assignmentId: Uuid,
    tag: Tag,
    schoolCode: Code,
    tenure: Tenure,
    replaces: Type.Optional(Uuid),
  },
  'An allocator proposes a device for the pupil. Approval is by another person.',
);

export const ProposalRejected = defineFact(
  'ProposalRejected',
  1,
  { assignmentId: Uuid, tag: Tag, reason: ReasonCode },
  'The approver said no.',
);

export const DevicePromised = defineFact(
  'DevicePromised',
  1,
  {
    assignmentId: Uuid,
    tag: Tag,
    schoolCode: Code,
    tenure: Tenure,
    deadline: Day,
  },
  'The approval: the pupil will get this device if the device can be reserved. Released if no outcome is known by the deadline.',
);

export const PromiseConfirmed = defineFact(
  'PromiseConfirmed',
  1,
  { assignmentId: Uuid, tag: Tag },
  'The device is reserved for the pupil.',
);

export const PromiseReleased = defineFact(
  'PromiseReleased',
  1,
  { assignmentId: Uuid, tag: Tag, reason: ReasonCode },
  'The promise no longer holds; the pupil may be proposed another device.',
);

export const PupilServed = defineFact(
  'PupilServed',
  1,
  {
    assignmentId: Uuid,
    tag: Tag,
    handedOn: Day,
    servedOn: Day,
    schoolCode: Code,
    simId: Type.Optional(Uuid),
    carrier: Type.Optional(Carrier),
    replaces: Type.Optional(Uuid),
  },
  "The pupil's side accepted the device. `replaces`: in place of this assignment's device, so its grant goes on and no second one begins.",
);

export const AssignmentEnded = defineFact(
  'AssignmentEnded',
  1,
  {
    assignmentId: Uuid,
    tag: Tag,
    reason: oneOf(
      'DECLINED',
      'REPLACED_DOA',
      'LOST',
      'STOLEN',
      'RETURNED',
      'DECEASED',
      'WRONG_RECIPIENT',
      'DUPLICATE',
      'REPLACED',
    ),
    endedOn: Day,
    entitledBy: Type.Optional(Uuid),
    voided: Type.Boolean({
      description: 'WRONG_RECIPIENT and DUPLICATE never counted as served; credited days are leakage',
    }),
  },
  'The assignment is over, and why (4.F). `entitledBy`: the assignment whose acceptance began the grant, where there is one.',
);

export const BeneficiaryTransferred = defineFact(
  'BeneficiaryTransferred',
  1,
  { toSchoolCode: Code, provinceCode: ProvinceCode, unitCode: UnitCode, movedOn: Day },
  'The pupil moved to another school; delivery stays with the delivering locality.',
);

export const NeedLapsed = defineFact(
  'NeedLapsed',
  1,
  {
    reason: oneOf('HAS_DEVICE', 'RETURNED_TO_SCHOOL', 'GRADUATED', 'MOVED', 'DECEASED', 'DECLINED'),
    lapsedOn: Day,
  },
  'The need is gone.',
);

export const DuplicateReported = defineFact(
  'DuplicateReported',
  1,
  { survivorSubjectId: Uuid, assignmentId: Type.Optional(Uuid), reportedOn: Day, documentNo: DocumentNo },
  'The same child was registered twice; this registration is the later one and its benefit is voided (4.F, double benefit).',
);

export const beneficiaryEvents = [
  NeedRegistered,
  CategoryAttested,
  DevicePossessionDeclared,
  ConsentRecorded,
  ConsentWithdrawn,
  EligibilityEvaluated,
  AssignmentProposed,
  ProposalRejected,
  DevicePromised,
  PromiseConfirmed,
  PromiseReleased,
  PupilServed,
  AssignmentEnded,
  BeneficiaryTransferred,
  NeedLapsed,
  DuplicateReported,
  ExceptionResolved,
] as const;
export type BeneficiaryEvent = EventOf<(typeof beneficiaryEvents)[number]>;

import { Type } from 'typebox';
import type { EventOf } from '@kernel';
import {
  Carrier,
  Code,
  Commitment,
  Custodian,
  Day,
  DocumentNo,
  ExceptionResolved,
  ReasonCode,
  Sha256,
  Tag,
  Tenure,
  Uuid,
  Vnd,
  defineFact,
  oneOf,
} from '../../shared';

export const DeviceType = oneOf('DESKTOP', 'LAPTOP', 'TABLET', 'SMARTPHONE');
export const DeviceCondition = oneOf('NEW', 'REFURBISHED', 'USED');

export const DeviceReceived = defineFact(
  'DeviceReceived',
  1,
  {
    tag: Tag,
    donationCode: Code,
    lotNo: Code,
    serial: Type.Optional(Type.String({ minLength: 1, maxLength: 60 })),
    imei: Type.Optional(Type.Array(Type.String({ pattern: '^\\d{15}$' }), { minItems: 1, maxItems: 2 })),
    type: DeviceType,
    maker: Type.String({ minLength: 1, maxLength: 60 }),
    model: Type.Optional(Type.String({ minLength: 1, maxLength: 80 })),
    ramGigabytes: Type.Optional(Type.Integer({ minimum: 1, maximum: 1024 })),
    storageGigabytes: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_536 })),
    condition: DeviceCondition,
    unitVnd: Type.Optional(Vnd),
    warehouseCode: Code,
    receivedOn: Day,
  },
  'A device of a lot is in the warehouse, which is its first custodian. A serial or an IMEI is required.',
);

export const DeviceInspected = defineFact(
  'DeviceInspected',
  1,
  {
    result: oneOf('PASSED', 'REJECTED'),
    dataWiped: Type.Boolean({ description: 'required before a used or refurbished device passes (V6)' }),
    reason: Type.Optional(ReasonCode),
  },
  'The device was inspected. PASSED makes it available.',
);

export const CustodyReleased = defineFact(
  'CustodyReleased',
  1,
  { transferId: Uuid, from: Custodian, to: Custodian },
  'The custodian gave the device on its way; until it is taken, custody rests with the releaser (V1, V4).',
);

export const CustodyTaken = defineFact(
  'CustodyTaken',
  1,
  { transferId: Uuid, from: Custodian, by: Custodian },
  'The new custodian has the device.',
);

export const DeviceAssigned = defineFact(
  'DeviceAssigned',
  1,
  {
    assignmentId: Uuid,
    promise: Uuid,
    subjectId: Uuid,
    schoolCode: Code,
    tenure: Tenure,
    approvedBy: Type.String({ minLength: 1, maxLength: 80, description: 'actor id of the approver' }),
  },
  'The device is reserved for one pupil; `promise` is the id of DevicePromised. At most one open assignment (V2).',
);

export const AssignmentDeclined = defineFact(
  'AssignmentDeclined',
  1,
  {
    assignmentId: Uuid,
    promise: Uuid,
    subjectId: Uuid,
    code: ReasonCode,
  },
  'The device could not be reserved, and why. The other outcome of the same promise.',
);

export const HandoverRecorded = defineFact(
  'HandoverRecorded',
  1,
  {
    assignmentId: Uuid,
    subjectId: Uuid,
    schoolCode: Code,
    handedOn: Day,
    relation: oneOf('PUPIL', 'GUARDIAN', 'ALTERNATE'),
    commitments: Type.Optional(Type.Object({ receivedBy: Type.Optional(Commitment) }, { additionalProperties: false })),
    signatureType: oneOf('DRAWN', 'PAPER_SCAN', 'OTP'),
    evidenceSha256: Type.Optional(Sha256),
    termsVersion: Type.String({ minLength: 1, maxLength: 40 }),
    conditionCode: Type.Optional(ReasonCode),
    simId: Type.Optional(Uuid),
    carrier: Type.Optional(Carrier),
  },
  "The school handed the device to the pupil's side; not yet accepted. `simId` and `carrier`: the SIM in the box.",
);

export const HandoverAccepted = defineFact(
  'HandoverAccepted',
  1,
  {
    assignmentId: Uuid,
    subjectId: Uuid,
    schoolCode: Code,
    handedOn: Day,
    acceptedOn: Day,
    acceptedBy: oneOf('PUPIL', 'GUARDIAN'),
    simId: Type.Optional(Uuid),
    carrier: Type.Optional(Carrier),
  },
  "The pupil's side accepted; silence is not acceptance (G4). This is delivery (G6).",
);

export const HandoverDeclined = defineFact(
  'HandoverDeclined',
  1,
  { assignmentId: Uuid, subjectId: Uuid, schoolCode: Code, reason: ReasonCode },
  'The handover was refused; the device is back at the school and free.',
);

export const DeviceUnassigned = defineFact(
  'DeviceUnassigned',
  1,
  { assignmentId: Uuid, subjectId: Uuid, reason: ReasonCode },
  'The assignment no longer binds the device.',
);

export const DeviceReportedLost = defineFact(
  'DeviceReportedLost',
  1,
  {
    kind: oneOf('LOST', 'STOLEN'),
    lostOn: Day,
    reportRef: DocumentNo,
    assignmentId: Type.Optional(Uuid),
    subjectId: Type.Optional(Uuid),
  },
  'Lost or stolen. Ends the open assignment and suspends the grant from the next day on (4.F).',
);

export const DeviceRecovered = defineFact(
  'DeviceRecovered',
  1,
  { recoveredOn: Day, custodian: Custodian },
  'A lost device was found; it has to be inspected again.',
);

export const DeviceReportedFaulty = defineFact(
  'DeviceReportedFaulty',
  1,
  {
    faultCode: ReasonCode,
    reportedOn: Day,
    assignmentId: Type.Optional(Uuid),
    subjectId: Type.Optional(Uuid),
    deadOnArrival: Type.Boolean({ description: 'before the handover, or up to 7 days after it (4.F)' }),
  },
  'The device does not work. Dead on arrival ends the assignment as REPLACED_DOA; a later fault leaves it open.',
);

export const DeviceRepaired = defineFact(
  'DeviceRepaired',
  1,
  { outcome: oneOf('AVAILABLE', 'BACK_IN_USE', 'SCRAPPED'), repairedOn: Day },
  'What came of a repair.',
);

export const DeviceReturned = defineFact(
  'DeviceReturned',
  1,
  {
    returnedOn: Day,
    to: Custodian,
    assignmentId: Type.Optional(Uuid),
    subjectId: Type.Optional(Uuid),
    reason: ReasonCode,
  },
  'The pupil gave the device back; it has to be inspected again.',
);

export const DeviceQuarantined = defineFact(
  'DeviceQuarantined',
  1,
  { foundOn: Day, reason: ReasonCode },
  'The device is not safe to give out (malware, locked to somebody else): nobody gets it until it passes an inspection (4.E).',
);

export const DeviceWithdrawn = defineFact(
  'DeviceWithdrawn',
  1,
  {
    outcome: oneOf('RETURNED_TO_DONOR', 'DONATED_ON', 'SCRAPPED', 'WRITTEN_OFF'),
    withdrawnOn: Day,
    documentNo: DocumentNo,
  },
  'The device has left the programme for good, by which document, and where to. WRITTEN_OFF: lost or stolen for 30 days (4.E).',
);

export const WrongRecipientReported = defineFact(
  'WrongRecipientReported',
  1,
  {
    assignmentId: Uuid,
    subjectId: Uuid,
    reportedOn: Day,
    actualSubjectId: Type.Optional(Uuid),
    documentNo: DocumentNo,
  },
  'Another child than the listed one got the device; recorded, not edited (G5). Voids the assignment, and its grant.',
);

export const AcceptanceBecameOverdue = defineFact(
  'AcceptanceBecameOverdue',
  1,
  { assignmentId: Uuid, subjectId: Uuid, schoolCode: Code, handedOn: Day },
  "7 days after the handover the pupil's side has neither accepted nor declined (G4). It marks; an answer that comes later still counts.",
);

export const TransferBecameOverdue = defineFact(
  'TransferBecameOverdue',
  1,
  { transferId: Uuid, from: Custodian, to: Custodian, releasedOn: Day },
  '72 hours after its release nobody has taken the device (V1). It marks; custody rests with the releaser, and whoever comes later still takes it.',
);

export const DeviceSeenAgain = defineFact(
  'DeviceSeenAgain',
  1,
  { donationCode: Code, lotNo: Code },
  'A manifest names a serial number or an IMEI of this device, which was delivered already (V3). The line was refused; somebody should ask.',
);

export const DeliveryConfirmed = defineFact(
  'DeliveryConfirmed',
  1,
  {
    eventId: Uuid,
    assignmentId: Uuid,
    subjectId: Uuid,
    schoolCode: Code,
    handedOn: Day,
    acceptedOn: Day,
    simId: Type.Optional(Uuid),
    carrier: Type.Optional(Carrier),
  },
  'A flagged acceptance, `eventId`, was accepted by a second person: now it is delivery, and the pupil is served.',
);

export const AssignmentEndConfirmed = defineFact(
  'AssignmentEndConfirmed',
  1,
  {
    eventId: Uuid,
    assignmentId: Uuid,
    subjectId: Uuid,
    reason: oneOf('DECLINED', 'LOST', 'STOLEN', 'REPLACED_DOA', 'RETURNED', 'WRONG_RECIPIENT'),
    endedOn: Day,
  },
  "A flagged fact that ends the assignment, `eventId`, was accepted by a second person: now the pupil's assignment ends.",
);

export const deviceEvents = [
  DeviceReceived,
  DeviceInspected,
  CustodyReleased,
  CustodyTaken,
  DeviceAssigned,
  AssignmentDeclined,
  HandoverRecorded,
  HandoverAccepted,
  HandoverDeclined,
  DeviceUnassigned,
  DeviceReportedLost,
  DeviceRecovered,
  DeviceReportedFaulty,
  DeviceRepaired,
  DeviceReturned,
  DeviceQuarantined,
  DeviceWithdrawn,
  WrongRecipientReported,
  AcceptanceBecameOverdue,
  TransferBecameOverdue,
  DeviceSeenAgain,
  DeliveryConfirmed,
  AssignmentEndConfirmed,
  ExceptionResolved,
] as const;
export type DeviceEvent = EventOf<(typeof deviceEvents)[number]>;

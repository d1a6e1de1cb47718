import { Type } from 'typebox';
import type { EventOf } from '@kernel';
import {
  Bytes,
  Carrier,
  Code,
  Commitment,
  Day,
  ExceptionResolved,
  Instant,
  ReasonCode,
  Tag,
  Uuid,
  Vnd,
  defineFact,
  oneOf,
} from '../../shared';

export const SimIssued = defineFact(
  'SimIssued',
  1,
  {
    simId: Uuid,
    carrier: Carrier,
    issuedOn: Day,
    tag: Type.Optional(Tag),
    schoolCode: Type.Optional(Code),
    subjectId: Type.Optional(Uuid),
    commitments: Type.Object({ iccid: Commitment, msisdn: Commitment }, { additionalProperties: false }),
  },
  'The carrier issued a SIM for the programme. Its numbers are in the vault.',
);

export const SimActivated = defineFact(
  'SimActivated',
  1,
  {
    activatedAt: Instant,
    activatedOn: Day,
    planCode: ReasonCode,
    carrier: Carrier,
    grantId: Type.Optional(Uuid),
  },
  'The carrier switched the SIM on. `grantId` where the SIM was attached before; else the activation waits here.',
);

export const SimActivationFailed = defineFact(
  'SimActivationFailed',
  1,
  { attemptedAt: Instant, planCode: ReasonCode, code: ReasonCode },
  'The carrier could not switch the SIM on.',
);

export const SimAttached = defineFact(
  'SimAttached',
  1,
  {
    grantId: Uuid,
    assignmentId: Uuid,
    carrier: Carrier,
    handedOn: Day,
    activatedOn: Type.Optional(Day),
  },
  'The SIM carries this grant. `activatedOn`: it was on already, and the policy takes that to the grant.',
);

export const SimReplaced = defineFact(
  'SimReplaced',
  1,
  {
    newSimId: Uuid,
    replacedOn: Day,
    reason: ReasonCode,
    attachment: Type.Optional(
      Type.Object({ grantId: Uuid, assignmentId: Uuid, handedOn: Day }, { additionalProperties: false }),
    ),
  },
  'Another SIM took its place; the grant keeps its id and its window (N8).',
);

export const SimActivationBecameOverdue = defineFact(
  'SimActivationBecameOverdue',
  1,
  { grantId: Uuid, assignmentId: Uuid, handedOn: Day },
  'The SIM of a grant is not switched on 30 days after the handover, or after it took the place of another (N6): somebody should ask.',
);

export const simEvents = [
  SimIssued,
  SimActivated,
  SimActivationFailed,
  SimAttached,
  SimReplaced,
  SimActivationBecameOverdue,
  ExceptionResolved,
] as const;
export type SimEvent = EventOf<(typeof simEvents)[number]>;

export const GrantEntitled = defineFact(
  'GrantEntitled',
  1,
  {
    assignmentId: Uuid,
    subjectId: Uuid,
    tag: Tag,
    handedOn: Day,
    entitledOn: Day,
    carrier: Type.Optional(Carrier),
    simId: Type.Optional(Uuid),
    quotaBytesPerDay: Bytes,
  },
  'Accepting a computer entitles the pupil to 4 GiB a day for three months (P4).',
);

export const GrantActivated = defineFact(
  'GrantActivated',
  1,
  {
    activatedOn: Day,
    firstDay: Day,
    endDay: Day,
    days: Type.Integer({ minimum: 1, maximum: 92 }),
    simId: Type.Optional(Uuid),
    carrier: Type.Optional(Carrier),
  },
  'The window starts: [firstDay, endDay), 89 to 92 days by the calendar, never before the handover (N1, N2).',
);

export const GrantSuspended = defineFact(
  'GrantSuspended',
  1,
  { suspendedOn: Day, reason: ReasonCode },
  'No data from the day after `suspendedOn` on; the term is not extended (N7).',
);

export const GrantResumed = defineFact(
  'GrantResumed',
  1,
  { resumedOn: Day, reason: ReasonCode, simId: Type.Optional(Uuid) },
  'Data again from the day after `resumedOn` on, for the remaining days: at 00:00 of that day it was still suspended (4.H).',
);

export const GrantEnded = defineFact(
  'GrantEnded',
  1,
  {
    endedOn: Day,
    reason: oneOf('COMPLETED', 'TERMINATED', 'VOIDED', 'EXPIRED_UNACTIVATED'),
    cause: Type.Optional(ReasonCode),
  },
  'The grant is over; not active from the day after `endedOn` on. COMPLETED at the end of the window.',
);

export const GrantActivationBecameOverdue = defineFact(
  'GrantActivationBecameOverdue',
  1,
  { since: Day },
  'For 30 days since the handover, or since it was ordered again, the grant gives no data, and no SIM of it says why (N6): somebody should ask.',
);

export const GrantReordered = defineFact(
  'GrantReordered',
  1,
  { reorderedOn: Day },
  'A grant that expired unactivated is asked of the carrier once more, and waits another 90 days; once (N6).',
);

export const PostGrantTermsNotified = defineFact(
  'PostGrantTermsNotified',
  1,
  {
    notifiedOn: Day,
    termsVersion: Type.String({ minLength: 1, maxLength: 40 }),
    priceVnd: Vnd,
    periodDays: Type.Integer({ minimum: 1, maximum: 366 }),
    autoCharge: Type.Boolean({ description: 'false in every event: nobody is charged without having asked (N10)' }),
  },
  "The pupil's side was told what the SIM costs once its free days are over (N10).",
);

export const grantEvents = [
  GrantEntitled,
  GrantActivated,
  GrantSuspended,
  GrantResumed,
  GrantEnded,
  GrantActivationBecameOverdue,
  GrantReordered,
  PostGrantTermsNotified,
  ExceptionResolved,
] as const;
export type GrantEvent = EventOf<(typeof grantEvents)[number]>;

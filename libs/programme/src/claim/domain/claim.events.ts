import { Type, type Static } from 'typebox';
import type { EventOf } from '@kernel';
import { ReasonCode, Uuid, defineFact, oneOf } from '../../shared';

/** Kinds of natural key that are not personal. Personal keys are claimed in the vault by a blind index. */
export const ClaimKind = oneOf('SERIAL', 'IMEI', 'BANK_RECEIPT', 'SIM_OF_TAG', 'PLEDGE');

export type ClaimKind = Static<typeof ClaimKind>;

export const KeyClaimed = defineFact(
  'KeyClaimed',
  1,
  {
    kind: ClaimKind,
    holder: Type.Object(
      {
        stream: Type.String({ minLength: 1, maxLength: 120, description: 'stream of the thing that holds the key' }),
        id: Type.String({ minLength: 1, maxLength: 80 }),
        claimId: Uuid,
      },
      { additionalProperties: false },
    ),
  },
  'A natural key belongs to this thing. Another thing with the same key is refused.',
);

export const KeyReleased = defineFact(
  'KeyReleased',
  1,
  { kind: ClaimKind, reason: ReasonCode },
  'The key is free again.',
);

export const claimEvents = [KeyClaimed, KeyReleased] as const;
export type ClaimEvent = EventOf<(typeof claimEvents)[number]>;

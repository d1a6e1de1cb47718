import { Type } from 'typebox';
import type { EventOf } from '@kernel';
import { Code, Commitment, Uuid, defineFact, oneOf } from '../../shared';

export const Publicity = oneOf('NAMED', 'ANONYMOUS', 'NAME_ONLY_NO_AMOUNT');

export const DonorRegistered = defineFact(
  'DonorRegistered',
  1,
  {
    code: Code,
    kind: oneOf('AGENCY', 'ORGANISATION', 'ENTERPRISE', 'PERSON'),
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: "an organisation's public name" })),
    taxCode: Type.Optional(Type.String({ pattern: '^\\d{10}(-\\d{3})?$', description: 'of an organisation; public' })),
    subjectId: Type.Optional(Uuid),
    commitments: Type.Optional(
      Type.Object({ name: Commitment, taxCode: Type.Optional(Commitment) }, { additionalProperties: false }),
    ),
    publicity: Publicity,
  },
  "A donor. An organisation's name is public; a person's name and tax code are in the vault.",
);

export const donorEvents = [DonorRegistered] as const;
export type DonorEvent = EventOf<(typeof donorEvents)[number]>;

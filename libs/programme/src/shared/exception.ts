import { defineFact, ReasonCode, Uuid, oneOf } from './schema';

/**
 * A queued fact (one with `flags`) was looked at by another person than its author; ACCEPTED gives it its effect, REFUSED leaves it
 * without. Stands on the stream of the fact it resolves (contract 4, Q).
 */
export const ExceptionResolved = defineFact(
  'ExceptionResolved',
  1,
  { eventId: Uuid, code: ReasonCode, outcome: oneOf('ACCEPTED', 'REFUSED'), reason: ReasonCode },
  'A flagged fact was accepted or refused by a second person.',
);

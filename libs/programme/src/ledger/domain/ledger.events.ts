import { Type } from 'typebox';
import type { EventOf } from '@kernel';
import { BytesSum, Count, Day, ReasonCode, Sha256, Uuid, defineFact, oneOf } from '../../shared';

export const LedgerOpened = defineFact(
  'LedgerOpened',
  1,
  {
    purpose: oneOf('DEMO', 'PRODUCTION'),
    seed: Type.Optional(Type.String({ minLength: 1, maxLength: 60 })),
  },
  'The first event of a ledger. DEMO: everything in it is invented.',
);

export const DemoCompleted = defineFact(
  'DemoCompleted',
  1,
  { events: BytesSum },
  'The demo programme is recorded whole.',
);

export const PolicyEnabled = defineFact(
  'PolicyEnabled',
  1,
  {
    policy: Type.String({ pattern: '^[a-z][a-z0-9-]{1,59}$' }),
    fromPosition: BytesSum,
  },
  'A policy reacts to events from this position on.',
);

/** Which projection an event speaks of. */
const projection = {
  name: Type.String({ pattern: '^[a-z][a-z0-9-]{1,59}$' }),
  version: Type.Integer({ minimum: 1 }),
};

export const ProjectionRebuildOrdered = defineFact(
  'ProjectionRebuildOrdered',
  1,
  projection,
  'An administrator ordered a rebuild; it is made beside the live tables.',
);

export const ProjectionRebuilt = defineFact(
  'ProjectionRebuilt',
  1,
  {
    ...projection,
    size: BytesSum,
    digestBefore: Type.Optional(Sha256),
    digestAfter: Sha256,
  },
  'A projection was dropped and rebuilt; both digests are taken at `size`.',
);

/** What a comparison of rebuilt with live tables found. */
const difference = {
  size: BytesSum,
  digestBefore: Type.Optional(Sha256),
  digestAfter: Sha256,
  differingRows: Count,
};

export const ProjectionDifferenceAccepted = defineFact(
  'ProjectionDifferenceAccepted',
  1,
  { ...projection, ...difference, reason: ReasonCode },
  'A rebuild says something else than the live tables, and takes their place all the same. `ProjectionRebuilt` follows.',
);

export const ProjectionRebuildAborted = defineFact(
  'ProjectionRebuildAborted',
  1,
  { ...projection, ...Type.Partial(Type.Object(difference)).properties },
  'A rebuild was ended by order, and nothing of it is left. Where it had been compared, with what was found.',
);

/** The event that a projection can't apply. */
const poison = { ...projection, position: BytesSum, eventId: Uuid, reason: ReasonCode };

export const ProjectionSkipProposed = defineFact(
  'ProjectionSkipProposed',
  1,
  poison,
  'An administrator proposes that this version of a projection goes on without the event at which it stopped.',
);

export const ProjectionEventSkipped = defineFact(
  'ProjectionEventSkipped',
  1,
  poison,
  'Another administrator than the proposer agreed: this version of the projection leaves the event out, in every rebuild too.',
);

/** Which scratch an event speaks of. */
const scratch = { scratchId: Uuid, size: BytesSum, reason: ReasonCode };

export const ProjectionScratchOrdered = defineFact(
  'ProjectionScratchOrdered',
  1,
  { ...scratch, projections: Type.Array(projection.name, { minItems: 1, maxItems: 40, uniqueItems: true }) },
  'An administrator ordered that projections be replayed to the first `size` events, in tables of their own that are asked and compared, and never switched in.',
);

export const ProjectionScratchDropped = defineFact(
  'ProjectionScratchDropped',
  1,
  scratch,
  'A scratch was dropped by order, and nothing of its tables is left.',
);

const LogOrigin = Type.String({ minLength: 1, maxLength: 200, description: 'Name of a transparency log: its origin.' });

export const LedgerRestored = defineFact(
  'LedgerRestored',
  1,
  {
    previousOrigin: LogOrigin,
    previousSize: BytesSum,
    previousRoot: Sha256,
    origin: LogOrigin,
  },
  'The database was put back, and lacks events that had been signed: the log goes on under another origin. `previousSize` and `previousRoot` (hex) are those that were signed last under the old one.',
);

const Store = oneOf('POSTGRES', 'KURRENTDB');

export const LedgerMoved = defineFact(
  'LedgerMoved',
  1,
  { fromStore: Store, toStore: Store },
  'The last event of the ledger in one store: in the next it goes on, with the same history, name and key. The store that it left takes no event any more.',
);

export const ledgerEvents = [
  LedgerOpened,
  DemoCompleted,
  PolicyEnabled,
  ProjectionRebuildOrdered,
  ProjectionRebuilt,
  ProjectionDifferenceAccepted,
  ProjectionRebuildAborted,
  ProjectionSkipProposed,
  ProjectionEventSkipped,
  ProjectionScratchOrdered,
  ProjectionScratchDropped,
  LedgerRestored,
  LedgerMoved,
] as const;
export type LedgerEvent = EventOf<(typeof ledgerEvents)[number]>;

export const DayBegan = defineFact(
  'DayBegan',
  1,
  { day: Day },
  'A Vietnam day began. Time enters the ledger here, so that timeouts replay.',
);

export const clockEvents = [DayBegan] as const;
export type ClockEvent = EventOf<(typeof clockEvents)[number]>;

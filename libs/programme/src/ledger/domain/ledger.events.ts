import { Type } from 'typebox';
import type { EventOf } from '@kernel';
import { BytesSum, Day, Sha256, defineFact, oneOf } from '../../shared';

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

export const ProjectionRebuilt = defineFact(
  'ProjectionRebuilt',
  1,
  {
    name: Type.String({ pattern: '^[a-z][a-z0-9-]{1,59}$' }),
    version: Type.Integer({ minimum: 1 }),
    size: BytesSum,
    digestBefore: Type.Optional(Sha256),
    digestAfter: Sha256,
  },
  'A projection was dropped and rebuilt; both digests are taken at `size`.',
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

export const ledgerEvents = [LedgerOpened, DemoCompleted, PolicyEnabled, ProjectionRebuilt, LedgerRestored] as const;
export type LedgerEvent = EventOf<(typeof ledgerEvents)[number]>;

export const DayBegan = defineFact(
  'DayBegan',
  1,
  { day: Day },
  'A Vietnam day began. Time enters the ledger here, so that timeouts replay.',
);

export const clockEvents = [DayBegan] as const;
export type ClockEvent = EventOf<(typeof clockEvents)[number]>;

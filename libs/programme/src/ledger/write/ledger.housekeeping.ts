import type { Actor } from '@kernel';
import { uuidV5 } from '@event-store';
import type { Clock, CommandContext, Ledger, Outcome } from '@command-handling';
import { vietnamDay } from '../../shared';
import { clock as clockDecider, ledger as ledgerDecider, type LedgerCommand, type StoreKind } from '../domain';

/** Namespace of the command ids that the ledger gives its own commands: each is made of what it is about, so that it repeats. */
const HOUSEKEEPING = '6f0c2b7e-93f1-5d0a-8f0d-2f4b5a7c9e10';

/** Who acts when nobody does: the ledger itself (contract 1, a policy). */
export const LEDGER_ACTOR: Actor = { id: 'policy:ledger', role: 'POLICY', unit: null };

const contextOf = (what: string) => ({ commandId: uuidV5(HOUSEKEEPING, what), actor: LEDGER_ACTOR });

/** Refused with LEDGER_OPEN where the ledger has another purpose. */
export const openLedger = (ledger: Ledger, data: { purpose: 'DEMO' | 'PRODUCTION'; seed?: string }): Promise<Outcome> =>
  ledger.decide(ledgerDecider, 'ledger', { type: 'OpenLedger', data }, contextOf('open'));

/** The demo is whole; `events` is how many there were when it was. */
export const completeDemo = (ledger: Ledger, events: number): Promise<Outcome> =>
  ledger.decide(
    ledgerDecider,
    'ledger',
    { type: 'CompleteDemo', data: { events: String(events) } },
    contextOf('demo-completed'),
  );

/** `DayBegan` of the Vietnam day that it is; silent when it is recorded. Days on which nothing ran are not made up for. */
export const beginToday = async (ledger: Ledger, clock: Clock): Promise<Outcome> => {
  const day = vietnamDay(clock.now());
  return ledger.decide(
    clockDecider,
    'clock',
    { type: 'BeginDay', data: { day } },
    { ...contextOf(`day/${day}`), occurredAt: day },
  );
};

/** An order of an administrator to a projection. */
export interface GivenOrder {
  readonly id: string;
  readonly orderedBy: Actor;
}

interface Version {
  readonly name: string;
  readonly version: number;
}

/** A rebuild as whoever ran it found it. */
export interface RebuildFound extends Version {
  readonly size: number;
  readonly digestBefore?: string;
  readonly digestAfter: string;
}

export interface DifferenceFound extends RebuildFound {
  readonly differing: number;
}

/** By the administrator who ordered it; under that order's id, or one made of it: however often it is said, it is one event. */
const recordOrder = (
  ledger: Ledger,
  command: LedgerCommand,
  { id, orderedBy: actor }: GivenOrder,
  step?: string,
): Promise<Outcome> => {
  // A raised version is ordered by the software that was put in place, which comes by no channel.
  const channel = actor.role === 'POLICY' ? {} : { provenance: { channel: 'API' as const } };
  const commandId = step === undefined ? id : uuidV5(HOUSEKEEPING, `${step}/${id}`);
  return ledger.decide(ledgerDecider, 'ledger', command, { commandId, actor, ...channel });
};

const notRecorded = (code: string): Error => new Error(`an order could not be recorded: ${code}`);
const orThrow = async (outcome: Promise<Outcome>): Promise<void> => {
  const answer = await outcome;
  if (answer.kind === 'refused') throw notRecorded(answer.code);
};

const difference = ({ name, version, size, digestBefore, digestAfter, differing }: DifferenceFound) => ({
  name,
  version,
  size: String(size),
  ...(digestBefore === undefined ? {} : { digestBefore }),
  digestAfter,
  differingRows: differing,
});

/** What the worker writes down of orders to projections. */
export const orderRecord = (ledger: Ledger) => ({
  /** `ProjectionRebuildOrdered`. */
  begun: ({ name, version }: Version, order: GivenOrder): Promise<void> =>
    orThrow(recordOrder(ledger, { type: 'RecordRebuildOrder', data: { name, version } }, order, 'begun')),
  /** `ProjectionRebuilt`. */
  rebuilt: ({ size, ...found }: RebuildFound, order: GivenOrder): Promise<void> =>
    orThrow(recordOrder(ledger, { type: 'RecordRebuild', data: { ...found, size: String(size) } }, order)),
  /** `ProjectionDifferenceAccepted`. */
  accepted: (found: DifferenceFound, order: GivenOrder & { readonly reason: string }): Promise<void> => {
    const data = { ...difference(found), reason: order.reason };
    return orThrow(recordOrder(ledger, { type: 'AcceptDifference', data }, order, 'accepted'));
  },
  /** `ProjectionRebuildAborted`; said again with what was found meanwhile, it stays as it was said first. */
  aborted: async ({ name, version }: Version, found: DifferenceFound | null, order: GivenOrder): Promise<void> => {
    const data = found ? difference(found) : { name, version };
    const answer = await recordOrder(ledger, { type: 'RecordAbort', data }, order);
    if (answer.kind === 'refused' && answer.code !== 'IDEMPOTENCY_KEY_REUSED') throw notRecorded(answer.code);
  },
  /** `ProjectionEventSkipped`; the code where the ledger refuses. */
  skipped: async (
    { position, ...event }: Version & { readonly position: number; readonly eventId: string },
    order: GivenOrder,
  ): Promise<'SKIP_NOT_PROPOSED' | 'SEPARATION_OF_DUTIES' | null> => {
    const data = { ...event, position: String(position) };
    const answer = await recordOrder(ledger, { type: 'SkipEvent', data }, order);
    if (answer.kind !== 'refused') return null;
    const { code } = answer;
    if (code === 'SKIP_NOT_PROPOSED' || code === 'SEPARATION_OF_DUTIES') return code;
    throw notRecorded(code);
  },
});

/** A scratch as the worker has it: `drop` where it was ordered that it goes. */
export interface GivenScratch extends GivenOrder {
  readonly size: number;
  readonly projections: readonly string[];
  readonly reason: string;
  readonly drop: (GivenOrder & { readonly reason: string }) | null;
}

/** What the worker writes down of scratches. */
export const scratchRecord = (ledger: Ledger) => ({
  /** `ProjectionScratchOrdered`. */
  ordered: ({ size, projections, reason, ...order }: GivenScratch): Promise<void> => {
    const data = { scratchId: order.id, size: String(size), reason, projections: [...projections] };
    return orThrow(recordOrder(ledger, { type: 'RecordScratchOrder', data }, order, 'scratch-ordered'));
  },
  /** `ProjectionScratchDropped`. */
  dropped: ({ id, size, drop }: GivenScratch): Promise<void> => {
    const data = { scratchId: id, size: String(size), reason: drop!.reason };
    return orThrow(recordOrder(ledger, { type: 'RecordScratchDrop', data }, drop!, `scratch-dropped/${id}`));
  },
});

/** The events that versions of projections leave out, as the ledger says. */
export const skippedEvents = async (ledger: Ledger): Promise<readonly (Version & { readonly position: number })[]> => {
  const { events } = await ledger.load(ledgerDecider, 'ledger');
  return events.flatMap((event) =>
    event.type === 'ProjectionEventSkipped'
      ? [{ name: event.data.name, version: event.data.version, position: Number(event.data.position) }]
      : [],
  );
};

/** `ProjectionSkipProposed`: another administrator has to agree. */
export const proposeSkip = (
  ledger: Ledger,
  data: Version & { readonly position: string; readonly eventId: string; readonly reason: string },
  context: CommandContext,
): Promise<Outcome> => ledger.decide(ledgerDecider, 'ledger', { type: 'ProposeSkip', data }, context);

/** `PolicyEnabled` where it isn't there yet; answers where the policy starts. */
export const enablePolicy = async (ledger: Ledger, policy: string, sizeNow: number): Promise<number> => {
  const data = { policy, fromPosition: String(sizeNow) };
  await ledger.decide(ledgerDecider, 'ledger', { type: 'EnablePolicy', data }, contextOf(`policy/${policy}`));
  const { state } = await ledger.load(ledgerDecider, 'ledger');
  return Number(state.policies[policy]);
};

/** `LedgerRestored`, before the log is signed under the new origin; silent when it is recorded. */
export const recordRestore = (
  ledger: Ledger,
  data: {
    readonly previousOrigin: string;
    readonly previousSize: string;
    readonly previousRoot: string;
    readonly origin: string;
  },
): Promise<Outcome> =>
  ledger.decide(ledgerDecider, 'ledger', { type: 'RecordRestore', data }, contextOf(`origin/${data.origin}`));

/** `LedgerMoved`, the last event of the store that it leaves, under the command that the store was closed for; silent when it is recorded. */
export const recordMove = (
  ledger: Ledger,
  data: { readonly fromStore: StoreKind; readonly toStore: StoreKind },
  commandId: string,
): Promise<Outcome> =>
  ledger.decide(ledgerDecider, 'ledger', { type: 'RecordMove', data }, { commandId, actor: LEDGER_ACTOR });

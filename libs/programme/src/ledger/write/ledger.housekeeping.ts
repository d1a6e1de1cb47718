import type { Actor } from '@kernel';
import { uuidV5 } from '@event-store';
import type { Clock, Ledger, Outcome } from '@command-handling';
import { vietnamDay } from '../../shared';
import { clock as clockDecider, ledger as ledgerDecider } from '../domain';

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

/** A rebuild as whoever ran it found it. */
export interface RebuildFound {
  readonly name: string;
  readonly version: number;
  readonly size: number;
  readonly digestBefore?: string;
  readonly digestAfter: string;
}

/** `ProjectionRebuilt`, by the administrator who ordered it and under that order's id: however often it is said, it is one event. */
export const recordRebuild = async (
  ledger: Ledger,
  { size, ...found }: RebuildFound,
  order: { readonly id: string; readonly orderedBy: Actor },
): Promise<void> => {
  const data = { ...found, size: String(size) };
  // A raised version is ordered by the software that was put in place, which comes by no channel.
  const channel = order.orderedBy.role === 'POLICY' ? {} : { provenance: { channel: 'API' as const } };
  const context = { commandId: order.id, actor: order.orderedBy, ...channel };
  const outcome = await ledger.decide(ledgerDecider, 'ledger', { type: 'RecordRebuild', data }, context);
  if (outcome.kind === 'refused') throw new Error(`the rebuild could not be recorded: ${outcome.code}`);
};

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

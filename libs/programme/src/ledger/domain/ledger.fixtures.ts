/** One valid example of each fact and request, for specifications; every part can be said otherwise. */
import type { ClockEvent, LedgerEvent } from './ledger.events';
import type { BeginDay, LedgerCommand } from './ledger.decider';

type Event = LedgerEvent | ClockEvent;
type Command = LedgerCommand | BeginDay;
type DataOf<All extends { readonly type: string; readonly data: unknown }, T extends All['type']> = Extract<
  All,
  { readonly type: T }
>['data'];

const fact =
  <T extends Event['type']>(type: T, example: DataOf<Event, T>) =>
  (change: Partial<DataOf<Event, T>> = {}): Extract<Event, { type: T }> =>
    ({ type, data: { ...example, ...change } }) as unknown as Extract<Event, { type: T }>;
const request =
  <T extends Command['type']>(type: T, example: DataOf<Command, T>) =>
  (change: Partial<DataOf<Command, T>> = {}): Extract<Command, { type: T }> =>
    ({ type, data: { ...example, ...change } }) as unknown as Extract<Command, { type: T }>;

const opening = { purpose: 'DEMO', seed: 'hai-phong-2021' } as const;
const completion = { events: '170000' };
const enabling = { policy: 'reserve-device', fromPosition: '12' };
const rebuild = {
  name: 'device',
  version: 1,
  size: '170000',
  digestBefore: 'a'.repeat(64),
  digestAfter: 'a'.repeat(64),
};
const version = { name: 'device', version: 1 };
const difference = {
  ...version,
  size: '170000',
  digestBefore: 'a'.repeat(64),
  digestAfter: 'c'.repeat(64),
  differingRows: 3,
};
const acceptance = { ...difference, reason: 'RULE_CORRECTED' };
const poison = { ...version, position: '4711', eventId: '4b0e8f0c-7d52-8f6e-9f0a-3a1f5c2d7e41' };
const proposal = { ...poison, reason: 'SOURCE_DAMAGED' };
const scratch = { scratchId: '6c1f9a1d-7d52-4f6e-9f0a-3a1f5c2d7e41', size: '170000', reason: 'REPORT_QUESTIONED' };
const scratchOrder = { ...scratch, projections: ['device', 'grant'] };
const restore = {
  previousOrigin: 'so-song.example/2021',
  previousSize: '170000',
  previousRoot: 'b'.repeat(64),
  origin: 'so-song.example/2021/r2',
};
const move = { fromStore: 'POSTGRES', toStore: 'KURRENTDB' } as const;
const beginning = { day: '2021-11-15' };

export const ledgerOpened = fact('LedgerOpened', opening);
export const demoCompleted = fact('DemoCompleted', completion);
export const policyEnabled = fact('PolicyEnabled', enabling);
export const projectionRebuilt = fact('ProjectionRebuilt', rebuild);
export const projectionRebuildOrdered = fact('ProjectionRebuildOrdered', version);
export const projectionDifferenceAccepted = fact('ProjectionDifferenceAccepted', acceptance);
export const projectionRebuildAborted = fact('ProjectionRebuildAborted', difference);
export const projectionSkipProposed = fact('ProjectionSkipProposed', proposal);
export const projectionEventSkipped = fact('ProjectionEventSkipped', proposal);
export const projectionScratchOrdered = fact('ProjectionScratchOrdered', scratchOrder);
export const projectionScratchDropped = fact('ProjectionScratchDropped', scratch);
export const ledgerRestored = fact('LedgerRestored', restore);
export const ledgerMoved = fact('LedgerMoved', move);
export const dayBegan = fact('DayBegan', beginning);

export const openLedger = request('OpenLedger', opening);
export const completeDemo = request('CompleteDemo', completion);
export const enablePolicy = request('EnablePolicy', enabling);
export const recordRebuild = request('RecordRebuild', rebuild);
export const recordRebuildOrder = request('RecordRebuildOrder', version);
export const acceptDifference = request('AcceptDifference', acceptance);
export const recordAbort = request('RecordAbort', difference);
export const proposeSkip = request('ProposeSkip', proposal);
export const skipEvent = request('SkipEvent', poison);
export const recordScratchOrder = request('RecordScratchOrder', scratchOrder);
export const recordScratchDrop = request('RecordScratchDrop', scratch);
export const recordRestore = request('RecordRestore', restore);
export const recordMove = request('RecordMove', move);
export const beginDay = request('BeginDay', beginning);

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
const restore = {
  previousOrigin: 'so-song.example/2021',
  previousSize: '170000',
  previousRoot: 'b'.repeat(64),
  origin: 'so-song.example/2021/r2',
};
const beginning = { day: '2021-11-15' };

export const ledgerOpened = fact('LedgerOpened', opening);
export const demoCompleted = fact('DemoCompleted', completion);
export const policyEnabled = fact('PolicyEnabled', enabling);
export const projectionRebuilt = fact('ProjectionRebuilt', rebuild);
export const ledgerRestored = fact('LedgerRestored', restore);
export const dayBegan = fact('DayBegan', beginning);

export const openLedger = request('OpenLedger', opening);
export const completeDemo = request('CompleteDemo', completion);
export const enablePolicy = request('EnablePolicy', enabling);
export const recordRebuild = request('RecordRebuild', rebuild);
export const recordRestore = request('RecordRestore', restore);
export const beginDay = request('BeginDay', beginning);

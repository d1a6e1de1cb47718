/** One valid example of each fact and request, for specifications; every part can be said otherwise. */
import type { ClaimCommand, Holder } from './claim.decider';
import type { ClaimEvent } from './claim.events';

type EventData<T extends ClaimEvent['type']> = Extract<ClaimEvent, { type: T }>['data'];
type CommandData<T extends ClaimCommand['type']> = Extract<ClaimCommand, { type: T }>['data'];

const fact =
  <T extends ClaimEvent['type']>(type: T, example: EventData<T>) =>
  (change: Partial<EventData<T>> = {}): Extract<ClaimEvent, { type: T }> =>
    ({ type, data: { ...example, ...change } }) as unknown as Extract<ClaimEvent, { type: T }>;
const request =
  <T extends ClaimCommand['type']>(type: T, example: CommandData<T>) =>
  (change: Partial<CommandData<T>> = {}): Extract<ClaimCommand, { type: T }> =>
    ({ type, data: { ...example, ...change } }) as unknown as Extract<ClaimCommand, { type: T }>;

export const HOLDER: Holder = {
  stream: 'device-SMT-00000001Y',
  id: 'SMT-00000001Y',
  claimId: '88888888-8888-5888-8888-888888888881',
};
export const OTHER_HOLDER: Holder = {
  stream: 'device-SMT-00000002W',
  id: 'SMT-00000002W',
  claimId: '88888888-8888-5888-8888-888888888882',
};

export const keyClaimed = fact('KeyClaimed', { kind: 'SERIAL', holder: HOLDER });
export const keyReleased = fact('KeyReleased', { kind: 'SERIAL', reason: 'ENTERED_WRONGLY' });
export const claimKey = request('ClaimKey', { kind: 'SERIAL', holder: HOLDER });
export const releaseKey = request('ReleaseKey', { kind: 'SERIAL', reason: 'ENTERED_WRONGLY' });

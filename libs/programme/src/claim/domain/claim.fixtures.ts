import type { ClaimCommand, Holder } from './claim.decider';
import type { ClaimEvent } from './claim.events';

export const holderOf = (id: string): Holder => ({
  stream: `device-${id}`,
  id,
  claimId: '33333333-3333-4333-8333-333333333333',
});

export const keyClaimed = (id = 'SMT-00000000A'): Extract<ClaimEvent, { type: 'KeyClaimed' }> => ({
  type: 'KeyClaimed',
  data: { kind: 'SERIAL', holder: holderOf(id) },
});

export const keyReleased = (): Extract<ClaimEvent, { type: 'KeyReleased' }> => ({
  type: 'KeyReleased',
  data: { kind: 'SERIAL', reason: 'TYPED_WRONG' },
});

export const claimKey = (id = 'SMT-00000000A', holderExists = false): Extract<ClaimCommand, { type: 'ClaimKey' }> => ({
  type: 'ClaimKey',
  data: { kind: 'SERIAL', holder: holderOf(id), holderExists },
});

export const releaseKey = (): Extract<ClaimCommand, { type: 'ReleaseKey' }> => ({
  type: 'ReleaseKey',
  data: { kind: 'SERIAL', reason: 'TYPED_WRONG' },
});

import { type Asked, type Decider, type Decision, type Recorded, accept, refuse } from '@kernel';
import { addMilliseconds } from '../../shared';
import { type ClaimEvent, claimEvents } from './claim.events';
import type { NaturalKeyKind } from './natural-key';

/** A claim is followed by its thing within the same request; a quarter of an hour outlives every retry and restart in between. */
export const CLAIM_TIMEOUT_MILLISECONDS = 15 * 60_000;

export interface Holder {
  /** Stream of the thing that holds the key. */
  readonly stream: string;
  /** The thing itself: a device's tag, a receipt's id. */
  readonly id: string;
  readonly claimId: string;
}

export type ClaimCommand =
  | {
      readonly type: 'ClaimKey';
      readonly data: {
        readonly kind: NaturalKeyKind;
        readonly holder: Holder;
        /** Does the thing of the present holder exist? A fact of another stream, passed in; true where nobody asked. */
        readonly holderExists?: boolean;
      };
    }
  | { readonly type: 'ReleaseKey'; readonly data: { readonly kind: NaturalKeyKind; readonly reason: string } };

export type ClaimRefusal = 'KEY_TAKEN';

export interface Claim {
  readonly holder: Holder | null;
  /** UTC instant at which the key was claimed. */
  readonly claimedAt: string;
}

/**
 * Stream    claim-{kind}-{32 hex}: one natural key. Appended before the thing's own events, with ids from the same command.
 * Protects  one thing a key, in any store and without a projection. A claim whose thing never came about may be taken over in time.
 * Refuses   KEY_TAKEN. The same thing's claim again is silent; so is the release of a free key.
 */
const decide = (command: Asked<ClaimCommand>, claim: Claim): Decision<ClaimEvent, ClaimRefusal> => {
  switch (command.type) {
    case 'ClaimKey': {
      const { kind, holder, holderExists = true } = command.data;
      if (!claim.holder) return accept({ type: 'KeyClaimed', data: { kind, holder } });
      if (claim.holder.stream === holder.stream && claim.holder.id === holder.id) return accept();
      const timedOut = command.now >= addMilliseconds(claim.claimedAt, CLAIM_TIMEOUT_MILLISECONDS);
      if (!holderExists && timedOut) return accept({ type: 'KeyClaimed', data: { kind, holder } });
      return refuse('KEY_TAKEN', { holder: claim.holder.id, stream: claim.holder.stream });
    }
    case 'ReleaseKey':
      return claim.holder ? accept({ type: 'KeyReleased', data: command.data }) : accept();
  }
};

const evolve = (claim: Claim, event: Recorded<ClaimEvent>): Claim => {
  switch (event.type) {
    case 'KeyClaimed':
      return { holder: event.data.holder, claimedAt: event.recordedAt };
    case 'KeyReleased':
      return { ...claim, holder: null };
  }
};

export const claim: Decider<ClaimCommand, Claim, ClaimEvent, ClaimRefusal> = {
  noun: 'claim',
  streamOf: (id) => `claim-${id}`,
  events: claimEvents,
  initial: { holder: null, claimedAt: '' },
  decide,
  evolve,
};

import { type Decider, accept, refuse } from '@kernel';
import { addMilliseconds } from '../../shared';
import { type ClaimEvent, type ClaimKind, claimEvents } from './claim.events';

export interface Holder {
  /** Stream of the thing that holds the key. */
  readonly stream: string;
  readonly id: string;
  /** The command that claims: the thing's own events come of the same command. */
  readonly claimId: string;
}

export type ClaimCommand =
  | {
      readonly type: 'ClaimKey';
      readonly data: {
        readonly kind: ClaimKind;
        readonly holder: Holder;
        /** Whether the stream of the present holder has events: looked up by the caller before a claim is taken over. */
        readonly holderExists: boolean;
      };
    }
  | { readonly type: 'ReleaseKey'; readonly data: { readonly kind: ClaimKind; readonly reason: string } };

export type ClaimRefusal = 'KEY_TAKEN';

export interface Claim {
  readonly holder: Holder | null;
  readonly claimedAt: string;
}

/** A claim whose thing was never recorded blocks its key no longer than this: longer than any command takes, retries included. */
export const CLAIM_TIMEOUT_MILLISECONDS = 10 * 60_000;

/**
 * Stream    claim-{kind}-{32 hex}: one natural key (maker and serial, IMEI, bank receipt). Uniqueness without a projection.
 * Protects  a key has one holder. The claim is appended before the thing's own events; a claim whose holder's stream does not exist
 *           may be taken over after CLAIM_TIMEOUT.
 * Refuses   KEY_TAKEN. The same holder's claim again is silent, and so is releasing a free key.
 */
export const claim: Decider<ClaimCommand, Claim, ClaimEvent, ClaimRefusal> = {
  noun: 'claim',
  streamOf: (id) => `claim-${id}`,
  events: claimEvents,
  initial: { holder: null, claimedAt: '' },
  decide: (command, { holder, claimedAt }) => {
    switch (command.type) {
      case 'ClaimKey': {
        const { kind, holder: claimant, holderExists } = command.data;
        if (holder?.stream === claimant.stream) return accept();
        const expired = addMilliseconds(claimedAt || command.now, CLAIM_TIMEOUT_MILLISECONDS) <= command.now;
        if (holder && (holderExists || !expired)) return refuse('KEY_TAKEN', { kind, holder: holder.id });
        return accept({ type: 'KeyClaimed', data: { kind, holder: claimant } });
      }
      case 'ReleaseKey':
        return holder ? accept({ type: 'KeyReleased', data: command.data }) : accept();
    }
  },
  evolve: (_, event) => {
    switch (event.type) {
      case 'KeyClaimed':
        return { holder: event.data.holder, claimedAt: event.recordedAt };
      case 'KeyReleased':
        return { holder: null, claimedAt: '' };
    }
  },
};

/** Maker and serial as one key: upper case, no spaces around or doubled. */
export const serialKey = (maker: string, serial: string): string => `${normalised(maker)}/${normalised(serial)}`;

/** A receipt of the bank: the same account, reference and value date is the same money (D5). */
export const bankReceiptKey = (account: string, bankRef: string, valueDate: string): string =>
  `${account}/${normalised(bankRef)}/${valueDate}`;

const normalised = (text: string): string => text.normalize('NFC').trim().replace(/\s+/g, ' ').toUpperCase();

/** Id of a key's claim: kind and the first 32 hexadecimal digits of the key's SHA-256. The hash is a parameter: the domain knows none. */
export const claimId = (kind: ClaimKind, key: string, sha256Hex: (text: string) => string): string =>
  `${kind.toLowerCase().replaceAll('_', '-')}-${sha256Hex(key).slice(0, 32)}`;

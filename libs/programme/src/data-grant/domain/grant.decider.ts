import { type Asked, type Decider, type Decision, accept, refuse } from '@kernel';
import { type Carrier, QUOTA_BYTES_PER_DAY } from '../../shared';
import { type GrantEvent, grantEvents } from './data-grant.events';
import { windowOf } from './window';

export type GrantEndReason = 'COMPLETED' | 'TERMINATED' | 'VOIDED' | 'EXPIRED_UNACTIVATED';

export type GrantCommand =
  | {
      readonly type: 'EntitleGrant';
      readonly data: {
        readonly assignmentId: string;
        readonly subjectId: string;
        readonly tag: string;
        readonly handedOn: string;
        readonly entitledOn: string;
        readonly carrier?: Carrier;
        readonly simId?: string;
      };
    }
  | {
      readonly type: 'ActivateGrant';
      readonly data: { readonly activatedOn: string; readonly simId?: string; readonly carrier?: Carrier };
    }
  | { readonly type: 'SuspendGrant'; readonly data: { readonly suspendedOn: string; readonly reason: string } }
  | {
      readonly type: 'ResumeGrant';
      readonly data: { readonly resumedOn: string; readonly reason: string; readonly simId?: string };
    }
  | {
      readonly type: 'EndGrant';
      readonly data: { readonly endedOn: string; readonly reason: GrantEndReason; readonly cause?: string };
    };

export type GrantRefusal = 'GRANT_EXISTS' | 'GRANT_UNKNOWN' | 'RESUMED_TOO_EARLY';

export interface Grant {
  readonly status: 'unknown' | 'entitled' | 'active' | 'ended';
  readonly assignmentId: string;
  readonly handedOn: string;
  readonly carrier: Carrier | null;
  readonly suspendedOn: string | null;
  readonly end: { readonly reason: GrantEndReason; readonly on: string } | null;
}

type Outcome = Decision<GrantEvent, GrantRefusal>;

/** After the end only two facts still count: a void (its days become leakage), and an activation that was earlier than the expiry. */
const countsAfterEnd = (command: GrantCommand, { end }: Grant): boolean =>
  command.type === 'EndGrant'
    ? command.data.reason === 'VOIDED' && end?.reason !== 'VOIDED'
    : command.type === 'ActivateGrant' && end?.reason === 'EXPIRED_UNACTIVATED' && command.data.activatedOn <= end.on;

/** Time alone may only end what it concerns: the window of an activated grant, the wait of one that never was. */
const concerns = (reason: GrantEndReason, grant: Grant): boolean =>
  (reason !== 'COMPLETED' || grant.status === 'active') &&
  (reason !== 'EXPIRED_UNACTIVATED' || grant.status === 'entitled');

/**
 * Stream    grant-{id}: one grant's life. The day's credits are in the carrier book, not here.
 * Protects  a grant has one window, and it never starts before the handover; the first activation fixes it, whatever SIM comes after.
 * Refuses   in source order: GRANT_EXISTS (EntitleGrant of another assignment), GRANT_UNKNOWN, RESUMED_TOO_EARLY. Policies send most of
 *           these commands, at least once each: what is already so, or over, is silent.
 */
const decide = (command: Asked<GrantCommand>, grant: Grant): Outcome => {
  if (command.type === 'EntitleGrant') {
    const { data } = command;
    if (grant.status !== 'unknown') return grant.assignmentId === data.assignmentId ? accept() : refuse('GRANT_EXISTS');
    return accept({
      type: 'GrantEntitled',
      data: { ...data, quotaBytesPerDay: QUOTA_BYTES_PER_DAY },
      occurredAt: data.entitledOn,
    });
  }
  if (grant.status === 'unknown') return refuse('GRANT_UNKNOWN');
  if (grant.status === 'ended' && !countsAfterEnd(command, grant)) return accept();
  switch (command.type) {
    case 'ActivateGrant': {
      if (grant.status === 'active') return accept();
      const window = windowOf(command.data.activatedOn, grant.handedOn);
      return accept({ type: 'GrantActivated', data: { ...command.data, ...window }, occurredAt: window.firstDay });
    }
    case 'SuspendGrant':
      if (grant.suspendedOn !== null) return accept();
      return accept({ type: 'GrantSuspended', data: command.data, occurredAt: command.data.suspendedOn });
    case 'ResumeGrant':
      if (grant.suspendedOn === null) return accept();
      if (command.data.resumedOn < grant.suspendedOn)
        return refuse('RESUMED_TOO_EARLY', { suspendedOn: grant.suspendedOn });
      return accept({ type: 'GrantResumed', data: command.data, occurredAt: command.data.resumedOn });
    case 'EndGrant':
      if (!concerns(command.data.reason, grant)) return accept();
      return accept({ type: 'GrantEnded', data: command.data, occurredAt: command.data.endedOn });
  }
};

const evolve: Decider<GrantCommand, Grant, GrantEvent, GrantRefusal>['evolve'] = (grant, { type, data }) => {
  switch (type) {
    case 'GrantEntitled':
      return {
        ...grant,
        status: 'entitled',
        assignmentId: data.assignmentId,
        handedOn: data.handedOn,
        carrier: data.carrier ?? grant.carrier,
      };
    case 'GrantActivated':
      return { ...grant, status: 'active', end: null, carrier: data.carrier ?? grant.carrier };
    case 'GrantSuspended':
      return { ...grant, suspendedOn: data.suspendedOn };
    case 'GrantResumed':
      return { ...grant, suspendedOn: null };
    case 'GrantEnded':
      return { ...grant, status: 'ended', end: { reason: data.reason, on: data.endedOn } };
  }
};

export const grant: Decider<GrantCommand, Grant, GrantEvent, GrantRefusal> = {
  noun: 'grant',
  streamOf: (grantId) => `grant-${grantId}`,
  events: grantEvents,
  initial: { status: 'unknown', assignmentId: '', handedOn: '', carrier: null, suspendedOn: null, end: null },
  decide,
  evolve,
};

/** The grant id that a grant's stream names. */
export const grantIdOf = (stream: string): string => stream.slice('grant-'.length);

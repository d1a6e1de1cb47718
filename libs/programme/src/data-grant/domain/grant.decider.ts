import { type Asked, type Decider, type Decision, accept, refuse } from '@kernel';
import {
  type Carrier,
  type Flagged,
  QUOTA_BYTES_PER_DAY,
  type ResolveException,
  answered,
  flaggedAfter,
  resolveFlagged,
} from '../../shared';
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
    }
  | { readonly type: 'RemindOfGrant'; readonly data: { readonly since: string } }
  | { readonly type: 'ReorderGrant'; readonly data: { readonly reorderedOn: string } }
  | {
      readonly type: 'NotifyPostGrantTerms';
      readonly data: {
        readonly notifiedOn: string;
        readonly termsVersion: string;
        readonly priceVnd: number;
        readonly periodDays: number;
        readonly autoCharge: boolean;
      };
    }
  | ResolveException;

export type GrantRefusal =
  | 'GRANT_EXISTS'
  | 'GRANT_UNKNOWN'
  | 'RESUMED_TOO_EARLY'
  | 'GRANT_REORDERED'
  | 'GRANT_STATE'
  | 'AUTO_CHARGE'
  | 'EXCEPTION_UNKNOWN'
  | 'SEPARATION_OF_DUTIES';

export interface Grant {
  readonly status: 'unknown' | 'entitled' | 'active' | 'ended';
  readonly assignmentId: string;
  readonly subjectId: string;
  readonly handedOn: string;
  readonly carrier: Carrier | null;
  /** A SIM of its own, as far as this stream knows: one that was attached and is off says so on the SIM's. */
  readonly simId: string | null;
  readonly suspendedOn: string | null;
  readonly end: { readonly reason: GrantEndReason; readonly on: string } | null;
  readonly reordered: boolean;
  /** Versions of the terms that the pupil's side was told. */
  readonly notified: readonly string[];
  readonly flagged: Flagged;
}

type Outcome = Decision<GrantEvent, GrantRefusal>;
type Of<T extends GrantCommand['type']> = Extract<GrantCommand, { type: T }>['data'];

const wrongState = ({ status }: Grant): Outcome => refuse('GRANT_STATE', { status });

/** N6: only what expired unactivated, and once. */
const reorder = (data: Of<'ReorderGrant'>, grant: Grant): Outcome => {
  if (grant.reordered) return refuse('GRANT_REORDERED');
  const { end, status } = grant;
  if (status !== 'ended' || end?.reason !== 'EXPIRED_UNACTIVATED' || data.reorderedOn < end.on)
    return wrongState(grant);
  return accept({ type: 'GrantReordered', data, occurredAt: data.reorderedOn });
};

/** N10: of a grant that gives data, or gave it to its end. Never that the pupil is charged without having asked. */
const notify = (data: Of<'NotifyPostGrantTerms'>, grant: Grant): Outcome => {
  if (data.autoCharge) return refuse('AUTO_CHARGE');
  if (grant.status !== 'active' && grant.end?.reason !== 'COMPLETED') return wrongState(grant);
  if (grant.notified.includes(data.termsVersion)) return accept();
  return accept({ type: 'PostGrantTermsNotified', data, occurredAt: data.notifiedOn });
};

/** Never refuses, for a deadline asks: only a grant that still waits for its first day is worth a reminder. */
const remind = ({ since }: Of<'RemindOfGrant'>, { status }: Grant): Outcome =>
  status === 'entitled'
    ? accept({ type: 'GrantActivationBecameOverdue', data: { since, flags: ['ACTIVATION_OVERDUE'] } })
    : accept();

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
 * Refuses   in source order: GRANT_EXISTS (EntitleGrant of another assignment), GRANT_UNKNOWN; a second order GRANT_REORDERED,
 *           GRANT_STATE; terms after the grant AUTO_CHARGE, GRANT_STATE; a resolution EXCEPTION_UNKNOWN, SEPARATION_OF_DUTIES;
 *           RESUMED_TOO_EARLY. Policies send most other commands, at least once each: what is already so, or over, is silent.
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
  if (command.type === 'ReorderGrant') return reorder(command.data, grant);
  if (command.type === 'NotifyPostGrantTerms') return notify(command.data, grant);
  if (command.type === 'ResolveException') return resolveFlagged(command.data, grant.flagged, command.actor);
  if (grant.status === 'ended' && !countsAfterEnd(command, grant)) return accept();
  switch (command.type) {
    case 'ActivateGrant': {
      if (grant.status === 'active') return accept();
      const window = windowOf(command.data.activatedOn, grant.handedOn);
      const data = { ...command.data, ...window };
      return accept<GrantEvent>(
        { type: 'GrantActivated', data, occurredAt: window.firstDay },
        ...answered(grant.flagged, 'ACTIVATION_OVERDUE', 'GRANT_ACTIVATED'),
      );
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
      return accept<GrantEvent>(
        { type: 'GrantEnded', data: command.data, occurredAt: command.data.endedOn },
        ...answered(grant.flagged, 'ACTIVATION_OVERDUE', 'GRANT_ENDED'),
      );
    case 'RemindOfGrant':
      return remind(command.data, grant);
  }
};

const evolve: Decider<GrantCommand, Grant, GrantEvent, GrantRefusal>['evolve'] = (before, event) => {
  const grant: Grant = { ...before, flagged: flaggedAfter(before.flagged, event) };
  const { type, data } = event;
  switch (type) {
    case 'GrantEntitled':
      return {
        ...grant,
        status: 'entitled',
        assignmentId: data.assignmentId,
        subjectId: data.subjectId,
        handedOn: data.handedOn,
        carrier: data.carrier ?? grant.carrier,
        simId: data.simId ?? grant.simId,
      };
    case 'GrantActivated':
      return {
        ...grant,
        status: 'active',
        end: null,
        carrier: data.carrier ?? grant.carrier,
        simId: data.simId ?? grant.simId,
      };
    case 'GrantSuspended':
      return { ...grant, suspendedOn: data.suspendedOn };
    case 'GrantResumed':
      return { ...grant, suspendedOn: null, simId: data.simId ?? grant.simId };
    case 'GrantEnded':
      return { ...grant, status: 'ended', end: { reason: data.reason, on: data.endedOn } };
    case 'GrantReordered':
      return { ...grant, status: 'entitled', end: null, reordered: true };
    case 'PostGrantTermsNotified':
      return { ...grant, notified: [...grant.notified, data.termsVersion] };
    case 'GrantActivationBecameOverdue':
    case 'ExceptionResolved':
      return grant;
  }
};

export const grant: Decider<GrantCommand, Grant, GrantEvent, GrantRefusal> = {
  noun: 'grant',
  streamOf: (grantId) => `grant-${grantId}`,
  events: grantEvents,
  initial: {
    status: 'unknown',
    assignmentId: '',
    subjectId: '',
    handedOn: '',
    carrier: null,
    simId: null,
    suspendedOn: null,
    end: null,
    reordered: false,
    notified: [],
    flagged: {},
  },
  decide,
  evolve,
};

/** The grant id that a grant's stream names. */
export const grantIdOf = (stream: string): string => stream.slice('grant-'.length);

import { uuidV5 } from '@event-store';
import { type Effect, type Policy, type Reaction, definePolicy } from '@policies';
import { addDays } from '@programme/shared';
import { AssignmentEnded, PupilServed, subjectIdOf } from '@programme/beneficiary/domain';
import {
  GrantActivated,
  type GrantCommand,
  GrantEnded,
  GrantEntitled,
  GrantReordered,
  REMINDER_DAYS,
  SimActivated,
  SimAttached,
  type SimCommand,
  SimReplaced,
  UNACTIVATED_DAYS,
  grant,
  grantIdOf,
  sim,
  simIdOf,
} from '../domain';

/** Permanent: the grant that accepting under this assignment entitles to (contract 2). */
export const grantIdOfAssignment = (assignmentId: string): string => uuidV5(assignmentId, 'grant');

const toGrant = (id: string, command: GrantCommand): Reaction => ({ kind: 'command', decider: grant, id, command });
const toSim = (id: string, command: SimCommand): Reaction => ({ kind: 'command', decider: sim, id, command });

/**
 * The pupil's own stream says whether a served device is the first or a replacement, so at most one grant is live for a pupil (N9): a
 * first one entitles, a replacement lets the first grant go on for its remaining days.
 */
const acceptanceEntitlesGrant = definePolicy({
  name: 'acceptance-entitles-grant',
  events: [PupilServed],
  react: ({ stream, data }) => {
    const { assignmentId, tag, handedOn, servedOn, simId, carrier, replaces } = data;
    if (replaces !== undefined) {
      const grantId = grantIdOfAssignment(replaces);
      const resume = { resumedOn: servedOn, reason: 'DEVICE_REPLACED', ...(simId ? { simId } : {}) };
      return [
        toGrant(grantId, { type: 'ResumeGrant', data: resume }),
        ...(simId ? [toSim(simId, { type: 'AttachSim', data: { grantId, assignmentId: replaces, handedOn } })] : []),
      ];
    }
    const entitlement = { assignmentId, subjectId: subjectIdOf(stream), tag, handedOn, entitledOn: servedOn };
    return [
      toGrant(grantIdOfAssignment(assignmentId), {
        type: 'EntitleGrant',
        data: { ...entitlement, ...(simId ? { simId } : {}), ...(carrier ? { carrier } : {}) },
      }),
    ];
  },
});

/** The SIM in the box carries the grant; an activation that waited on it comes back with the answer. */
const grantAttachesSim = definePolicy({
  name: 'grant-attaches-sim',
  events: [GrantEntitled],
  react: ({ stream, data: { simId, assignmentId, handedOn } }) =>
    simId === undefined
      ? []
      : [toSim(simId, { type: 'AttachSim', data: { grantId: grantIdOf(stream), assignmentId, handedOn } })],
});

/** Whichever comes last, activation or attachment, opens the window. */
const activationReachesGrant = definePolicy({
  name: 'activation-reaches-grant',
  events: [SimActivated, SimAttached],
  react: ({ stream, data: { grantId, activatedOn, carrier } }) =>
    grantId === undefined || activatedOn === undefined
      ? []
      : [toGrant(grantId, { type: 'ActivateGrant', data: { activatedOn, simId: simIdOf(stream), carrier } })],
});

/** Time ends a grant: 90 days without activation, from the handover or from when it was ordered again (N6), or its window. Later facts that end it first take the deadline away. */
const windowEndsGrant = definePolicy({
  name: 'window-ends-grant',
  events: [GrantEntitled, GrantReordered, GrantActivated, GrantEnded],
  react: (event) => {
    const id = grantIdOf(event.stream);
    const key = `end/${id}`;
    const endOn = (dueOn: string, reason: 'COMPLETED' | 'EXPIRED_UNACTIVATED') => ({
      kind: 'schedule' as const,
      key,
      dueOn,
      reaction: toGrant(id, { type: 'EndGrant', data: { endedOn: dueOn, reason } }),
    });
    switch (event.type) {
      case 'GrantEntitled':
        return [endOn(addDays(event.data.handedOn, UNACTIVATED_DAYS), 'EXPIRED_UNACTIVATED')];
      case 'GrantReordered':
        return [endOn(addDays(event.data.reorderedOn, UNACTIVATED_DAYS), 'EXPIRED_UNACTIVATED')];
      case 'GrantActivated':
        return [endOn(event.data.endDay, 'COMPLETED')];
      case 'GrantEnded':
        return [{ kind: 'cancel', key }];
    }
  },
});

/**
 * N6: 30 days after the handover, or after another SIM took its place, somebody should ask why a SIM is off. One deadline a grant: a new SIM
 * has its own time, and the SIM's stream knows whether it is on.
 */
const unactivatedSimIsReminded = definePolicy({
  name: 'unactivated-sim-is-reminded',
  events: [GrantEntitled, PupilServed, SimReplaced, SimActivated, SimAttached, GrantEnded],
  react: (event) => {
    const keyOf = (grantId: string) => `activation/${grantId}`;
    const remind = (grantId: string, simId: string, since: string): Effect => ({
      kind: 'schedule',
      key: keyOf(grantId),
      dueOn: addDays(since, REMINDER_DAYS),
      reaction: toSim(simId, { type: 'RemindOfActivation', data: { grantId } }),
    });
    switch (event.type) {
      case 'GrantEntitled': {
        const { simId, handedOn } = event.data;
        return simId === undefined ? [] : [remind(grantIdOf(event.stream), simId, handedOn)];
      }
      case 'PupilServed': {
        const { replaces, simId, handedOn } = event.data;
        const another = replaces !== undefined && simId !== undefined;
        return another ? [remind(grantIdOfAssignment(replaces), simId, handedOn)] : [];
      }
      case 'SimReplaced': {
        const { attachment, newSimId, replacedOn } = event.data;
        return attachment === undefined ? [] : [remind(attachment.grantId, newSimId, replacedOn)];
      }
      case 'SimActivated':
      case 'SimAttached': {
        const { grantId, activatedOn } = event.data;
        return grantId === undefined || activatedOn === undefined ? [] : [{ kind: 'cancel', key: keyOf(grantId) }];
      }
      case 'GrantEnded':
        return [{ kind: 'cancel', key: keyOf(grantIdOf(event.stream)) }];
    }
  },
});

/**
 * N6 where no SIM can be asked: none was in the box, or the one that was had its reminder before the grant was ordered again. The grant's
 * stream knows whether its first day came meanwhile.
 */
const unactivatedGrantIsReminded = definePolicy({
  name: 'unactivated-grant-is-reminded',
  events: [GrantEntitled, GrantReordered, GrantActivated, GrantEnded],
  react: (event) => {
    const id = grantIdOf(event.stream);
    const key = `reminder/${id}`;
    const remind = (since: string): Effect => ({
      kind: 'schedule',
      key,
      dueOn: addDays(since, REMINDER_DAYS),
      reaction: toGrant(id, { type: 'RemindOfGrant', data: { since } }),
    });
    switch (event.type) {
      case 'GrantEntitled':
        return event.data.simId === undefined ? [remind(event.data.handedOn)] : [];
      case 'GrantReordered':
        return [remind(event.data.reorderedOn)];
      case 'GrantActivated':
      case 'GrantEnded':
        return [{ kind: 'cancel', key }];
    }
  },
});

/**
 * What the end of an assignment means for its grant (4.F). A loss suspends; a death and a double benefit terminate; a wrong recipient
 * voids, unless the device was only a replacement, for the first one had reached the right child. All other ends leave it running.
 */
const endedAssignmentReachesGrant = definePolicy({
  name: 'ended-assignment-reaches-grant',
  events: [AssignmentEnded],
  react: ({ data: { assignmentId, entitledBy, reason, endedOn } }) => {
    if (entitledBy === undefined) return [];
    const id = grantIdOfAssignment(entitledBy);
    const suspend = () => [toGrant(id, { type: 'SuspendGrant', data: { suspendedOn: endedOn, reason } })];
    const end = (how: 'TERMINATED' | 'VOIDED') => [
      toGrant(id, { type: 'EndGrant', data: { endedOn, reason: how, cause: reason } }),
    ];
    switch (reason) {
      case 'LOST':
      case 'STOLEN':
        return suspend();
      case 'WRONG_RECIPIENT':
        return entitledBy === assignmentId ? end('VOIDED') : suspend();
      case 'DUPLICATE':
      case 'DECEASED':
        return end('TERMINATED');
      case 'DECLINED':
      case 'REPLACED_DOA':
      case 'RETURNED':
      case 'REPLACED':
        return [];
    }
  },
});

/** N8: the new SIM carries the same grant, and a grant that was suspended with the old one goes on. */
const replacedSimPassesGrantOn = definePolicy({
  name: 'replaced-sim-passes-grant-on',
  events: [SimReplaced],
  react: ({ data: { newSimId, attachment, replacedOn } }) =>
    attachment === undefined
      ? []
      : [
          toSim(newSimId, { type: 'AttachSim', data: attachment }),
          toGrant(attachment.grantId, {
            type: 'ResumeGrant',
            data: { resumedOn: replacedOn, reason: 'SIM_REPLACED', simId: newSimId },
          }),
        ],
});

export const dataGrantPolicies: readonly Policy[] = [
  acceptanceEntitlesGrant,
  grantAttachesSim,
  activationReachesGrant,
  windowEndsGrant,
  unactivatedSimIsReminded,
  unactivatedGrantIsReminded,
  endedAssignmentReachesGrant,
  replacedSimPassesGrantOn,
];

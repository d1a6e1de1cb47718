import { type Policy, type Reaction, definePolicy } from '@policies';
import { withholding } from '@programme/shared';
import {
  AssignmentEnded,
  type BeneficiaryCommand,
  DevicePromised,
  PromiseConfirmed,
  PromiseReleased,
  beneficiary,
  subjectIdOf,
} from '@programme/beneficiary/domain';
import {
  AssignmentDeclined,
  AssignmentEndConfirmed,
  DeliveryConfirmed,
  DeviceAssigned,
  type DeviceCommand,
  DeviceReportedFaulty,
  DeviceReportedLost,
  DeviceReturned,
  HandoverAccepted,
  HandoverDeclined,
  HandoverRecorded,
  WrongRecipientReported,
  device,
  endOf,
  overdueOn,
  tagOf,
} from '@programme/device/domain';

const toDevice = (id: string, command: DeviceCommand): Reaction => ({
  kind: 'command',
  decider: device,
  id,
  command,
});
const toPupil = (id: string, command: BeneficiaryCommand): Reaction => ({
  kind: 'command',
  decider: beneficiary,
  id,
  command,
});

/** The approval asks the device. If no outcome is known by the deadline, the promise is given back; a known outcome takes the deadline away. */
const promiseAssignsDevice = definePolicy({
  name: 'promise-assigns-device',
  events: [DevicePromised, PromiseConfirmed, PromiseReleased],
  react: (event) => {
    const { assignmentId, tag } = event.data;
    const key = `promise/${assignmentId}`;
    if (event.type !== 'DevicePromised') return [{ kind: 'cancel', key }];
    const { schoolCode, tenure, deadline } = event.data;
    const subjectId = subjectIdOf(event.stream);
    const promise = { assignmentId, promise: event.id, subjectId, schoolCode, tenure, approvedBy: event.actor.id };
    const release = toPupil(subjectId, { type: 'ReleasePromise', data: { assignmentId, reason: 'DEADLINE' } });
    return [
      toDevice(tag, { type: 'AssignDevice', data: promise }),
      { kind: 'schedule', key, dueOn: deadline, reaction: release },
    ];
  },
});

/** The device's answer, either way, becomes the promise's outcome. */
const assignmentOutcome = definePolicy({
  name: 'assignment-outcome',
  events: [DeviceAssigned, AssignmentDeclined],
  react: ({ type, data }) => {
    const { assignmentId, subjectId } = data;
    return type === 'DeviceAssigned'
      ? [toPupil(subjectId, { type: 'ConfirmPromise', data: { assignmentId } })]
      : [toPupil(subjectId, { type: 'ReleasePromise', data: { assignmentId, reason: data.code } })];
  },
});

/** Releases by which the device may have been reserved; a device that declined has nothing to free. */
const RESERVED_MEANWHILE: ReadonlySet<string> = new Set(['DEADLINE', 'CONFIRMED_TOO_LATE']);

const releasedPromiseFreesDevice = definePolicy({
  name: 'released-promise-frees-device',
  events: [PromiseReleased],
  react: ({ data: { assignmentId, tag, reason } }) =>
    RESERVED_MEANWHILE.has(reason)
      ? [toDevice(tag, { type: 'UnassignDevice', data: { assignmentId, reason: 'PROMISE_RELEASED' } })]
      : [],
});

/** Delivery is what the pupil's side accepted (G6); a flagged acceptance is none before a second person accepted it. */
const acceptanceServesPupil = definePolicy({
  name: 'acceptance-serves-pupil',
  events: [HandoverAccepted, DeliveryConfirmed],
  react: ({ data }) => {
    // What waits for a second person has no effect yet.
    if (withholding(data).length > 0) return [];
    const { assignmentId, subjectId, handedOn, acceptedOn, schoolCode, simId, carrier } = data;
    const box = { ...(simId ? { simId } : {}), ...(carrier ? { carrier } : {}) };
    const served = { assignmentId, handedOn, servedOn: acceptedOn, schoolCode, ...box };
    return [toPupil(subjectId, { type: 'RecordServed', data: served })];
  },
});

/** What happens to the device ends the pupil's assignment (4.F); what that means for the grant follows from the end. */
const deviceEndsAssignment = definePolicy({
  name: 'device-ends-assignment',
  events: [
    HandoverDeclined,
    DeviceReportedLost,
    DeviceReportedFaulty,
    DeviceReturned,
    WrongRecipientReported,
    AssignmentEndConfirmed,
  ],
  react: (event) => {
    if (withholding(event.data).length > 0) return [];
    const end = event.type === 'AssignmentEndConfirmed' ? event.data : endOf(event);
    if (!end) return [];
    const { assignmentId, subjectId, reason, endedOn } = end;
    return [toPupil(subjectId, { type: 'EndAssignment', data: { assignmentId, reason, endedOn } })];
  },
});

/** G4: silence is not acceptance. Nobody is asked before the time is over, and the device's stream knows whether it was answered. */
const silenceIsOverdue = definePolicy({
  name: 'silence-is-overdue',
  events: [HandoverRecorded, HandoverAccepted, HandoverDeclined],
  react: (event) => {
    const { assignmentId } = event.data;
    const key = `acceptance/${assignmentId}`;
    if (event.type !== 'HandoverRecorded') return [{ kind: 'cancel', key }];
    const reaction = toDevice(tagOf(event.stream), { type: 'MarkAcceptanceOverdue', data: { assignmentId } });
    return [{ kind: 'schedule', key, dueOn: overdueOn(event.data.handedOn), reaction }];
  },
});

/** A double benefit is found on the pupil's side, so the device has to be told; all other ends come from the device itself, or leave it. */
const duplicateFreesDevice = definePolicy({
  name: 'duplicate-frees-device',
  events: [AssignmentEnded],
  react: ({ data: { assignmentId, tag, reason } }) =>
    reason === 'DUPLICATE' ? [toDevice(tag, { type: 'UnassignDevice', data: { assignmentId, reason } })] : [],
});

export const distributionPolicies: readonly Policy[] = [
  promiseAssignsDevice,
  assignmentOutcome,
  releasedPromiseFreesDevice,
  acceptanceServesPupil,
  deviceEndsAssignment,
  silenceIsOverdue,
  duplicateFreesDevice,
];

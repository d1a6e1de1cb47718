/** One valid example of each fact and request, for specifications; every part can be said otherwise. */
import { QUOTA_BYTES_PER_DAY } from '../../shared';
import type { GrantEvent, SimEvent } from './data-grant.events';
import type { GrantCommand } from './grant.decider';
import type { SimCommand } from './sim.decider';

export const SIM = '33333333-3333-4333-8333-333333333331';
export const OTHER_SIM = '33333333-3333-4333-8333-333333333332';
export const GRANT = '44444444-4444-5444-8444-444444444441';
export const OTHER_GRANT = '44444444-4444-5444-8444-444444444442';
export const ASSIGNMENT = '22222222-2222-5222-8222-222222222221';
const COMMITMENT = 'A'.repeat(43);

type Event = Exclude<SimEvent | GrantEvent, { type: 'ExceptionResolved' }>;
type Command = Exclude<SimCommand | GrantCommand, { type: 'ResolveException' }>;
type EventData<T extends Event['type']> = Extract<Event, { type: T }>['data'];
type CommandData<T extends Command['type']> = Extract<Command, { type: T }>['data'];

const fact =
  <T extends Event['type']>(type: T, example: EventData<T>, day?: (data: EventData<T>) => string) =>
  (change: Partial<EventData<T>> = {}): Extract<Event, { type: T }> => {
    const data = { ...example, ...change } as unknown as EventData<T>;
    return { type, data, ...(day ? { occurredAt: day(data) } : {}) } as unknown as Extract<Event, { type: T }>;
  };
const request =
  <T extends Command['type']>(type: T, example: CommandData<T>) =>
  (change: Partial<CommandData<T>> = {}): Extract<Command, { type: T }> =>
    ({ type, data: { ...example, ...change } }) as unknown as Extract<Command, { type: T }>;

const issue: CommandData<'IssueSim'> = {
  simId: SIM,
  carrier: 'VIETTEL',
  issuedOn: '2021-11-01',
  tag: 'SMT-00000001Y',
  commitments: { iccid: COMMITMENT, msisdn: COMMITMENT },
};
const activation = { activatedAt: '2021-11-30T02:00:00.000Z', activatedOn: '2021-11-30', planCode: 'EDU4G' };
const attachment = { grantId: GRANT, assignmentId: ASSIGNMENT, handedOn: '2021-11-28' };
const entitlement: CommandData<'EntitleGrant'> = {
  assignmentId: ASSIGNMENT,
  subjectId: '11111111-1111-4111-8111-111111111111',
  tag: 'SMT-00000001Y',
  handedOn: '2021-11-28',
  entitledOn: '2021-11-29',
  carrier: 'VIETTEL',
  simId: SIM,
};

export const simIssued = fact('SimIssued', issue, ({ issuedOn }) => issuedOn);
export const simActivated = fact('SimActivated', { ...activation, carrier: 'VIETTEL' }, (data) => data.activatedAt);
export const simActivationFailed = fact(
  'SimActivationFailed',
  { attemptedAt: '2021-11-30T02:00:00.000Z', planCode: 'EDU4G', code: 'PLAN_UNKNOWN' },
  ({ attemptedAt }) => attemptedAt,
);
export const simAttached = fact('SimAttached', { ...attachment, carrier: 'VIETTEL' }, ({ handedOn }) => handedOn);
export const simReplaced = fact(
  'SimReplaced',
  { newSimId: OTHER_SIM, replacedOn: '2021-12-10', reason: 'LOST' },
  ({ replacedOn }) => replacedOn,
);
export const simActivationBecameOverdue = fact('SimActivationBecameOverdue', {
  ...attachment,
  flags: ['SIM_NOT_ACTIVATED'],
});
export const grantEntitled = fact(
  'GrantEntitled',
  { ...entitlement, quotaBytesPerDay: QUOTA_BYTES_PER_DAY },
  ({ entitledOn }) => entitledOn,
);
export const grantActivated = fact(
  'GrantActivated',
  { activatedOn: '2021-11-30', simId: SIM, firstDay: '2021-11-30', endDay: '2022-02-28', days: 90 },
  ({ firstDay }) => firstDay,
);
export const grantSuspended = fact(
  'GrantSuspended',
  { suspendedOn: '2021-12-05', reason: 'LOST' },
  ({ suspendedOn }) => suspendedOn,
);
export const grantResumed = fact(
  'GrantResumed',
  { resumedOn: '2021-12-10', reason: 'SIM_REPLACED', simId: OTHER_SIM },
  ({ resumedOn }) => resumedOn,
);
export const grantEnded = fact('GrantEnded', { endedOn: '2022-02-28', reason: 'COMPLETED' }, ({ endedOn }) => endedOn);
export const grantActivationBecameOverdue = fact('GrantActivationBecameOverdue', {
  since: '2021-11-28',
  flags: ['ACTIVATION_OVERDUE'],
});
export const grantReordered = fact('GrantReordered', { reorderedOn: '2022-03-02' }, ({ reorderedOn }) => reorderedOn);
const terms = {
  notifiedOn: '2022-02-20',
  termsVersion: 'SAU-GOI-1',
  priceVnd: 50_000,
  periodDays: 30,
  autoCharge: false,
};
export const postGrantTermsNotified = fact('PostGrantTermsNotified', terms, ({ notifiedOn }) => notifiedOn);

export const issueSim = request('IssueSim', issue);
export const activateSim = request('ActivateSim', activation);
export const failSimActivation = request('FailSimActivation', {
  attemptedAt: '2021-11-30T02:00:00.000Z',
  planCode: 'EDU4G',
  code: 'PLAN_UNKNOWN',
});
export const attachSim = request('AttachSim', attachment);
export const replaceSim = request('ReplaceSim', { newSimId: OTHER_SIM, replacedOn: '2021-12-10', reason: 'LOST' });
export const remindOfActivation = request('RemindOfActivation', { grantId: GRANT });
export const entitleGrant = request('EntitleGrant', entitlement);
export const activateGrant = request('ActivateGrant', { activatedOn: '2021-11-30', simId: SIM });
export const suspendGrant = request('SuspendGrant', { suspendedOn: '2021-12-05', reason: 'LOST' });
export const resumeGrant = request('ResumeGrant', {
  resumedOn: '2021-12-10',
  reason: 'SIM_REPLACED',
  simId: OTHER_SIM,
});
export const endGrant = request('EndGrant', { endedOn: '2022-02-28', reason: 'COMPLETED' });
export const remindOfGrant = request('RemindOfGrant', { since: '2021-11-28' });
export const reorderGrant = request('ReorderGrant', { reorderedOn: '2022-03-02' });
export const notifyPostGrantTerms = request('NotifyPostGrantTerms', terms);

import type { AnyEvent } from '@kernel';
import { recorded } from '@kernel/testing';
import { device } from '../domain';
import * as a from '../domain/device.fixtures';
import { devicePolicies } from './device.policy';

const [gaps] = devicePolicies;
const react = (event: AnyEvent, occurredAt = '2021-10-28') =>
  gaps!.react({ position: 7, ...recorded({ ...event, occurredAt }), stream: device.streamOf(a.TAG) } as never);
const key = `transfer/${a.TRANSFER}`;

it('has names that are never changed', () =>
  expect(devicePolicies.map(({ name }) => name)).toEqual(['untaken-device-is-a-gap']));

describe('a transfer', () => {
  it('is asked after once 72 hours are over, by the Vietnam day of its release', () => {
    const asked = { kind: 'command', decider: device, id: a.TAG, command: a.markTransferOverdue() };
    const due = [{ kind: 'schedule', key, dueOn: '2021-11-01', reaction: asked }];
    expect(react(a.custodyReleased())).toEqual(due);
    expect(react(a.custodyReleased(), '2021-10-27T17:30:00.000Z')).toEqual(due);
  });
  it('is not asked after once it was taken, and still while that waits for a second person', () => {
    expect(react(a.custodyTaken())).toEqual([{ kind: 'cancel', key }]);
    expect(react(a.custodyTaken({ flags: ['LATE'] }))).toEqual([{ kind: 'cancel', key }]);
    expect(react(a.custodyTaken({ flags: ['HISTORICAL'] }))).toEqual([]);
  });
});

import { type Policy, definePolicy } from '@policies';
import { vietnamDay, withholding } from '@programme/shared';
import { CustodyReleased, CustodyTaken, type DeviceCommand, device, gapOn, tagOf } from '../domain';

/** V1: a device is on its way for three days at most. One deadline a transfer; the device's stream knows whether it is still open. */
const untakenDeviceIsAGap = definePolicy({
  name: 'untaken-device-is-a-gap',
  events: [CustodyReleased, CustodyTaken],
  react: (event) => {
    const { transferId } = event.data;
    const key = `transfer/${transferId}`;
    if (event.type === 'CustodyTaken') return withholding(event.data).length > 0 ? [] : [{ kind: 'cancel', key }];
    const releasedOn = vietnamDay(event.occurredAt);
    const command: DeviceCommand = { type: 'MarkTransferOverdue', data: { transferId, releasedOn } };
    const reaction = { kind: 'command' as const, decider: device, id: tagOf(event.stream), command };
    return [{ kind: 'schedule', key, dueOn: gapOn(releasedOn), reaction }];
  },
});

export const devicePolicies: readonly Policy[] = [untakenDeviceIsAGap];

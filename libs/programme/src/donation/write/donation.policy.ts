import { type Policy, definePolicy } from '@policies';
import { LotCounted, LotSurplusAccepted, donation, isQueuedCount, withinManifest } from '../domain';

/**
 * What was counted in reaches its donation; what was over the manifest, or all of a queued count, only once a second person accepted it
 * (row 35). A count of nothing is a receipt of nothing, and is recorded as one.
 */
const lotReceived = definePolicy({
  name: 'lot-received',
  events: [LotCounted, LotSurplusAccepted],
  react: (event) => {
    if (event.type === 'LotCounted' && isQueuedCount(event.data)) return [];
    const { donationCode, lotNo, warehouseCode } = event.data;
    const receipt =
      event.type === 'LotCounted'
        ? { ...withinOf(event.data), receivedOn: event.data.countedOn }
        : {
            counted: event.data.quantity,
            accepted: event.data.quantity,
            rejected: 0,
            receivedOn: event.data.acceptedOn,
            surplus: true,
          };
    const command = { type: 'RecordLotReceived', data: { lotNo, warehouseCode, ...receipt } };
    return [{ kind: 'command', decider: donation, id: donationCode, command }];
  },
});

interface Counted {
  readonly counted: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly short: number;
  readonly over: number;
}

const withinOf = (count: Counted) => {
  const { counted, accepted, rejected } = withinManifest(count.counted + count.short - count.over, count);
  return { counted, accepted, rejected };
};

export const donationPolicies: readonly Policy[] = [lotReceived];

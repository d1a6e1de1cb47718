import { type Effect, type Policy, definePolicy } from '@policies';
import { addDays, later, vietnamDay } from '@programme/shared';
import {
  CashReceived,
  DeviceLotReceived,
  type DonationCommand,
  DonationPledged,
  DonationWithdrawn,
  LAPSE_DAYS,
  LotCounted,
  LotSurplusAccepted,
  REMINDER_DAYS,
  donation,
  donationCodeOf,
  isQueuedCount,
  withinManifest,
} from '../domain';

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

/**
 * 4.D: of a pledge that is due somebody asks twice, and then it lapses. The deadlines go with the first thing that comes; an umbrella is waited
 * for by its leaves. A pledge that was recorded after its day is given the time from then on: what came of it is recorded later too.
 */
const unreceivedPledgeLapses = definePolicy({
  name: 'unreceived-pledge-lapses',
  events: [DonationPledged, CashReceived, DeviceLotReceived, DonationWithdrawn],
  react: (event): readonly Effect[] => {
    const id = donationCodeOf(event.stream);
    const keyOf = (days: number) => `due/${id}/${days}`;
    if (event.type !== 'DonationPledged')
      return [...REMINDER_DAYS, LAPSE_DAYS].map((days) => ({ kind: 'cancel', key: keyOf(days) }));
    const { dueOn, umbrella } = event.data;
    if (dueOn === undefined || umbrella) return [];
    const ask = (days: number, command: DonationCommand): Effect => ({
      kind: 'schedule',
      key: keyOf(days),
      dueOn: addDays(later(dueOn, vietnamDay(event.recordedAt)), days),
      reaction: { kind: 'command', decider: donation, id, command },
    });
    return [
      ...REMINDER_DAYS.map((days) => ask(days, { type: 'RemindOfPledge', data: { dueOn, days } })),
      ask(LAPSE_DAYS, { type: 'LapseDonation', data: { dueOn } }),
    ];
  },
});

export const donationPolicies: readonly Policy[] = [lotReceived, unreceivedPledgeLapses];

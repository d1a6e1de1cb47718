import { recorded } from '@kernel/testing';
import type { Effect } from '@policies';
import type { DonationEvent, LotEvent } from '../domain';
import * as a from '../domain/donation.fixtures';
import { donationPolicies } from './donation.policy';

const [lotReceived, lapses] = donationPolicies;
const told = (event: LotEvent) =>
  lotReceived!
    .react({ position: 7, ...recorded(event) } as never)
    .map((effect) => effect as Extract<Effect, { kind: 'command' }>)
    .map(({ decider, id, command }) => ({ stream: decider.streamOf(id), ...command }));

it('have names that are never changed', () =>
  expect(donationPolicies.map(({ name }) => name)).toEqual(['lot-received', 'unreceived-pledge-lapses']));

describe('a count', () => {
  it('reaches its donation', () =>
    expect(told(a.lotCounted())).toEqual([{ stream: 'donation-UH-TEST-02', ...a.recordLotReceived() }]));
  it('reaches it without what is over the manifest', () => {
    const over = a.lotCounted({ counted: 105, accepted: 103, rejected: 2, over: 5, flags: ['DISCREPANCY'] });
    expect(told(over)).toEqual([{ stream: 'donation-UH-TEST-02', ...a.recordLotReceived() }]);
  });
  it('that is queued waits for a second person', () =>
    expect(told(a.lotCounted({ flags: ['HISTORICAL'] }))).toEqual([]));
});

it('a surplus reaches its donation when it was accepted', () =>
  expect(told(a.lotSurplusAccepted())).toEqual([
    {
      stream: 'donation-UH-TEST-02',
      ...a.recordLotReceived({ counted: 5, accepted: 5, rejected: 0, receivedOn: '2021-11-30', surplus: true }),
    },
  ]));

describe('a pledge that is due', () => {
  const react = (event: DonationEvent, recordedAt = '2021-10-01T03:00:00.000Z') =>
    lapses!.react({ position: 7, ...recorded(event), recordedAt, stream: 'donation-UH-TEST-02' } as never);
  const asked = (days: number, dueOn: string, command: object) => ({
    kind: 'schedule',
    key: `due/UH-TEST-02/${days}`,
    dueOn,
    reaction: expect.objectContaining({ id: 'UH-TEST-02', command }),
  });
  const dueOn = '2021-10-31';
  const all = (first: string, second: string, last: string) => [
    asked(30, first, { type: 'RemindOfPledge', data: { dueOn, days: 30 } }),
    asked(90, second, { type: 'RemindOfPledge', data: { dueOn, days: 90 } }),
    asked(180, last, { type: 'LapseDonation', data: { dueOn } }),
  ];

  it('is asked after 30 and 90 days later, and lapses after 180', () =>
    expect(react(a.donationPledged({ dueOn }))).toEqual(all('2021-11-30', '2022-01-29', '2022-04-29')));
  it('has that time from when it was recorded, where that is later', () =>
    expect(react(a.donationPledged({ dueOn }), '2022-01-01T03:00:00.000Z')).toEqual(
      all('2022-01-31', '2022-04-01', '2022-06-30'),
    ));
  it('is not waited for where it has no day, or is an umbrella', () => {
    expect(react(a.donationPledged())).toEqual([]);
    expect(react(a.donationPledged({ dueOn, umbrella: true }))).toEqual([]);
  });
  it.each([
    ['money came', a.cashReceived()],
    ['a lot came', a.deviceLotReceived()],
    ['it was withdrawn', a.donationWithdrawn()],
  ] as const)('is not asked after any more once %s', (_, event) =>
    expect(react(event)).toEqual([30, 90, 180].map((days) => ({ kind: 'cancel', key: `due/UH-TEST-02/${days}` }))),
  );
});

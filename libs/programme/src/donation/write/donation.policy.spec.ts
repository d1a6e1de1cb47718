import { recorded } from '@kernel/testing';
import type { Effect } from '@policies';
import type { LotEvent } from '../domain';
import * as a from '../domain/donation.fixtures';
import { donationPolicies } from './donation.policy';

const [lotReceived] = donationPolicies;
const told = (event: LotEvent) =>
  lotReceived!
    .react({ position: 7, ...recorded(event) } as never)
    .map((effect) => effect as Extract<Effect, { kind: 'command' }>)
    .map(({ decider, id, command }) => ({ stream: decider.streamOf(id), ...command }));

it('has a name that is never changed', () =>
  expect(donationPolicies.map(({ name }) => name)).toEqual(['lot-received']));

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

import { atSize } from '@projections';
import type { AnyEvent } from '@kernel';
import { ANONYMOUS, type Viewer, readContext } from '@graphql-api';
import { auditor } from '@graphql-api/testing';
import { type ReadSide, createReadSide, encodedFact } from '@projections/testing/read-side';
import * as d from '@programme/device/domain/device.fixtures';
import * as g from '@programme/donation/domain/donation.fixtures';
import { QUOTA_BYTES_PER_DAY } from '@programme/shared';
import { LimitExceptions } from './limit-exceptions.queries';
import { limitEvents, limitTables } from './limit.fixtures';

jest.setTimeout(120_000);

/** N9 with a cap that a specification can reach. */
class LowCap extends LimitExceptions {
  protected override readonly programmeGrants = 4;
}

const grantId = (index: number): string => `0a0a0a0a-0000-5000-8000-00000000000${index}`;
const entitled = (index: number, carrier: string, entitledOn: string): [string, AnyEvent] => [
  `grant-${grantId(index)}`,
  {
    type: 'GrantEntitled',
    data: {
      assignmentId: grantId(index),
      subjectId: grantId(index),
      tag: d.TAG,
      handedOn: entitledOn,
      entitledOn,
      carrier,
      quotaBytesPerDay: QUOTA_BYTES_PER_DAY,
    },
  },
];
const voided = (index: number): [string, AnyEvent] => [
  `grant-${grantId(index)}`,
  { type: 'GrantEnded', data: { endedOn: '2021-11-25', reason: 'VOIDED' } },
];
const terms = (pledgedGrants: number, validFrom: string, validTo?: string): [string, AnyEvent] => [
  'org-VIETTEL',
  {
    type: 'CarrierTermsAgreed',
    data: {
      carrier: 'VIETTEL',
      validFrom,
      ...(validTo ? { validTo } : {}),
      unitBase: 'BINARY',
      periodMode: 'CALENDAR_DAY',
      termPolicy: 'CALENDAR_3_MONTHS',
      pledgedGrants,
      documentNo: 'HD-1',
    },
  },
];
const pledge = (code: string, change: object): [string, AnyEvent] => [
  `donation-${code}`,
  g.donationPledged({ ...g.cash, quantity: undefined, valuation: undefined, code, ...change }),
];
const received = (code: string, amountVnd: number, valueDate: string): [string, AnyEvent] => [
  `donation-${code}`,
  g.cashReceived({ amountVnd, valueDate }),
];
const device = (tag: string): [string, AnyEvent] => [
  `device-${tag}`,
  d.deviceReceived({ tag, donationCode: 'UH-TEST-02', lotNo: 'L-01' }),
];
const sentOut = (tag: string): [string, AnyEvent] => [`device-${tag}`, d.custodyReleased()];

describe('limits over many streams', () => {
  let side: ReadSide;
  let limits: LowCap;
  let size = 0;
  const revisions = new Map<string, number>();
  const told = async (...facts: readonly [string, AnyEvent][]): Promise<void> => {
    for (const [stream, fact] of facts) {
      const revision = revisions.get(stream) ?? 0;
      revisions.set(stream, revision + 1);
      const events = [encodedFact(side.codec, stream, revision, fact)];
      const result = await side.ledger.store.append({ stream, expectedRevision: revision - 1, events });
      if (result.kind !== 'appended') throw new Error(`not appended: ${result.kind}`);
      size += 1;
    }
    await side.sizes(limitTables).waitForSize(
      limitTables.map(({ name }) => name),
      size,
      20_000,
    );
  };
  const at = (asOf: number, viewer: Viewer = auditor, filter: object = {}) =>
    limits.entries({ filter, beyond: null, backward: false, limit: 10 }, readContext(atSize(asOf), size, viewer));
  beforeEach(async () => {
    size = 0;
    revisions.clear();
    side = await createReadSide(limitEvents);
    await side.runner(limitTables).start();
    limits = new LowCap(side.tables);
  });
  afterEach(() => side.drop());

  it('raise what a carrier pledged and what the programme gives, until a grant is voided or more is pledged', async () => {
    await told(terms(2, '2021-10-01'), entitled(1, 'VIETTEL', '2021-11-10'), entitled(2, 'VIETTEL', '2021-11-12'));
    expect(await at(size)).toEqual([]);
    await told(
      entitled(3, 'VIETTEL', '2021-11-11'),
      entitled(4, 'MOBIFONE', '2021-11-13'),
      entitled(5, 'MOBIFONE', '2021-11-14'),
    );
    const beyond = { code: 'CARRIER_CAP', day: '2021-11-12', stream: 'org-VIETTEL', count: 1, state: 'OPEN' };
    expect(await at(size)).toMatchObject([
      beyond,
      { code: 'PROGRAMME_CAP', day: '2021-11-14', stream: 'ledger', count: 1 },
    ]);
    expect(await at(4)).toMatchObject([beyond]);
    expect(await at(3)).toEqual([]);
    await told(voided(1));
    expect(await at(size)).toEqual([]);
    expect(await at(size - 1)).toHaveLength(2);
  });

  it('take each grant under the terms of its day, the later ones where two overlap', async () => {
    await told(
      terms(1, '2021-10-01', '2021-12-31'),
      entitled(1, 'VIETTEL', '2021-11-10'),
      entitled(2, 'VIETTEL', '2021-11-20'),
    );
    expect(await at(size)).toMatchObject([
      { code: 'CARRIER_CAP', count: 1, key: 'limit/CARRIER_CAP/VIETTEL/2021-10-01' },
    ]);
    await told(terms(5, '2021-11-15'));
    expect(await at(size)).toEqual([]);
  });

  it('raise what came for the leaves of an umbrella beyond what it promised', async () => {
    await told(
      pledge('UH-TEST-01', { amountVnd: 100, umbrella: true }),
      pledge('UH-TEST-11', { amountVnd: 60, umbrellaCode: 'UH-TEST-01' }),
      pledge('UH-TEST-12', { amountVnd: 60, umbrellaCode: 'UH-TEST-01' }),
      received('UH-TEST-11', 60, '2021-10-20'),
      received('UH-TEST-12', 40, '2021-10-21'),
    );
    expect(await at(size)).toEqual([]);
    await told(received('UH-TEST-12', 20, '2021-10-25'));
    expect(await at(size)).toMatchObject([
      { code: 'OVER_RECEIPT', day: '2021-10-25', stream: 'donation-UH-TEST-01', amountVnd: 20n, count: null },
    ]);
    expect(await at(size - 1)).toEqual([]);
  });

  it('raise more devices of a counted lot on their way than the count accepted', async () => {
    const lot = (accepted: number, more: object = {}): [string, AnyEvent] => [
      'donation-UH-TEST-02',
      g.deviceLotReceived({ counted: accepted, accepted, rejected: 0, ...more }),
    ];
    await told(
      ['donation-UH-TEST-02', g.donationPledged()],
      device(d.TAG),
      device('SMT-00000002W'),
      sentOut(d.TAG),
      sentOut('SMT-00000002W'),
    );
    // Not counted yet: nobody knows how many there are.
    expect(await at(size)).toEqual([]);
    await told(lot(1));
    expect(await at(size)).toMatchObject([
      { code: 'OVER_ALLOCATION', stream: 'lot-UH-TEST-02-L-01', count: 1, day: '2021-11-20' },
    ]);
    await told(lot(1, { surplus: true }));
    expect(await at(size)).toEqual([]);
  });

  it('are those of the viewer’s own carrier or donor; all for approvers whom no unit narrows', async () => {
    await told(
      terms(1, '2021-10-01'),
      ...[1, 2, 3, 4, 5].map((index) => entitled(index, 'VIETTEL', `2021-11-1${index}`)),
    );
    const codes = async (role: string, place: Partial<Viewer> = {}) =>
      (await at(size, { ...ANONYMOUS, actorId: 'a', roles: [role], ...place })).map(({ code }) => code);
    expect(await codes('CARRIER_AGENT', { organisations: ['VIETTEL'] })).toEqual(['CARRIER_CAP']);
    expect(await codes('CARRIER_AGENT', { organisations: ['MOBIFONE'] })).toEqual([]);
    expect(await codes('APPROVER_1')).toEqual(['CARRIER_CAP', 'PROGRAMME_CAP']);
    expect(await codes('APPROVER_1', { units: ['31'] })).toEqual([]);
    expect(await at(size, auditor, { code: 'PROGRAMME_CAP' })).toHaveLength(1);
    expect(await at(size, auditor, { state: 'ACCEPTED' })).toEqual([]);
    const [first] = await at(size);
    const read = readContext(atSize(size), size, auditor);
    const next = await limits.entries({ filter: {}, beyond: first!, backward: false, limit: 10 }, read);
    expect(next.map(({ code }) => code)).toEqual(['PROGRAMME_CAP']);
    expect(await limits.byKeys([first!.key, 'limit/NONE', 'viettel-20211110/SHORT'], read)).toEqual([
      first,
      null,
      null,
    ]);
  });
});

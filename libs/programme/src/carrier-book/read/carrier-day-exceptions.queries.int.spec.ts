import { atSize } from '@projections';
import { ANONYMOUS, type Viewer, readContext } from '@graphql-api';
import { auditor } from '@graphql-api/testing';
import type { ReadSide } from '@projections/testing/read-side';
import { QUOTA_BYTES_PER_DAY } from '@programme/shared';
import { carrierDayId } from '../domain';
import * as a from '../domain/carrier-book.fixtures';
import { CarrierDayExceptions } from './carrier-day-exceptions.queries';
import { DAY, type Told, activated, entitled, grantId, ledgerOf, ofBook, ofGrant } from './reconciliation.fixtures';
import { CarrierDays } from './reconciliation.queries';

jest.setTimeout(120_000);

const ID = carrierDayId('VIETTEL', DAY);
const OVER = '2021-12-13T02:00:00.000Z';
const file = (event: Told['event'], recordedAt = '2021-12-11T02:00:00.000Z'): Told => ({
  stream: `carrierday-${ID}`,
  event,
  recordedAt,
});
const credit = (index: number, bytes: number): Told =>
  ofBook(
    'VIETTEL',
    a.dailyQuotaCredited({
      grantId: grantId(index),
      serviceDate: DAY,
      bytes,
      carrierTxnId: `T-${index}`,
      line: index + 1,
    }),
  );
const told: readonly Told[] = [
  ...[0, 1, 2].flatMap((index) => [entitled(index, 'VIETTEL'), activated(index, DAY)]),
  file(a.carrierDayOpened({ serviceDate: DAY })),
  file(a.carrierFileReceived()),
  credit(0, 4_000_000_000),
  credit(7, 5),
];
const OPEN_SIZE = told.length;
const SHORT_BYTES = QUOTA_BYTES_PER_DAY - 4_000_000_000;
const closing = a.carrierDayClosed({
  promisedGrants: 3,
  promisedBytes: String(3 * QUOTA_BYTES_PER_DAY),
  creditedInWindowBytes: '4000000000',
  shortBytes: String(SHORT_BYTES),
  missedBytes: String(2 * QUOTA_BYTES_PER_DAY),
  overBytes: '0',
});
const later: readonly Told[] = [
  file(a.carrierFileApplied(), OVER),
  file(closing, OVER),
  ofGrant(0, { type: 'GrantEnded', data: { endedOn: '2021-12-09', reason: 'VOIDED' } }),
];

describe("what is wrong with carriers' days", () => {
  let side: ReadSide;
  let exceptions: CarrierDayExceptions;
  const all = [...told, ...later];
  beforeAll(async () => {
    side = await ledgerOf(all);
    exceptions = new CarrierDayExceptions(side.tables, new CarrierDays(side.tables));
  });
  afterAll(() => side?.drop());

  const at = (size: number, filter: object = {}, viewer: Viewer = auditor, backward = false) =>
    exceptions.entries({ filter, beyond: null, backward, limit: 20 }, readContext(atSize(size), all.length, viewer));
  const codes = async (...args: Parameters<typeof at>) =>
    (await at(...args)).map(({ day, code, state, count }) => [day, code, state, count]);

  it('is one entry for each code, and what is missing only once the day is over', async () => {
    expect(await codes(OPEN_SIZE)).toEqual([
      [DAY, 'SHORT', 'OPEN', 1],
      [DAY, 'UNKNOWN_GRANT', 'OPEN', 1],
    ]);
    expect(await codes(OPEN_SIZE + 1)).toEqual([
      [DAY, 'MISSED', 'OPEN', 2],
      [DAY, 'SHORT', 'OPEN', 1],
      [DAY, 'UNKNOWN_GRANT', 'OPEN', 1],
    ]);
  });

  it('is accepted by the closing, until a late fact makes the figures others', async () => {
    const closed = await at(OPEN_SIZE + 2);
    expect(closed.map(({ state, acceptedAt }) => [state, acceptedAt])).toEqual(Array(3).fill(['ACCEPTED', OVER]));
    expect(closed[0]!.acceptedBy).toEqual(expect.any(String));
    expect(await codes(all.length)).toEqual([
      [DAY, 'MISSED', 'OPEN', 2],
      [DAY, 'OUT_OF_WINDOW', 'OPEN', 1],
      [DAY, 'UNKNOWN_GRANT', 'OPEN', 1],
    ]);
    expect(await at(0)).toEqual([]);
  });

  it('is found by code, state, stream and key, from either end and from any place on', async () => {
    const size = OPEN_SIZE + 1;
    expect(await codes(size, { code: 'SHORT' })).toEqual([[DAY, 'SHORT', 'OPEN', 1]]);
    expect(await codes(size, { code: 'AGE_RANGE' })).toEqual([]);
    expect(await codes(size, { state: 'ACCEPTED' })).toEqual([]);
    expect(await codes(size, { stream: `carrierday-${ID}`, code: 'MISSED' })).toEqual([[DAY, 'MISSED', 'OPEN', 2]]);
    expect(await codes(size, { stream: 'carrierday-viettel-today' })).toEqual([]);
    const forward = await at(size);
    expect(await at(size, {}, auditor, true)).toEqual(forward.toReversed());
    const read = readContext(atSize(size), all.length, auditor);
    for (const backward of [false, true]) {
      const request = { filter: {}, beyond: forward[1]!, backward, limit: 5 };
      expect(await exceptions.entries(request, read)).toEqual([forward[backward ? 0 : 2]]);
    }
    const keys = [forward[0]!.key, `${ID}/OVER`, 'limit/PROGRAMME_CAP', 'x'];
    expect(await exceptions.byKeys(keys, read)).toEqual([forward[0], null, null, null]);
  });

  it('is read by its carrier and by approvers, and by nobody else below an auditor', async () => {
    const as = (role: string, place: Partial<Viewer> = {}): Viewer => ({
      ...ANONYMOUS,
      actorId: 'a',
      roles: [role],
      ...place,
    });
    const size = OPEN_SIZE;
    expect(await at(size, {}, as('APPROVER_1'))).toHaveLength(2);
    expect(await at(size, {}, as('CARRIER_AGENT', { organisations: ['VIETTEL'] }))).toHaveLength(2);
    expect(await at(size, {}, as('CARRIER_AGENT', { organisations: ['MOBIFONE'] }))).toEqual([]);
    expect(await at(size, { stream: `carrierday-${ID}` }, as('DATA_ENTRY'))).toEqual([]);
  });
});

describe('a day without a file', () => {
  it('says so once, with all that was promised, as soon as it is over', async () => {
    const side = await ledgerOf([
      ...[0, 1].flatMap((index) => [entitled(index, 'VIETTEL'), activated(index, DAY)]),
      { ...entitled(5, 'MOBIFONE'), recordedAt: '2021-12-12T05:00:00.000Z' },
      { ...entitled(6, 'MOBIFONE'), recordedAt: '2021-12-12T05:00:00.001Z' },
    ]);
    try {
      const exceptions = new CarrierDayExceptions(side.tables, new CarrierDays(side.tables));
      const at = (size: number) =>
        exceptions.entries(
          { filter: {}, beyond: null, backward: false, limit: 5 },
          readContext(atSize(size), 6, auditor),
        );
      expect(await at(5)).toEqual([]);
      expect(await at(6)).toMatchObject([
        { day: DAY, code: 'NO_FILE', count: 2, bytes: BigInt(2 * QUOTA_BYTES_PER_DAY), key: `${ID}/NO_FILE` },
      ]);
    } finally {
      await side.drop();
    }
  });
});

import { Injectable } from '@nestjs/common';
import { Field, ID, ObjectType } from '@nestjs/graphql';
import type { AnyEvent, Recorded } from '@kernel';
import { LoadsNode, type NodeLoader, RecordedSizes, defineReadRoom } from '@graphql-api';
import { SettableSizes, arrayJournal, graphqlHarness, type GraphqlHarness } from '@graphql-api/testing';
import type { ReadSide } from '@projections/testing/read-side';
import { QUOTA_BYTES_PER_DAY } from '@programme/shared';
import { type BookEvent, carrierDayId } from '../domain';
import * as a from '../domain/carrier-book.fixtures';
import {
  DAY,
  type Told,
  activated,
  definitions,
  entitled,
  grantId,
  ledgerOf,
  ofBook,
  ofGrant,
  projections,
} from './reconciliation.fixtures';
import { carrierBookRead } from '.';

/** The grant as its own room shows it, as far as a line leads there. */
@ObjectType('Grant')
class GrantOfLine {
  @Field(() => ID)
  readonly grantId!: string;
}
@LoadsNode('Grant')
@Injectable()
class GrantsOfLines implements NodeLoader {
  loadNodes(ids: readonly string[]) {
    return Promise.resolve(ids.map((id): GrantOfLine => ({ grantId: id })));
  }
}
const grantRoom = defineReadRoom({ resolvers: [], providers: [GrantsOfLines], projections: [] });

class NoTimes extends RecordedSizes {
  readonly projection = 'ledger-time';
  async firstAfter(): Promise<null> {
    return null;
  }
}

let read: ReadSide | undefined;
afterEach(async () => {
  await read?.drop();
  read = undefined;
});

/** A few databases on a machine that is shared. */
jest.setTimeout(120_000);

describe("a carrier's day over GraphQL", () => {
  let api: GraphqlHarness;
  const serve = async (told: readonly Told[]): Promise<GraphqlHarness> => {
    const side = await ledgerOf(told);
    read = side;
    const sizes = Object.fromEntries(projections.map(({ name }) => [name, told.length]));
    api = await graphqlHarness({
      rooms: [carrierBookRead, grantRoom],
      events: definitions,
      journal: arrayJournal([]),
      tables: side.tables,
      sizes: new SettableSizes(told.length, sizes),
      recorded: new NoTimes(),
    });
    return api;
  };
  afterEach(() => api.close());

  const credit = (index: number, bytes: number, change: Partial<Recorded<BookEvent>['data']> = {}): Told =>
    ofBook(
      'VIETTEL',
      a.dailyQuotaCredited({
        grantId: grantId(index),
        serviceDate: DAY,
        bytes,
        carrierTxnId: `T-${index}`,
        line: index + 1,
        ...change,
      }),
    );
  const file = (event: AnyEvent, recordedAt: string): Told => ({
    stream: `carrierday-${carrierDayId('VIETTEL', DAY)}`,
    event,
    recordedAt,
  });
  const told: readonly Told[] = [
    ...[0, 1, 2, 3].flatMap((index) => [entitled(index, 'VIETTEL'), activated(index, '2021-12-01')]),
    file(a.carrierDayOpened({ serviceDate: DAY }), '2021-12-11T02:00:00.000Z'),
    file(a.carrierFileReceived({ late: true }), '2021-12-11T02:00:00.000Z'),
    credit(0, 4_000_000_000),
    credit(1, 4_000_000_000),
    credit(2, QUOTA_BYTES_PER_DAY),
    credit(7, 5),
    ofBook('VIETTEL', a.creditConflictRecorded({ grantId: grantId(0), serviceDate: DAY, line: 9 })),
    file(a.carrierFileApplied(), '2021-12-13T02:00:00.000Z'),
  ];
  const query = `query ($size: Position) {
    carrierDay(carrier: VIETTEL, day: "${DAY}", asOf: { size: $size }) {
      carrierDayId state promisedGrants promised credited creditedInWindow short over missed termShortfall hint
      gaps { code count bytes } files { fileNo late recorded repeated }
      lines(first: 2, classification: SHORT) { nodes { grantId classification amount late grant { grantId } } pageInfo { hasNextPage } }
    }
  }`;

  it('shows the figures, the lines that are short and why, and the file', async () => {
    await serve(told);
    const answer = await api.ask(query);
    expect(answer.errors).toBeUndefined();
    expect(answer.data!.carrierDay).toMatchObject({
      carrierDayId: 'viettel-20211210',
      state: 'COMPLETE',
      promisedGrants: 4,
      promised: String(4 * QUOTA_BYTES_PER_DAY),
      credited: String(8_000_000_005 + QUOTA_BYTES_PER_DAY),
      creditedInWindow: String(8_000_000_000 + QUOTA_BYTES_PER_DAY),
      short: String(2 * 294_967_296),
      over: '0',
      missed: String(QUOTA_BYTES_PER_DAY),
      termShortfall: '0',
      // Two of four credits are not yet most of them.
      hint: null,
      gaps: [
        { code: 'MISSED', count: 1 },
        { code: 'SHORT', count: 2 },
        { code: 'UNKNOWN_GRANT', count: 1, bytes: '5' },
        { code: 'DUPLICATE', count: 1 },
        { code: 'LATE_FILE', count: 5 },
      ],
      files: [{ fileNo: 1, late: true, recorded: 400, repeated: 0 }],
      lines: {
        nodes: [
          {
            grantId: grantId(0),
            classification: 'SHORT',
            amount: '294967296',
            late: true,
            grant: { grantId: grantId(0) },
          },
          { grantId: grantId(1), classification: 'SHORT' },
        ],
        pageInfo: { hasNextPage: false },
      },
    });
  });

  it('is open until noon of the second day, then complete or without a file', async () => {
    const noon = '2021-12-12T05:00:00.000Z';
    const quiet = (recordedAt: string): Told => ({ ...entitled(5, 'MOBIFONE'), recordedAt });
    await serve([...told.slice(0, 8), quiet(noon)]);
    const state = async () => (await api.ask(query)).data!.carrierDay as Record<string, unknown>;
    expect(await state()).toMatchObject({ state: 'OPEN', credited: '0', missed: String(4 * QUOTA_BYTES_PER_DAY) });
    await api.close();
    await read!.drop();
    await serve([...told.slice(0, 8), quiet('2021-12-12T05:00:00.001Z')]);
    expect(await state()).toMatchObject({
      state: 'NO_FILE',
      credited: null,
      creditedInWindow: '0',
      missed: String(4 * QUOTA_BYTES_PER_DAY),
    });
  });

  it('reclassifies when a later fact comes, and answers as before for the earlier size', async () => {
    const ended = ofGrant(2, { type: 'GrantEnded', data: { endedOn: '2021-12-09', reason: 'VOIDED' } });
    await serve([...told, ended]);
    const at = async (size: number) => (await api.ask(query, { variables: { size } })).data!.carrierDay;
    expect(await at(told.length)).toMatchObject({ promisedGrants: 4, hint: null });
    expect(await at(told.length + 1)).toMatchObject({
      promisedGrants: 3,
      creditedInWindow: '8000000000',
      gaps: expect.arrayContaining([{ code: 'OUT_OF_WINDOW', count: 1, bytes: String(QUOTA_BYTES_PER_DAY) }]),
    });
    expect(await at(0)).toMatchObject({ promised: '0', state: 'OPEN' });
  });

  it('lists every day of a carrier, the one without a file too, with one statement for the figures of a page', async () => {
    await serve(told);
    const list = `{ carrierDays(first: 20, filter: { carrier: VIETTEL, from: "2021-12-08" }) {
      nodes { day state missed } } }`;
    const answer = await api.ask(list);
    expect(answer.errors).toBeUndefined();
    expect(answer.data!.carrierDays.nodes).toEqual([
      { day: '2021-12-08', state: 'NO_FILE', missed: String(4 * QUOTA_BYTES_PER_DAY) },
      { day: '2021-12-09', state: 'NO_FILE', missed: String(4 * QUOTA_BYTES_PER_DAY) },
      { day: DAY, state: 'COMPLETE', missed: String(QUOTA_BYTES_PER_DAY) },
      { day: '2021-12-11', state: 'OPEN', missed: String(4 * QUOTA_BYTES_PER_DAY) },
      { day: '2021-12-12', state: 'OPEN', missed: String(4 * QUOTA_BYTES_PER_DAY) },
      { day: '2021-12-13', state: 'OPEN', missed: String(4 * QUOTA_BYTES_PER_DAY) },
    ]);
    expect(api.statements).toHaveLength(4);
  });

  const carrierOf = (organisation: string) => viewer('CARRIER_AGENT', { organisations: [organisation] });
  const viewer = (role: string, place: { readonly units?: string[]; readonly organisations?: string[] } = {}) => ({
    actorId: 'a',
    roles: [role],
    units: [],
    organisations: [],
    ...place,
  });

  it('is shown to the carrier itself, to those who close it, and to those who read everything', async () => {
    await serve(told);
    const readers = [
      carrierOf('VIETTEL'),
      viewer('APPROVER_1'),
      viewer('APPROVER_2', { units: ['31'] }),
      viewer('AUDITOR'),
      viewer('ADMIN'),
    ];
    for (const as of readers) {
      const { data } = await api.ask(query, { as });
      expect([as.roles, data?.carrierDay?.state]).toEqual([as.roles, 'COMPLETE']);
      const list = await api.ask('{ carrierDays(first: 1) { nodes { carrier } } }', { as });
      expect(list.data!.carrierDays.nodes).toEqual([{ carrier: 'VIETTEL' }]);
    }
  });

  it('is not there for anybody else', async () => {
    await serve(told);
    expect((await api.ask(query, { as: null })).errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
    const others = [
      carrierOf('MOBIFONE'),
      viewer('DATA_ENTRY'),
      viewer('SCHOOL_OFFICER', { organisations: ['31-TEST-001'] }),
      viewer('PROVINCE_ALLOCATOR', { units: ['31'] }),
      viewer('DPO'),
    ];
    for (const as of others) {
      expect((await api.ask(query, { as })).errors?.[0]?.extensions.code).toBe('NOT_FOUND');
      const list = await api.ask('{ carrierDays(first: 1) { nodes { carrier } } }', { as });
      expect(list.data!.carrierDays.nodes).toEqual([]);
    }
  });
});

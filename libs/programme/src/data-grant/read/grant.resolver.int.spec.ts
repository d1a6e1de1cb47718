import { Injectable } from '@nestjs/common';
import { Field, ID, ObjectType } from '@nestjs/graphql';
import type { AnyEvent, EventDefinition } from '@kernel';
import { LoadsNode, type NodeLoader, RecordedSizes, defineReadRoom } from '@graphql-api';
import { SettableSizes, arrayJournal, graphqlHarness, type GraphqlHarness } from '@graphql-api/testing';
import { type Projection, type Row, defineFacts, defineState } from '@projections';
import { type ReadSide, createReadSide, encodedFact } from '@projections/testing/read-side';
import { QUOTA_BYTES_PER_DAY, later } from '@programme/shared';
import { NeedRegistered } from '@programme/beneficiary/domain';
import { bookEvents, carrierDayEvents } from '@programme/carrier-book/domain';
import { CarrierTermsAgreed } from '@programme/organisation/domain';
import * as lines from '../../carrier-book/domain/carrier-book.fixtures';
import { needRegistered } from '../../beneficiary/domain/beneficiary.fixtures';
import { grantEvents, simEvents } from '../domain';
import * as a from '../domain/data-grant.fixtures';
import { dataGrantRead } from '.';

/** The pupil as its own room shows it, as far as a grant leads there. */
@ObjectType('Beneficiary')
class Pupil {
  @Field(() => ID)
  readonly subjectId!: string;
}
@LoadsNode('Beneficiary')
@Injectable()
class Pupils implements NodeLoader {
  loadNodes(ids: readonly string[]) {
    return Promise.resolve(ids.map((subjectId): Pupil => ({ subjectId })));
  }
}
/** And the device. */
@ObjectType('Device')
class Computer {
  @Field(() => String)
  readonly tag!: string;
}
@LoadsNode('Device')
@Injectable()
class Computers implements NodeLoader {
  loadNodes(tags: readonly string[]) {
    return Promise.resolve(tags.map((tag): Computer => ({ tag })));
  }
}
const otherRooms = defineReadRoom({ resolvers: [], providers: [Pupils, Computers], projections: [] });

/** The tables of other slices, as far as grants read them. */
const others: readonly Projection[] = [
  defineState<readonly [typeof NeedRegistered], Row>({
    name: 'beneficiary',
    version: 1,
    events: [NeedRegistered],
    table: {
      kind: 'state',
      name: 'beneficiary',
      key: { subject_id: 'uuid' },
      columns: { school_code: 'text', province_code: 'text', unit_code: 'text' },
    },
    keys: ({ data }) => [data.subjectId],
    evolve: (_, { data }) => ({
      subject_id: data.subjectId,
      school_code: data.schoolCode,
      province_code: data.provinceCode,
      unit_code: data.unitCode,
    }),
  }),
  defineFacts({
    name: 'credit',
    version: 1,
    events: bookEvents,
    tables: [
      {
        kind: 'facts',
        name: 'credit',
        columns: {
          carrier: 'text',
          service_date: 'day',
          grant_id: 'uuid',
          outcome: 'text',
          bytes: 'bigint',
          code: 'text',
        },
      },
    ],
    facts: ({ type, data }) => ({
      credit: [
        {
          carrier: 'VIETTEL',
          service_date: data.serviceDate,
          grant_id: data.grantId,
          outcome: { DailyQuotaCredited: 'CREDITED', DailyQuotaFailed: 'FAILED', CreditConflictRecorded: 'CONFLICT' }[
            type
          ],
          bytes: 'bytes' in data ? data.bytes : 0,
          code: 'code' in data ? data.code : null,
        },
      ],
    }),
  }),
  defineState<typeof carrierDayEvents, { readonly service_date?: string }>({
    name: 'carrier-day',
    version: 1,
    events: carrierDayEvents,
    table: {
      kind: 'state',
      name: 'carrier_day',
      key: { carrier_day_id: 'text' },
      columns: { carrier: 'text', service_date: 'day', shards: 'int' },
    },
    keys: ({ stream }) => [stream],
    evolve: (row, { type, data }, key) =>
      type === 'CarrierDayOpened'
        ? { carrier_day_id: key, carrier: data.carrier, service_date: data.serviceDate, shards: data.shards }
        : row,
  }),
  defineFacts({
    name: 'carrier-terms',
    version: 1,
    events: [CarrierTermsAgreed] as const,
    tables: [
      {
        kind: 'facts',
        name: 'carrier_terms',
        columns: { carrier: 'text', valid_from: 'day', valid_to: 'day', term_policy: 'text' },
      },
    ],
    facts: ({ data }) => ({
      carrier_terms: [
        { carrier: data.carrier, valid_from: data.validFrom, valid_to: null, term_policy: data.termPolicy },
      ],
    }),
  }),
];
const definitions: readonly EventDefinition[] = [
  ...new Set<EventDefinition>([
    ...grantEvents,
    ...simEvents,
    ...bookEvents,
    ...carrierDayEvents,
    CarrierTermsAgreed,
    NeedRegistered,
  ]),
];
const ledgerTime = defineState<readonly EventDefinition[], { readonly recorded_max: string }>({
  name: 'ledger-time',
  version: 1,
  events: definitions,
  table: { kind: 'state', name: 'ledger_time', key: { clock: 'text' }, columns: { recorded_max: 'instant' } },
  keys: () => ['ledger'],
  evolve: (row, { recordedAt }) => ({ recorded_max: row ? later(row.recorded_max, recordedAt) : recordedAt }),
});
const projections: readonly Projection[] = [...dataGrantRead.projections, ...others, ledgerTime];

class NoTimes extends RecordedSizes {
  readonly projection = 'ledger-time';
  async firstAfter(): Promise<null> {
    return null;
  }
}

type Told = readonly [stream: string, event: AnyEvent, recordedAt?: string];
const STREAM = `grant-${a.GRANT}`;
const book = (event: AnyEvent): Told => [`book-viettel-20211201-0`, event];
const credit = (serviceDate: string, bytes: number, carrierTxnId = `T-${serviceDate}`): Told =>
  book(lines.dailyQuotaCredited({ grantId: a.GRANT, serviceDate, bytes, carrierTxnId }));
const opened = (serviceDate: string): Told => [
  `carrierday-viettel-${serviceDate.replaceAll('-', '')}`,
  lines.carrierDayOpened({ serviceDate }),
];
const told: readonly Told[] = [
  ['beneficiary-1', needRegistered()],
  [`sim-${a.SIM}`, a.simIssued()],
  [STREAM, a.grantEntitled()],
  [STREAM, a.grantActivated({ carrier: 'VIETTEL' })],
  ...['2021-11-30', '2021-12-01', '2021-12-02', '2021-12-03', '2021-12-07'].map(opened),
  credit('2021-11-30', QUOTA_BYTES_PER_DAY),
  credit('2021-12-01', 4_000_000_000),
  book(lines.creditConflictRecorded({ grantId: a.GRANT, serviceDate: '2021-12-01', carrierTxnId: 'again' })),
  book(lines.dailyQuotaFailed({ grantId: a.GRANT, serviceDate: '2021-12-02', code: 'SIM_BLOCKED' })),
  [STREAM, a.grantSuspended()],
  credit('2021-12-07', QUOTA_BYTES_PER_DAY),
  [STREAM, a.grantResumed(), '2021-12-14T05:00:00.000Z'],
];

jest.setTimeout(120_000);

describe('a grant over GraphQL', () => {
  let side: ReadSide;
  let api: GraphqlHarness;
  beforeAll(async () => {
    side = await createReadSide(definitions);
    const revisions = new Map<string, number>();
    for (const [stream, event, recordedAt] of told) {
      const revision = revisions.get(stream) ?? 0;
      revisions.set(stream, revision + 1);
      const fact = { ...event, occurredAt: '2021-11-30', ...(recordedAt ? { recordedAt } : {}) };
      const events = [encodedFact(side.codec, stream, revision, fact)];
      await side.ledger.store.append({ stream, expectedRevision: revision - 1, events });
    }
    await side.runner(projections).start();
    const names = projections.map(({ name }) => name);
    await side.sizes(projections).waitForSize(names, told.length, 20_000);
    api = await graphqlHarness({
      rooms: [dataGrantRead, otherRooms],
      events: definitions,
      journal: arrayJournal(told.map(([stream, { type, data }]) => ({ stream, type, data }))),
      tables: side.tables,
      sizes: new SettableSizes(told.length, Object.fromEntries(names.map((name) => [name, told.length]))),
      recorded: new NoTimes(),
    });
  });
  afterAll(async () => {
    await api?.close();
    await side?.drop();
  });

  const days = (from: string, to: string, size?: number) =>
    api.ask(
      `query ($size: Position) { grant(id: "${a.GRANT}", asOf: { size: $size }) {
         days(from: "${from}", to: "${to}") { day active state credited amount code conflicts } } }`,
      { variables: { size: size ?? told.length } },
    );

  it('shows what became of each of its days', async () => {
    const answer = await days('2021-11-29', '2021-12-15');
    expect(answer.errors).toBeUndefined();
    const all = answer.data!.grant.days as readonly Record<string, unknown>[];
    expect(all.map(({ day, state }) => [day, state])).toEqual([
      ['2021-11-29', 'INACTIVE'],
      ['2021-11-30', 'EXACT'],
      ['2021-12-01', 'SHORT'],
      ['2021-12-02', 'MISSED'],
      ['2021-12-03', 'MISSED'],
      ['2021-12-04', 'NO_FILE'],
      ['2021-12-05', 'NO_FILE'],
      ['2021-12-06', 'INACTIVE'],
      ['2021-12-07', 'OUT_OF_WINDOW'],
      ['2021-12-08', 'INACTIVE'],
      ['2021-12-09', 'INACTIVE'],
      ['2021-12-10', 'INACTIVE'],
      ['2021-12-11', 'NO_FILE'],
      // The ledger's own time is noon of 14 December: the file of the 12th may still come.
      ['2021-12-12', 'OPEN'],
      ['2021-12-13', 'OPEN'],
      ['2021-12-14', 'OPEN'],
      ['2021-12-15', 'AHEAD'],
    ]);
    expect(all[2]).toEqual({
      day: '2021-12-01',
      active: true,
      state: 'SHORT',
      credited: '4000000000',
      amount: '294967296',
      code: null,
      conflicts: 1,
    });
    expect(all[3]).toMatchObject({ credited: null, amount: String(QUOTA_BYTES_PER_DAY), code: 'SIM_BLOCKED' });
  });

  it('answers as of an earlier size', async () => {
    const answer = await days('2021-11-30', '2021-12-01', 10);
    expect(answer.data!.grant.days).toMatchObject([{ state: 'EXACT' }, { state: 'AHEAD' }]);
    expect((await days('2021-11-30', '2021-12-01', 2)).data!.grant).toBeNull();
  });

  it('has at most a year of days', async () =>
    expect((await days('2020-01-01', '2021-12-01')).errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT'));

  it('is listed with its window, its SIM and its history', async () => {
    const answer = await api.ask(`{ grants(first: 5, filter: { carrier: VIETTEL, activeOn: "2022-02-27" }) { nodes {
      id grantId status tag firstDay endDay dayCount pauses { from to } sim { simId status } beneficiary { subjectId } device { tag }
      history(first: 10) { nodes { type } } } } }`);
    expect(answer.errors).toBeUndefined();
    expect(answer.data!.grants.nodes).toEqual([
      {
        id: expect.any(String),
        grantId: a.GRANT,
        status: 'ACTIVE',
        tag: 'SMT-00000001Y',
        firstDay: '2021-11-30',
        endDay: '2022-02-28',
        dayCount: 90,
        pauses: [{ from: '2021-12-06', to: '2021-12-11' }],
        sim: null,
        beneficiary: { subjectId: '11111111-1111-4111-8111-111111111111' },
        device: { tag: 'SMT-00000001Y' },
        history: {
          nodes: ['GrantEntitled', 'GrantActivated', 'GrantSuspended', 'GrantResumed'].map((type) => ({ type })),
        },
      },
    ]);
    const none = await api.ask('{ grants(first: 5, filter: { activeOn: "2022-02-28" }) { nodes { id } } }');
    expect(none.data!.grants.nodes).toEqual([]);
  });

  it('is shown to its carrier and to its pupil’s school, and is not there for others', async () => {
    const ask = async (organisations: readonly string[]) => {
      const as = { actorId: 'x', roles: ['SCHOOL_OFFICER'], units: [], organisations };
      return (await api.ask(`{ grant(id: "${a.GRANT}") { status } }`, { as })).data!.grant as unknown;
    };
    expect(await ask(['VIETTEL'])).toEqual({ status: 'ACTIVE' });
    expect(await ask(['31-TEST-001'])).toEqual({ status: 'ACTIVE' });
    expect(await ask(['31-TEST-002'])).toBeNull();
  });
});

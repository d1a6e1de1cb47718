import { atSize } from '@projections';
import { randomUUID } from 'node:crypto';
import type { Recorded } from '@kernel';
import { readContext, pageSql, type Viewer } from '@graphql-api';
import { auditor, graphqlHarness, type GraphqlHarness } from '@graphql-api/testing';
import { createReadSide, type ReadSide } from '@projections/testing/read-side';
import { allEvents } from '../../catalogue';
import { addMilliseconds, assetTagOf, vietnamDay } from '../../shared';
import { eventList, type EventFilter } from './event.queries';
import { refsOf } from './event.projection';
import { eventProjection, ledgerRead, ledgerTimeProjection } from '.';

const projections = [eventProjection, ledgerTimeProjection];
const names = projections.map(({ name }) => name);
const TAG = assetTagOf('0000000A');
const BATCH = randomUUID();
const ACTORS = [
  { id: randomUUID(), role: 'DATA_ENTRY', unit: null },
  { id: randomUUID(), role: 'SCHOOL_OFFICER', unit: '31-TEST-001' },
  { id: randomUUID(), role: 'PROVINCE_ALLOCATOR', unit: '31' },
];
const START = '2021-11-01T00:00:00.000Z';
const MINUTES = 60_000;
const EVENTS = 400;

/** A ledger of days begun and devices inspected, whose clock jumps back now and then. */
const recorded = Array.from({ length: EVENTS }, (_, position): Recorded => {
  const inspected = position % 4 === 3;
  const device = position % 8 === 3 ? TAG : assetTagOf(String(position % 20).padStart(8, '0'));
  const recordedAt = addMilliseconds(START, (position - (position % 7 === 0 ? 5 : 0)) * 30 * MINUTES);
  const stream = inspected ? `device-${device}` : 'clock';
  return {
    id: randomUUID(),
    stream,
    revision: 0,
    type: inspected ? 'DeviceInspected' : 'DayBegan',
    v: 1,
    occurredAt: recordedAt,
    recordedAt,
    actor: ACTORS[position % 3]!,
    command: { id: randomUUID(), sha256: '0'.repeat(64) },
    ...(position % 5 === 0 ? { correlation: ACTORS[0]!.id } : {}),
    data: inspected
      ? {
          result: 'PASSED',
          dataWiped: true,
          ...(position % 3 === 0 ? { import: { batchId: BATCH, line: position } } : {}),
        }
      : { day: vietnamDay(recordedAt) },
  };
});
const revisions = new Map<string, number>();
const events = recorded.map((event) => {
  const revision = revisions.get(event.stream) ?? 0;
  revisions.set(event.stream, revision + 1);
  return { ...event, revision };
});

let read: ReadSide;
let api: GraphqlHarness;
const append = async (some: readonly Recorded[]): Promise<void> => {
  for (const event of some) {
    const appended = await read.ledger.store.append({
      stream: event.stream,
      expectedRevision: event.revision - 1,
      events: [read.codec.encode(event)],
    });
    expect(appended.kind).toBe('appended');
  }
};
beforeAll(async () => {
  read = await createReadSide(allEvents);
  await append(events);
  await read.runner(projections).start();
  const sizes = read.sizes(projections);
  await sizes.waitForSize(names, EVENTS, 60_000);
  api = await graphqlHarness({
    rooms: [ledgerRead],
    events: allEvents,
    journal: read.ledger.journal,
    tables: read.tables,
    sizes,
  });
}, 120_000);
afterAll(async () => {
  await api?.close();
  await read?.drop();
});

const LIST = `query($filter: EventFilter, $asOf: AsOf, $first: Int, $after: String, $last: Int) {
  events(filter: $filter, asOf: $asOf, first: $first, after: $after, last: $last) {
    nodes { position } pageInfo { hasNextPage endCursor } count { value precision }
  }
}`;
const positions = (data: Record<string, { nodes: { position: string }[] }> | null | undefined): readonly number[] =>
  data!.events!.nodes.map(({ position }) => Number(position));
const expected = (fits: (event: Recorded) => boolean): readonly number[] =>
  events.flatMap((event, position) => (fits(event) ? [position] : []));

describe('the list of events', () => {
  const about = (ref: string) => (event: Recorded) => refsOf(event).includes(ref);
  const day = (event: Recorded): string => vietnamDay(event.occurredAt);
  const filters: readonly (readonly [string, EventFilter, (event: Recorded) => boolean])[] = [
    ['everything', {}, () => true],
    ['kinds', { types: ['DeviceInspected', 'GrantEnded'] }, ({ type }) => type === 'DeviceInspected'],
    ['a stream', { stream: `device-${TAG}` }, ({ stream }) => stream === `device-${TAG}`],
    ['a kind of stream', { streamKind: 'device' }, ({ stream }) => stream.startsWith('device-')],
    ['an actor', { actorId: ACTORS[1]!.id }, ({ actor }) => actor.id === ACTORS[1]!.id],
    ['a role', { actorRole: 'DATA_ENTRY' }, ({ actor }) => actor.role === 'DATA_ENTRY'],
    ['a unit', { unit: '31' }, ({ actor }) => actor.unit === '31'],
    [
      'days',
      { occurredOn: { from: '2021-11-02', to: '2021-11-03' } },
      (event) => day(event) >= '2021-11-02' && day(event) <= '2021-11-03',
    ],
    [
      'instants',
      { recordedAt: { from: events[50]!.recordedAt, to: events[90]!.recordedAt } },
      ({ recordedAt }) => recordedAt >= events[50]!.recordedAt && recordedAt <= events[90]!.recordedAt,
    ],
    ['a command', { commandId: events[7]!.command.id }, ({ command }) => command.id === events[7]!.command.id],
    ['a chain', { correlation: ACTORS[0]!.id }, ({ correlation }) => correlation === ACTORS[0]!.id],
    ['a device', { device: TAG.toLowerCase() }, about(`device:${TAG}`)],
    ['an import', { importId: BATCH }, about(`import:${BATCH}`)],
    [
      'a device and an import',
      { device: TAG, importId: BATCH },
      (event) => about(`device:${TAG}`)(event) && about(`import:${BATCH}`)(event),
    ],
    ['a donor that nobody knows', { donor: 'NOBODY' }, () => false],
    ['a chain that is no uuid', { correlation: 'x' }, () => false],
    [
      'several things together',
      { streamKind: 'device', actorRole: 'DATA_ENTRY', occurredOn: { to: '2021-11-04' } },
      (event) => event.stream.startsWith('device-') && event.actor.role === 'DATA_ENTRY' && day(event) <= '2021-11-04',
    ],
  ];

  it.each(filters)('is filtered by %s, in ledger order, page after page', async (_, filter, fits) => {
    const found: number[] = [];
    let after: string | null = null;
    do {
      const { data, errors } = await api.ask(LIST, { variables: { filter, first: 60, after } });
      expect(errors).toBeUndefined();
      found.push(...positions(data));
      expect(data!.events.count).toEqual({ value: expected(fits).length, precision: 'EXACT' });
      after = data!.events.pageInfo.hasNextPage ? data!.events.pageInfo.endCursor : null;
    } while (after !== null);
    expect(found).toEqual(expected(fits));
  });

  it('is read at an earlier size, and from its end', async () => {
    const { data } = await api.ask(LIST, {
      variables: { last: 3, asOf: { size: '100' }, filter: { streamKind: 'clock' } },
    });
    expect(positions(data)).toEqual([96, 97, 98]);
  });

  it('refuses a cursor under another filter', async () => {
    const { data } = await api.ask(LIST, { variables: { first: 1 } });
    const after = data!.events.pageInfo.endCursor as string;
    const { errors } = await api.ask(LIST, { variables: { first: 1, after, filter: { streamKind: 'clock' } } });
    expect(errors![0]!.extensions.code).toBe('CURSOR_MISMATCH');
  });

  it('asks one statement for a page, whatever its length', async () => {
    for (const first of [1, 100]) {
      api.forget();
      await api.ask(
        'query($first: Int) { events(first: $first) { nodes { position body actor { id } ... on DayBeganEvent { data { day } } } } }',
        { variables: { first } },
      );
      expect(api.statements).toHaveLength(1);
    }
  });

  it('looks at no more rows for a deep page than for the first', async () => {
    const list = eventList({}, readContext(atSize(EVENTS), EVENTS, auditor), false);
    const rowsOf = async (after: number | null): Promise<number> => {
      const { sql, values } = pageSql(list, { length: 10, backward: false }, after === null ? {} : { after: [after] });
      const [plan] = await read.tables.query<{ readonly 'QUERY PLAN': unknown }>(
        `explain (analyze, format json) ${sql}`,
        values,
      );
      const text = plan!['QUERY PLAN'];
      const [{ Plan }] = (typeof text === 'string' ? JSON.parse(text) : text) as [{ Plan: PlanNode }];
      return scanned(Plan);
    };
    // The page, one row more, and what a bitmap of so small a table counts twice; a scan from the beginning would be hundreds.
    const FEW = 40;
    expect(await rowsOf(null)).toBeLessThanOrEqual(FEW);
    expect(await rowsOf(EVENTS - 20)).toBeLessThanOrEqual(FEW);
  });

  it('shows a unit or an organisation what it recorded itself', async () => {
    const officer: Viewer = {
      actorId: randomUUID(),
      roles: ['SCHOOL_OFFICER'],
      units: [],
      organisations: ['31-TEST-001'],
    };
    const { data } = await api.ask(LIST, { as: officer, variables: { first: 5 } });
    expect(positions(data)).toEqual([1, 4, 7, 10, 13]);
    expect(data!.events.count.value).toBe(expected(({ actor }) => actor.unit === '31-TEST-001').length);
  });
});

describe('a time', () => {
  it('is the prefix before the first event that was recorded later', async () => {
    for (const index of [0, 6, 7, 8, 150, EVENTS - 1])
      for (const shift of [-1, 0, 1]) {
        const at = addMilliseconds(events[index]!.recordedAt, shift);
        const later = events.findIndex(({ recordedAt }) => recordedAt > at);
        const { data, errors } = await api.ask(`{ ledger(asOf: { recordedAt: "${at}" }) { size } }`);
        expect(errors).toBeUndefined();
        expect(data!.ledger.size).toBe(String(later < 0 ? EVENTS : later));
      }
  });
});

describe('the ledger grows', () => {
  it('and the next page is still read at the size of the page before', async () => {
    const first = await api.ask(LIST, { variables: { first: 1, filter: { streamKind: 'clock' } } });
    const grown: Recorded = {
      ...events[0]!,
      id: randomUUID(),
      revision: revisions.get('clock')!,
      command: { id: randomUUID(), sha256: '1'.repeat(64) },
    };
    await append([grown]);
    const own = await api.ask(LIST, {
      variables: { last: 1, filter: { streamKind: 'clock' } },
      headers: { 'Ledger-Min-Revision': `clock@${grown.revision}` },
    });
    expect(positions(own.data)).toEqual([EVENTS]);
    const second = await api.ask(LIST, {
      variables: { first: 100, after: first.data!.events.pageInfo.endCursor, filter: { streamKind: 'clock' } },
    });
    expect(second.extensions.ledger).toMatchObject({ size: String(EVENTS), lagEvents: 1 });
    expect(second.data!.events.count.value).toBe(expected(({ stream }) => stream === 'clock').length);
  });
});

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Actual Rows': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}

/** Rows that the scans of a plan touched. */
const scanned = (node: PlanNode): number =>
  (node['Node Type'].includes('Scan') ? node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0) : 0) +
  (node.Plans ?? []).reduce((sum, each) => sum + scanned(each), 0);

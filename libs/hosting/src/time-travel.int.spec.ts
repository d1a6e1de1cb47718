import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import * as fc from 'fast-check';
import { EventCodec } from '@event-store';
import {
  type Moment,
  type Positioned,
  type Projection,
  type Row,
  type StateProjection,
  type Threads,
  at,
  atSize,
  isBitemporal,
} from '@projections';
import { type Replayed, openReplayed } from '@projections/testing/replayed';
import { storedFacts } from '@projections/testing/stored-facts';
import { allEvents } from '@programme/catalogue';
import { vietnamDay } from '@programme/shared';
import { examples, randomDay, randomHistory } from './random-history.fixtures';
import { projections } from './slices';

/** Histories that are tried; each takes some seconds of a machine that is shared. fast-check prints the seed of one that fails. */
const HISTORIES = 2;
/** Nearly three times as many as there are kinds of event. */
const EVENTS = 150;
const SIZES = 3;
/** What the worker starts as a thread; its sources are compiled as the worker's are. */
const THREAD = join(__dirname, 'projections.thread.ts');
const REGISTER = join(__dirname, '../../../tools/register.cjs');
/** Each history is three replays of every projection: seconds on a machine of its own, more on one that is shared. */
const TIMEOUT_MS = 600_000;

const codec = new EventCodec(allEvents);
let live: Replayed;
let fresh: Replayed;
beforeAll(async () => {
  live = await openReplayed(projections, allEvents);
  fresh = await openReplayed(projections, allEvents);
}, TIMEOUT_MS);
afterAll(async () => {
  await live?.drop();
  await fresh?.drop();
});

/** A content that says what it is of: rows without the versions' ends, which a replay to a size doesn't know. */
const content = (row: Row): Row => {
  const { from_position: _from, to_position: _to, thing: _thing, from_day: _day, ...columns } = row;
  return columns;
};
const sorted = (rows: readonly Row[]): readonly string[] =>
  rows.map((row) => JSON.stringify(row, Object.keys(row).sort())).sort();

const cutsOf = async (side: Replayed, { name, measures }: StateProjection): Promise<readonly string[]> => {
  if (!measures) return [];
  const table = `${name.replaceAll('-', '_')}_movement`;
  const rows = await side.tables.query<{ readonly cut: string }>(`select distinct cut from ${table} order by cut`, []);
  return rows.map(({ cut }) => cut);
};

/** Everything that a projection says as of a size, in the words that read rooms ask with. */
const said = async (side: Replayed, projection: Projection, size: number) => {
  if (projection.kind === 'facts')
    return Promise.all(
      projection.tables.map(async ({ name }) =>
        sorted(await side.tables.query(`select * from ${name} where position < $1`, [size])),
      ),
    );
  const rows = await side.tables.query(`select * from ${at(projection.table.name, atSize(size))} v`, [size]);
  const cuts = await cutsOf(live, projection);
  const totals = await Promise.all(cuts.map((cut) => side.tables.totalsAt(projection.name, cut, atSize(size))));
  return [projection.name, sorted(rows.map(content)), ...totals.map(sorted)];
};

/** The fold of some events, by nobody's engine: rows by key, and what each event added to totals. */
const folded = (projection: StateProjection, events: readonly Positioned[]) => {
  const known = new Set(projection.events.map(({ type }) => type));
  const columns = [...Object.keys(projection.table.key), ...Object.keys(projection.table.columns)];
  const rows = new Map<string, Row>();
  const moved: {
    readonly occurredAt: string;
    readonly cut: string;
    readonly key: string;
    readonly measure: string;
    readonly n: number;
  }[] = [];
  for (const event of events.filter(({ type }) => known.has(type)))
    for (const key of new Set(projection.keys(event))) {
      const before = rows.get(key);
      const next = projection.evolve(before, event, key);
      if (!next) continue;
      const after = Object.fromEntries(
        columns.map((name) => [name, (next as Row)[name] ?? (name in projection.table.key ? key : null)]),
      );
      const { occurredAt } = event;
      for (const measure of before ? (projection.measures?.(before) ?? []) : [])
        moved.push({ occurredAt, ...measure, n: -measure.n });
      for (const measure of projection.measures?.(after) ?? []) moved.push({ occurredAt, ...measure });
      rows.set(key, after);
    }
  return { rows: [...rows.values()], moved };
};

const summed = (
  moved: readonly { readonly key: string; readonly measure: string; readonly n: number }[],
): readonly Row[] => {
  const sums = new Map<string, { readonly key: string; readonly measure: string; n: number }>();
  for (const { key, measure, n } of moved) {
    const sum = sums.get(`${key}\0${measure}`) ?? { key, measure, n: 0 };
    sum.n += n;
    sums.set(`${key}\0${measure}`, sum);
  }
  return [...sums.values()].filter(({ n }) => n !== 0);
};

/** Things and totals as of the moment are the fold of the prefix: of its events up to the day, where there is one. */
const expectFold = async (
  projection: StateProjection,
  moment: Moment,
  prefix: readonly Positioned[],
): Promise<void> => {
  const counts = ({ occurredAt }: { readonly occurredAt: string }): boolean =>
    moment.occurredOn === null || vietnamDay(occurredAt) <= moment.occurredOn;
  const rows = await live.tables.query(`select * from ${at(projection.table.name, moment)} v`, [moment.size]);
  expect([projection.name, ...sorted(rows.map(content))]).toEqual([
    projection.name,
    ...sorted(folded(projection, prefix.filter(counts)).rows),
  ]);
  const moved = folded(projection, prefix).moved.filter(counts);
  for (const cut of await cutsOf(live, projection))
    expect([cut, ...sorted(await live.tables.totalsAt(projection.name, cut, moment))]).toEqual([
      cut,
      ...sorted(summed(moved.filter((each) => each.cut === cut))),
    ]);
};

describe('every projection, whatever happened', () => {
  it('has an example of every event', () =>
    expect(allEvents.map(({ type }) => type).filter((type) => !examples.has(type))).toEqual([]));

  it(
    'says as of a size what a fresh replay to that size says, and as of a day what the fold of its events says',
    () =>
      fc.assert(
        fc.asyncProperty(
          randomHistory(EVENTS),
          fc.uniqueArray(fc.integer({ min: 1, max: EVENTS }), { maxLength: 4 }),
          fc.uniqueArray(fc.integer({ min: 0, max: EVENTS }), { minLength: SIZES, maxLength: SIZES }),
          randomDay,
          async (facts, ends, sizes, day) => {
            const events = storedFacts(codec, facts);
            await live.replay(events, ends);
            // Built at once, to a size and to the end: the same tables as those that grew.
            for (const size of [sizes[0]!, EVENTS]) {
              await fresh.replay(events.slice(0, size));
              expect(await live.digests(size)).toEqual(await fresh.digests(size));
              for (const projection of projections)
                expect(await said(live, projection, size)).toEqual(await said(fresh, projection, size));
            }
            const positioned = events.map((event) => ({ ...codec.decode(event), position: event.position }));
            for (const size of [...sizes, EVENTS])
              for (const projection of projections.filter((each) => each.kind === 'state')) {
                const prefix = positioned.slice(0, size);
                await expectFold(projection, atSize(size), prefix);
                if (isBitemporal(projection)) await expectFold(projection, { size, occurredOn: day }, prefix);
              }
          },
        ),
        { numRuns: HISTORIES, endOnFailure: true },
      ),
    TIMEOUT_MS,
  );

  it(
    'says the same where threads of the worker fold it',
    async () => {
      const threads = (connectionString: string): Threads => ({
        count: 2,
        open: () => new Worker(THREAD, { workerData: { connectionString }, execArgv: ['-r', REGISTER] }),
      });
      const threaded = await openReplayed(projections, allEvents, threads);
      try {
        const [facts] = fc.sample(randomHistory(EVENTS), 1);
        const events = storedFacts(codec, facts!);
        await Promise.all([live.replay(events), threaded.replay(events, [EVENTS / 3])]);
        expect(await threaded.digests(EVENTS)).toEqual(await live.digests(EVENTS));
      } finally {
        await threaded.drop();
      }
    },
    TIMEOUT_MS,
  );
});

import { EventCodec, type Journal } from '@event-store';
import type { Checkpoint, ProjectionStore } from '../progress';
import type { Projection } from '../projection';
import { JournalReader } from '../reading';
import { storedFacts } from '../testing/stored-facts';
import { boxProjection, moveProjection, paintProjection, warehouseEvents } from '../testing/warehouse';
import { traffic } from '../testing/warehouse-facts';
import type { Applier } from './applying';
import { trusting } from './purity';
import { BATCH_EVENTS, ProjectionRounds } from './rounds';

const PAGES = 6;
const SIZE = PAGES * BATCH_EVENTS;
const codec = new EventCodec(warehouseEvents);
const stored = storedFacts(codec, traffic(SIZE));

/** Applies everything at once and says so; what it does to tables is not the scheduler's concern. */
const applier = (projection: Projection, size: number, how: Partial<Checkpoint>, told: string[]): Applier => {
  let checkpoint = { name: projection.name, generation: 1, size, indexed: true, fault: null, ...how } as Checkpoint;
  return {
    projection,
    isSkipped: () => false,
    get checkpoint() {
      return checkpoint;
    },
    isConcernedBy: () => true,
    apply: async (_, to) => {
      told.push(`${projection.name} ${checkpoint.size}`);
      checkpoint = { ...checkpoint, size: to };
    },
    finish: async () => undefined,
    moved: (next) => {
      checkpoint = next;
    },
  };
};

const live = { serving: true };
const built = { serving: false, generation: 2, targetSize: SIZE };

const roundsOf = (size = SIZE) => {
  const read: number[] = [];
  const told: string[] = [];
  const journal = {
    page: async (from: number, limit: number) => {
      read.push(from);
      return stored.slice(from, Math.min(from + limit, size));
    },
    size: async () => size,
  } as Partial<Journal> as Journal;
  const rounds = new ProjectionRounds(new JournalReader(journal), {
    codec,
    store: {} as ProjectionStore,
    purity: trusting,
  });
  return { rounds, read, told };
};

describe('the rounds', () => {
  afterEach(() => jest.restoreAllMocks());

  it('let what is built meet, and read a page once for all of them from there', async () => {
    const { rounds, read, told } = roundsOf();
    const all = [
      applier(boxProjection, 0, built, told),
      applier(moveProjection, BATCH_EVENTS, built, told),
      applier(paintProjection, 2 * BATCH_EVENTS, built, told),
    ];
    for (const each of all) rounds.add(each);
    while (all.some(({ checkpoint }) => checkpoint.size < SIZE)) if (!(await rounds.next())) await rounds.wait(1_000);
    expect(read.filter((from) => from < SIZE)).toEqual([0, 1, 2, 3, 4, 5].map((page) => page * BATCH_EVENTS));
    expect(told.filter((words) => words.startsWith('box '))).toHaveLength(PAGES);
  });

  it('let what is built rest as long as it took, and give live tables their turn meanwhile', async () => {
    let clock = 0;
    jest.spyOn(performance, 'now').mockImplementation(() => clock);
    const { rounds, told } = roundsOf();
    const beside = applier(boxProjection, 0, built, told);
    const { apply } = beside;
    rounds.add(
      Object.assign(beside, {
        apply: (...given: Parameters<typeof apply>) => apply(...given).then(() => void (clock += 100)),
      }),
    );
    rounds.add(applier(moveProjection, 3 * BATCH_EVENTS, live, told));
    await rounds.next();
    clock += 99;
    await rounds.next();
    clock += 1;
    await rounds.next();
    expect(told).toEqual([0, 3, 4, 1, 5].map((page) => `${page < 3 ? 'box' : 'move'} ${page * BATCH_EVENTS}`));
  });

  it('give no page to what is built while tables are indexed or compared, unless there are threads', async () => {
    const { rounds, told } = roundsOf(BATCH_EVENTS);
    rounds.add(applier(boxProjection, 0, built, told));
    let end = (): void => undefined;
    const working = rounds.beside(() => new Promise((resolve) => (end = resolve)));
    await Promise.resolve();
    expect(await rounds.next()).toBe(false);
    expect(told).toEqual([]);
    end();
    await working;
    await rounds.next();
    expect(told).toEqual(['box 0']);
  });

  it('let nobody who is to be alone with a projection wait for long work on another', async () => {
    const { rounds, told } = roundsOf();
    rounds.add(applier(boxProjection, 0, live, told));
    let end = (): void => undefined;
    const working = rounds.beside(() => new Promise((resolve) => (end = resolve)));
    expect(await rounds.alone('box', async (appliers) => appliers.length)).toBe(1);
    await Promise.resolve(end());
    await working;
  });
});

import { Logger } from '@nestjs/common';
import type { EventCodec } from '@event-store';
import { serialiseRange, type CompactRange } from '@transparency-log';
import type { ProjectionStore } from '../progress';
import type { JournalReader } from '../reading';
import type { Applier } from './applying';
import { batchOf, type Batch } from './batch';
import type { Purity } from './purity';
import { openThreadPool, type ThreadPool, type Threads } from './threads';

/** Events that are read, decoded, folded and committed together. At the most 65,535 bytes each: 131 MB in the worst case. */
export const BATCH_EVENTS = 2_000;
/** Projections written at a time by a thread: while the database is busy with one, the next is folded. */
export const WRITERS = 3;
/**
 * The same of tables that are built beside live ones: with the rounds at it too that is one processor of two, and who reads or appends has the
 * other. Whoever gives threads gives processors too.
 */
const WRITERS_BESIDE = 1;
/** Threads are worth their start, a second or two of processor time each, where so much is still to be read. */
const EVENTS_FOR_THREADS = 100_000;

interface Machinery {
  readonly codec: EventCodec;
  readonly store: ProjectionStore;
  readonly purity: Purity;
  /** Absent: everything is done in this thread. */
  readonly threads?: Threads | undefined;
}

/**
 * The scheduler. Projections that stand at one size are one group: one page is read, decoded and hashed for all of them. Groups take turns, a
 * page each, and a group never overtakes the next one: so they meet where they meet. What is built beside live tables leaves the processors to who
 * reads and appends as long as it had them, and does one thing at a time: a page, indexes, or a comparison. Whoever gives threads gives processors too.
 */
export class ProjectionRounds {
  private readonly logger = new Logger(ProjectionRounds.name);
  /** By projection and generation. */
  private readonly appliers = new Map<string, Applier>();
  /** Taken out of the rounds while somebody works on them alone. */
  private readonly held = new Set<string>();
  private readonly lastBatch = new Map<string, number>();
  private round: Promise<unknown> = Promise.resolve();
  /** Built as far as they have to be, and without their indexes; each with when it has them. */
  private readonly unindexed = new Map<Applier, Promise<void>>();
  /** Long work on tables that are built beside live ones: one after the other, while the live ones go on. */
  private longWork: Promise<unknown> = Promise.resolve();
  private longWorks = 0;
  private failed: { readonly error: unknown } | null = null;
  /** The page behind the one that is being applied: read, decoded and hashed while the database is busy with that one. */
  private ahead: { readonly from: number; readonly batch: Promise<Batch> } | null = null;
  private pool: ThreadPool | null = null;
  private wakeUp: () => void = () => undefined;
  private woken = false;
  /** Until then no page is applied to tables that are built beside live ones; null while they may have one. */
  private restsUntil: number | null = null;

  constructor(
    private readonly reader: JournalReader,
    private readonly machinery: Machinery,
  ) {}

  get names(): readonly string[] {
    return [...new Set([...this.appliers.values()].map(({ projection }) => projection.name))];
  }

  add(applier: Applier): void {
    this.appliers.set(idOf(applier), applier);
    this.reportFault(applier);
    if (!applier.checkpoint.serving) this.indexBeside(applier);
  }

  remove(applier: Applier): void {
    this.appliers.delete(idOf(applier));
    this.lastBatch.delete(idOf(applier));
  }

  /** The tables that serve, and those that are built beside them. */
  of(name: string): readonly Applier[] {
    return [...this.appliers.values()].filter(({ projection }) => projection.name === name);
  }

  building(): readonly Applier[] {
    return [...this.appliers.values()].filter(({ checkpoint }) => !checkpoint.serving);
  }

  /** Its tables took the place of those that served. */
  serve(applier: Applier): void {
    for (const other of this.of(applier.projection.name)) if (other !== applier) this.remove(other);
    applier.moved({ ...applier.checkpoint, serving: true, orderId: null });
  }

  wake(): void {
    this.woken = true;
    this.wakeUp();
  }

  /** A turn for each group. False where there is nothing more to do for now. */
  async next(): Promise<boolean> {
    const round = this.turns();
    this.round = round.catch(() => undefined);
    return round;
  }

  /** Until the journal has more for the tables that serve, a rest is over, `wake`, or the time is over. */
  async wait(milliseconds: number): Promise<void> {
    if (this.woken) {
      this.woken = false;
      return;
    }
    const waiting = new AbortController();
    this.wakeUp = () => waiting.abort();
    const rest = this.restsUntil === null ? Infinity : Math.max(0, this.restsUntil - performance.now());
    const timer = setTimeout(this.wakeUp, Math.min(milliseconds, rest));
    try {
      const sizes = this.active()
        .filter(isServing)
        .map(({ checkpoint }) => checkpoint.size);
      if (sizes.length > 0) await this.reader.until(Math.max(...sizes), BATCH_EVENTS, waiting.signal);
      else await new Promise<void>((resolve) => waiting.signal.addEventListener('abort', () => resolve()));
    } finally {
      clearTimeout(timer);
      this.wakeUp = () => undefined;
      this.woken = false;
    }
  }

  /** Runs `work` on what there is of a projection, while nothing else moves it. */
  async alone<T>(name: string, work: (appliers: readonly Applier[]) => Promise<T>): Promise<T> {
    this.held.add(name);
    try {
      await this.round;
      // Its own indexes, and no other long work: who waits here holds up the live tables.
      for (const applier of this.of(name)) await this.unindexed.get(applier);
      return await work(this.of(name));
    } finally {
      this.held.delete(name);
      this.wake();
    }
  }

  /** Nothing is being applied any more. */
  async close(): Promise<void> {
    const { pool } = this;
    this.pool = null;
    await pool?.close();
  }

  /** Long work on tables that are built: when what was given before is done. Without threads none of them gets a page meanwhile. */
  async beside(work: () => Promise<void>): Promise<void> {
    this.longWorks += 1;
    const done = this.longWork.then(work).finally(() => {
      this.longWorks -= 1;
      this.wake();
    });
    this.longWork = done.catch(() => undefined);
    return done;
  }

  /** No long work is being done any more. */
  async settled(): Promise<void> {
    await this.longWork;
  }

  private active(): readonly Applier[] {
    return [...this.appliers.values()].filter(
      (applier) =>
        !applier.checkpoint.fault &&
        !applier.checkpoint.paused &&
        !this.held.has(applier.projection.name) &&
        !this.unindexed.has(applier),
    );
  }

  private async turns(): Promise<boolean> {
    if (this.failed) throw this.failed.error;
    const sizes = [...new Set(this.active().map(({ checkpoint }) => checkpoint.size))].sort((a, b) => a - b);
    /** The hindmost of the groups that are only built. It alone of them has a turn, until it meets the next: then a page is read once for both. */
    const hindmost = sizes.find((size) => this.at(size).every(isBeside));
    if (this.restsUntil !== null && performance.now() >= this.restsUntil) this.restsUntil = null;
    const isResting = this.restsUntil !== null || (this.longWorks > 0 && !this.machinery.threads);
    let isBehind = false;
    for (const [index, size] of sizes.entries()) {
      const group = this.at(size);
      const isOnlyBuilt = group.every(isBeside);
      if (group.length === 0 || (isOnlyBuilt && (isResting || size !== hindmost))) continue;
      const limit = Math.min(BATCH_EVENTS, (sizes[index + 1] ?? Infinity) - size);
      const batch = await this.read(size, limit);
      const events = batch.to - batch.from;
      if (events === 0) continue;
      if (events === BATCH_EVENTS && sizes.length === 1) this.prefetch(batch.to);
      const begun = performance.now();
      await this.apply(batch, group);
      const end = performance.now();
      if (isOnlyBuilt && !this.machinery.threads) this.restsUntil = end + (end - begun);
      isBehind ||= events === limit;
    }
    if (!isBehind && !isResting) await this.close();
    return isBehind;
  }

  private at(size: number): readonly Applier[] {
    return this.active().filter(({ checkpoint }) => checkpoint.size === size);
  }

  private async read(from: number, limit: number): Promise<Batch> {
    const { ahead } = this;
    this.ahead = null;
    if (ahead?.from === from && limit === BATCH_EVENTS) return ahead.batch;
    return batchOf(await this.reader.page(from, limit), from, this.machinery);
  }

  private prefetch(from: number): void {
    const batch = this.reader.page(from, BATCH_EVENTS).then((events) => batchOf(events, from, this.machinery));
    // Told when the page is asked for; nobody may ask.
    batch.catch(() => undefined);
    this.ahead = { from, batch };
  }

  private async apply(batch: Batch, group: readonly Applier[]): Promise<void> {
    const rates = new Map(group.map((applier) => [applier, this.rateOf(applier, batch)]));
    const concerned = group.filter((applier) => applier.isConcernedBy(batch));
    const idle = group.filter((applier) => !concerned.includes(applier));
    const pool = await this.poolFor(batch);
    const writers = pool ? WRITERS * pool.count : group.every(isBeside) ? WRITERS_BESIDE : WRITERS;
    await inParallel(concerned, writers, (applier) =>
      pool ? pool.apply(applier, batch, rates.get(applier)!) : applier.apply(batch, batch.to, rates.get(applier)!),
    );
    for (const [range, appliers] of byRange(idle, batch)) {
      const step = { size: batch.to, range, eventsPerSecond: rates.get(appliers[0]!)! };
      const checkpoints = appliers.map(({ checkpoint }) => checkpoint);
      await this.machinery.store.advance(checkpoints, step);
      for (const applier of appliers) applier.moved({ ...applier.checkpoint, size: batch.to, range });
    }
    await inParallel(group.filter(isServing), WRITERS, (applier) => applier.finish());
    for (const applier of group.filter(isBeside)) this.indexBeside(applier);
    for (const applier of concerned) this.reportFault(applier);
  }

  private indexBeside(applier: Applier): void {
    const { indexed, size, targetSize } = applier.checkpoint;
    if (indexed || size < targetSize) return;
    const done = this.beside(() => applier.finish().finally(() => this.unindexed.delete(applier)));
    this.unindexed.set(
      applier,
      done.catch((error: unknown) => {
        this.failed = { error };
      }),
    );
  }

  /** Where it is far behind the journal: what is live is cheaper, and sooner done, here. */
  private async poolFor({ from, to }: Batch): Promise<ThreadPool | null> {
    const { threads } = this.machinery;
    if (!threads || to - from < BATCH_EVENTS) return null;
    if (!this.pool && (await this.reader.size()) - to >= (threads.fromEvents ?? EVENTS_FOR_THREADS))
      this.pool = openThreadPool(threads);
    return this.pool;
  }

  private reportFault({ projection, checkpoint: { fault } }: Applier): void {
    if (fault) this.logger.error(`projection ${projection.name} stopped: ${fault.code}: ${fault.message}`);
  }

  /** Events a second since the batch before. */
  private rateOf(applier: Applier, batch: Batch): number {
    const now = performance.now();
    const last = this.lastBatch.get(idOf(applier));
    this.lastBatch.set(idOf(applier), now);
    return last === undefined ? 0 : ((batch.to - batch.from) * 1_000) / Math.max(now - last, 1);
  }
}

const isServing = ({ checkpoint }: Applier): boolean => checkpoint.serving;
const isBeside = (applier: Applier): boolean => !isServing(applier);
const idOf = ({ checkpoint: { name, generation } }: Applier): string => `${name}/${generation}`;

/** Projections that applied the same leaves have the same range; where they did not, each keeps its own. */
const byRange = (
  appliers: readonly Applier[],
  batch: Batch,
): readonly (readonly [CompactRange, readonly Applier[]])[] => {
  const groups = new Map<string, { readonly range: CompactRange; readonly appliers: Applier[] }>();
  for (const applier of appliers) {
    const range = batch.rangeAt(applier.checkpoint.range, applier.checkpoint.size, batch.to);
    const id = Buffer.from(serialiseRange(range)).toString('base64');
    const group = groups.get(id);
    if (group) group.appliers.push(applier);
    else groups.set(id, { range, appliers: [applier] });
  }
  return [...groups.values()].map((group) => [group.range, group.appliers] as const);
};

/** At most `width` at a time; the first failure is thrown when all that had begun are done. */
const inParallel = async <T>(items: readonly T[], width: number, work: (item: T) => Promise<void>): Promise<void> => {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < items.length) await work(items[next++]!);
  };
  const lanes = await Promise.allSettled(Array.from({ length: Math.min(width, items.length) }, lane));
  const failed = lanes.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
};

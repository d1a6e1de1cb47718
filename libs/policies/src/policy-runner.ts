import { Logger } from '@nestjs/common';
import type { AnyDecider, AnyEvent } from '@kernel';
import type { EventCodec, Journal, StoredEvent } from '@event-store';
import type { Ledger } from '@command-handling';
import { DayBegan } from '@programme/ledger/domain';
import { type Performed, type Performer, performerOf } from './performer';
import type { Policy } from './policy';
import type { Positioned } from './positioned';
import { type Deadline, type DeadlineChange, type Parked, type PolicyStore, pause } from './postgres';

/** Events read in one step. Their reactions are durable before the next step begins, so a crash repeats at most this many. */
const BATCH = 500;
/** Keys whose reactions are in flight together: the store commits them as one group. */
const KEYS_AT_ONCE = 32;
/** How often a process that is not the runner asks to become it: the time to take over. */
const TAKE_OVER_MILLISECONDS = 1_000;
/** A machine failure (store or database away) is tried again after this; a refusal is not, it parks its key. */
const RETRY_MILLISECONDS = 500;

export interface PolicyRunnerOptions {
  readonly journal: Journal;
  readonly codec: EventCodec;
  readonly ledger: Ledger;
  readonly store: PolicyStore;
  readonly policies: readonly Policy[];
  /** Every decider that a policy may command, by noun: deadlines are kept by noun. */
  readonly deciders: readonly AnyDecider[];
  /** Records `PolicyEnabled` where it isn't yet, and answers where the policy starts. */
  readonly enable: (policy: string) => Promise<number>;
}

/** This process waits to take over; what is parked is another one's to try again. */
export class PoliciesRunElsewhere extends Error {
  readonly code = 'RUNNER_ELSEWHERE';
}

/**
 * Runs all policies of the ledger, in one process at a time: journal → effects → commands → checkpoint. A step that was interrupted is
 * done again, and its commands repeat (their ids derive from the event), so each reaction takes effect once.
 * Order holds per correlation key, which is the stream of the event; different keys go side by side.
 */
export class PolicyRunner {
  private readonly logger = new Logger(PolicyRunner.name);
  private readonly performer: Performer;
  private readonly stopping = new AbortController();
  private running: Promise<void> | null = null;
  private checkpoints = new Map<string, number>();
  private parkedKeys = new Set<string>();
  /** This process holds the lock, and the sets above are true. */
  private isRunner = false;
  private turn: Promise<unknown> = Promise.resolve();
  /** Events before this position were reacted to by every policy. */
  private done = 0;
  private readonly waiting = new Set<{ readonly size: number; readonly resolve: () => void }>();

  constructor(private readonly options: PolicyRunnerOptions) {
    this.performer = performerOf(options);
    const names = options.policies.map(({ name }) => name);
    if (new Set(names).size !== names.length) throw new Error('two policies have the same name');
  }

  start(): void {
    this.running ??= this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  /** Size of the ledger up to which every policy has reacted. */
  get size(): number {
    return this.done;
  }

  /** Resolves when every policy has reacted to the first `size` events. */
  reached(size: number): Promise<void> {
    if (this.done >= size) return Promise.resolve();
    return new Promise((resolve) => this.waiting.add({ size, resolve }));
  }

  /** What is parked, in the order of the ledger. */
  parked(): Promise<readonly Parked[]> {
    return this.options.store.parked();
  }

  /**
   * Tries what is parked once more, in order; what fails again stays parked. Answers with how many were let through. Only who runs the
   * policies knows what it holds back: throws `PoliciesRunElsewhere` in another process.
   */
  async retryParked(): Promise<number> {
    if (!this.isRunner) throw new PoliciesRunElsewhere('another process runs the policies');
    return this.alone(() => this.retry());
  }

  private async retry(): Promise<number> {
    const { store } = this.options;
    let released = 0;
    const failed = new Set<string>();
    for (const entry of await store.parked()) {
      const parkedKey = parkedKeyOf(entry);
      const attempt = failed.has(parkedKey) ? null : await this.again(entry);
      if (attempt === null) continue;
      const { code, deadlines } = attempt;
      if (code === null) released += 1;
      else failed.add(parkedKey);
      const parked = code === null ? [] : [{ ...entry, code }];
      await store.save({ policies: [], size: 0, deadlines: code === null ? deadlines : [], parked });
      if (code === null) await store.unpark(entry.policy, entry.key, entry.position);
    }
    await this.loadParked();
    return released;
  }

  /** Null where the policy or the event is not there any more. */
  private async again(entry: Parked): Promise<Performed | null> {
    const [stored] = await this.options.journal.byPositions([entry.position]);
    const policy = this.options.policies.find(({ name }) => name === entry.policy);
    if (!stored || !policy) return null;
    if (stored.type !== DayBegan.type) return this.performer.perform(policy, this.positioned(stored));
    const deadline = await this.options.store.deadline(entry.policy, entry.key.slice(DEADLINE.length));
    // Cancelled meanwhile: there is nothing left to ask.
    if (!deadline) return { code: null, deadlines: [] };
    return { code: await this.performer.fire(deadline, this.positioned(stored)), deadlines: [removalOf(deadline)] };
  }

  /** Steps and retries take turns: a key that is let go while a step parks an event behind it would lose its order. */
  private alone<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.turn.then(work);
    this.turn = mine.catch(() => undefined);
    return mine;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        const lock = await this.options.store.becomeRunner(signal, TAKE_OVER_MILLISECONDS);
        if (!lock) return;
        // The lock goes with its connection: when that breaks, another process may run, so this one starts over.
        const broken = new AbortController();
        lock.on('error', () => broken.abort());
        try {
          await this.follow(AbortSignal.any([signal, broken.signal]));
        } finally {
          lock.release(true);
        }
      } catch (error) {
        if (signal.aborted) return;
        this.logger.error(`policies stopped and start again: ${(error as Error).message}`);
        await pause(RETRY_MILLISECONDS, signal);
      }
    }
  }

  private async follow(signal: AbortSignal): Promise<void> {
    const { journal, policies, store } = this.options;
    const known = await store.checkpoints();
    for (const { name } of policies) {
      if (!known.has(name)) await store.begin(name, await this.options.enable(name));
    }
    this.checkpoints = new Map(await store.checkpoints());
    await this.loadParked();
    const from = Math.min(...policies.map(({ name }) => this.checkpoints.get(name) ?? 0));
    this.advance(from);
    this.isRunner = true;
    try {
      for await (const batch of journal.subscribe(from, { signal, batchSize: BATCH }))
        await this.alone(() => this.step(batch));
    } finally {
      this.isRunner = false;
    }
  }

  private async loadParked(): Promise<void> {
    this.parkedKeys = new Set((await this.options.store.parked()).map(parkedKeyOf));
  }

  /** One batch. A `DayBegan` is a barrier: what came before it is durable before deadlines are looked up. */
  private async step(batch: readonly StoredEvent[]): Promise<void> {
    const relevant = new Set(this.options.policies.flatMap(({ events }) => events.map(({ type }) => type)));
    let pending: Positioned[] = [];
    for (const stored of batch) {
      if (stored.type === DayBegan.type) {
        await this.reactToAll(pending, stored.position);
        pending = [];
        await this.beginDay(this.positioned(stored));
      } else if (relevant.has(stored.type)) pending.push(this.positioned(stored));
    }
    await this.reactToAll(pending, batch.at(-1)!.position + 1);
  }

  private async reactToAll(events: readonly Positioned[], size: number): Promise<void> {
    const deadlines: DeadlineChange[][] = events.map(() => []);
    const parked: Parked[] = [];
    const byKey = new Map<string, number[]>();
    events.forEach((event, index) => byKey.set(event.stream, [...(byKey.get(event.stream) ?? []), index]));
    await inParallel([...byKey.values()], KEYS_AT_ONCE, async (indexes) => {
      for (const index of indexes) {
        const event = events[index]!;
        for (const policy of this.listening(event)) {
          const outcome = await this.reactOnce(policy, event);
          deadlines[index]!.push(...outcome.deadlines);
          if (outcome.parked) parked.push(outcome.parked);
        }
      }
    });
    await this.saved({ deadlines: deadlines.flat(), parked, size });
  }

  private listening(event: Positioned): readonly Policy[] {
    return this.options.policies.filter(
      ({ name, events }) =>
        event.position >= (this.checkpoints.get(name) ?? 0) && events.some(({ type }) => type === event.type),
    );
  }

  /** A parked key keeps its later events waiting behind the one that failed. */
  private async reactOnce(
    policy: Policy,
    event: Positioned,
  ): Promise<{ readonly deadlines: readonly DeadlineChange[]; readonly parked?: Parked }> {
    const behind = parkedAt(event, policy.name, event.stream, 'BEHIND_PARKED');
    if (this.parkedKeys.has(parkedKeyOf(behind))) return { deadlines: [], parked: behind };
    const { code, deadlines } = await this.performer.perform(policy, event);
    return code === null ? { deadlines } : { deadlines, parked: this.park({ ...behind, code }) };
  }

  private park(entry: Parked): Parked {
    this.parkedKeys.add(parkedKeyOf(entry));
    this.logger.warn(`policy ${entry.policy} parked ${entry.key} at position ${entry.position}: ${entry.code}`);
    return entry;
  }

  /** A deadline that is refused stays, parked like a key, and is not asked again by itself. */
  private async beginDay(event: Positioned): Promise<void> {
    const { day } = event.data as { readonly day: string };
    const deadlines: DeadlineChange[] = [];
    const parked: Parked[] = [];
    const asked = (deadline: Deadline): Parked =>
      parkedAt(event, deadline.policy, `${DEADLINE}${deadline.key}`, 'BEHIND_PARKED');
    const due = (await this.options.store.due(day)).filter((each) => !this.parkedKeys.has(parkedKeyOf(asked(each))));
    await inParallel(due, KEYS_AT_ONCE, async (deadline) => {
      const code = await this.performer.fire(deadline, event);
      if (code === null) deadlines.push(removalOf(deadline));
      else parked.push(this.park({ ...asked(deadline), code }));
    });
    await this.saved({ deadlines, parked, size: event.position + 1 });
  }

  private async saved(progress: {
    readonly deadlines: readonly DeadlineChange[];
    readonly parked: readonly Parked[];
    readonly size: number;
  }): Promise<void> {
    const policies = this.options.policies.map(({ name }) => name);
    await this.options.store.save({ policies, ...progress });
    for (const name of policies) this.checkpoints.set(name, Math.max(this.checkpoints.get(name) ?? 0, progress.size));
    this.advance(progress.size);
  }

  private advance(size: number): void {
    this.done = Math.max(this.done, size);
    for (const waiter of this.waiting) {
      if (waiter.size > this.done) continue;
      this.waiting.delete(waiter);
      waiter.resolve();
    }
  }

  private positioned(stored: StoredEvent): Positioned<AnyEvent> {
    return { position: stored.position, ...this.options.codec.decode(stored) };
  }
}

/** Parked under its own name: a deadline's key is chosen by its policy and may look like a stream. */
const DEADLINE = 'deadline/';

const parkedKeyOf = ({ policy, key }: Pick<Parked, 'policy' | 'key'>): string => `${policy}\0${key}`;

const parkedAt = ({ position, id, type }: Positioned, policy: string, key: string, code: string): Parked => ({
  policy,
  key,
  position,
  eventId: id,
  eventType: type,
  code,
});

const removalOf = ({ policy, key }: Deadline): DeadlineChange => ({ kind: 'remove', policy, key });

/** Runs `work` over the items, at most `width` at a time; the first failure is thrown when all that had begun are done. */
const inParallel = async <T>(items: readonly T[], width: number, work: (item: T) => Promise<void>): Promise<void> => {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < items.length) {
      const item = items[next]!;
      next += 1;
      await work(item);
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: Math.min(width, items.length) }, lane));
  const failed = lanes.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
};

import { Logger } from '@nestjs/common';
import type { Actor, AnyDecider, AnyEvent } from '@kernel';
import { type EventCodec, type Journal, type StoredEvent, policyCommandId } from '@event-store';
import type { Ledger, Outcome } from '@command-handling';
import { DayBegan } from '@programme/ledger/domain';
import type { Effect, Policy, Reaction } from './policy';
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

/**
 * Runs all policies of the ledger, in one process at a time: journal → effects → commands → checkpoint. A step that was interrupted is
 * done again, and its commands repeat (their ids derive from the event), so each reaction takes effect once.
 * Order holds per correlation key, which is the stream of the event; different keys go side by side.
 */
export class PolicyRunner {
  private readonly logger = new Logger(PolicyRunner.name);
  private readonly deciders: ReadonlyMap<string, AnyDecider>;
  private readonly stopping = new AbortController();
  private running: Promise<void> | null = null;
  private checkpoints = new Map<string, number>();
  private parkedKeys = new Set<string>();
  /** Events before this position were reacted to by every policy. */
  private done = 0;
  private readonly waiting = new Set<{ readonly size: number; readonly resolve: () => void }>();

  constructor(private readonly options: PolicyRunnerOptions) {
    this.deciders = new Map(options.deciders.map((decider) => [decider.noun, decider]));
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

  /** Tries what is parked once more, in order; what fails again stays parked. Answers with how many events were let through. */
  async retryParked(): Promise<number> {
    const { store, journal } = this.options;
    let released = 0;
    const failed = new Set<string>();
    for (const entry of await store.parked()) {
      const parkedKey = `${entry.policy}\0${entry.key}`;
      const policy = this.options.policies.find(({ name }) => name === entry.policy);
      const [stored] = await journal.byPositions([entry.position]);
      if (failed.has(parkedKey) || !policy || !stored) continue;
      const event = this.positioned(stored);
      const { code, deadlines } = await this.perform(policy, event);
      if (code !== null) {
        failed.add(parkedKey);
        await store.save({ policies: [], size: 0, deadlines: [], parked: [{ ...entry, code }] });
        continue;
      }
      await store.save({ policies: [], size: 0, deadlines, parked: [] });
      await store.unpark(entry.policy, entry.key, entry.position);
      released += 1;
    }
    await this.loadParked();
    return released;
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
    for await (const batch of journal.subscribe(from, { signal, batchSize: BATCH })) await this.step(batch);
  }

  private async loadParked(): Promise<void> {
    this.parkedKeys = new Set((await this.options.store.parked()).map(({ policy, key }) => `${policy}\0${key}`));
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
    const parkedKey = `${policy.name}\0${event.stream}`;
    const asParked = (code: string): Parked => ({
      policy: policy.name,
      key: event.stream,
      position: event.position,
      eventId: event.id,
      eventType: event.type,
      code,
    });
    if (this.parkedKeys.has(parkedKey)) return { deadlines: [], parked: asParked('BEHIND_PARKED') };
    const { code, deadlines } = await this.perform(policy, event);
    if (code === null) return { deadlines };
    this.parkedKeys.add(parkedKey);
    this.logger.warn(`policy ${policy.name} parked ${event.stream} at position ${event.position}: ${code}`);
    return { deadlines, parked: asParked(code) };
  }

  /** All effects of one event under one policy; the first refusal ends it. */
  private async perform(
    policy: Policy,
    event: Positioned,
  ): Promise<{ readonly code: string | null; readonly deadlines: readonly DeadlineChange[] }> {
    const deadlines: DeadlineChange[] = [];
    let effects: readonly Effect[];
    try {
      effects = policy.react(event as never);
    } catch (error) {
      this.logger.error(`policy ${policy.name} failed on event ${event.id}: ${(error as Error).name}`);
      return { code: 'POLICY_ERROR', deadlines };
    }
    for (const effect of effects) {
      switch (effect.kind) {
        case 'command': {
          const code = await this.send(policy.name, effect, event, event.correlation ?? event.command.id);
          if (code !== null) return { code, deadlines };
          break;
        }
        case 'schedule':
          deadlines.push({ kind: 'set', deadline: this.deadlineOf(policy.name, effect, event) });
          break;
        case 'cancel':
          deadlines.push({ kind: 'remove', policy: policy.name, key: effect.key });
          break;
      }
    }
    return { code: null, deadlines };
  }

  private deadlineOf(policy: string, effect: Extract<Effect, { kind: 'schedule' }>, event: Positioned): Deadline {
    const { decider, id, command } = effect.reaction;
    if (!this.deciders.has(decider.noun))
      throw new Error(`policy ${policy} schedules for unknown noun ${decider.noun}`);
    const correlation = event.correlation ?? event.command.id;
    return { policy, key: effect.key, dueOn: effect.dueOn, noun: decider.noun, id, command, correlation };
  }

  /** Null where the command took effect or had before; else the code that parks its key. Machine failures are thrown, and the step is done again. */
  private async send(
    policy: string,
    reaction: Reaction,
    source: Positioned,
    correlation: string,
  ): Promise<string | null> {
    const stream = reaction.decider.streamOf(reaction.id);
    const actor: Actor = { id: `policy:${policy}`, role: 'POLICY', unit: null };
    try {
      const outcome: Outcome = await this.options.ledger.decide(reaction.decider, reaction.id, reaction.command, {
        commandId: policyCommandId(source.id, policy, stream),
        actor,
        occurredAt: source.occurredAt,
        causation: source.id,
        correlation,
        provenance: { channel: 'POLICY' },
      });
      return outcome.kind === 'refused' ? outcome.code : null;
    } catch (error) {
      const code = (error as { code?: unknown }).code;
      if (code === 'SCHEMA_MISMATCH' || code === 'NOT_CANONICAL' || code === 'EVENT_TOO_LARGE') return code;
      throw error;
    }
  }

  private async beginDay(event: Positioned): Promise<void> {
    const { day } = event.data as { readonly day: string };
    const deadlines: DeadlineChange[] = [];
    const parked: Parked[] = [];
    await inParallel(await this.options.store.due(day), KEYS_AT_ONCE, async (deadline) => {
      const decider = this.deciders.get(deadline.noun);
      const reaction = decider && { kind: 'command' as const, decider, id: deadline.id, command: deadline.command };
      const code = reaction ? await this.send(deadline.policy, reaction, event, deadline.correlation) : 'NOUN_UNKNOWN';
      if (code !== null) this.logger.warn(`deadline of policy ${deadline.policy} was refused: ${code}`);
      deadlines.push({ kind: 'remove', policy: deadline.policy, key: deadline.key });
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

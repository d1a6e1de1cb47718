import type { AnyEvent, Asked, Decider, DomainCommand, Recorded } from '@kernel';
import {
  type Append,
  type AppendResult,
  type EncodedEvent,
  EventCodec,
  EventStore,
  EventTooLarge,
  MAX_APPEND_BYTES,
  MAX_APPEND_EVENTS,
  MAX_EVENT_BYTES,
} from '@event-store';
import type { CommandContext } from './command-context';
import { type Envelope, isInTheFuture, recordedEvent } from './envelope';
import { Clock, type DecideRequest, Ledger } from './ledger.port';
import { type Outcome, refusal } from './outcome';
import {
  type Done,
  type Plan,
  type Prepared,
  type Work,
  doneOf,
  keyReused,
  outcomeOf,
  unchanged,
  warningsOf,
  worksOf,
} from './stream-work';

/**
 * Somebody else was first that many times in a row: the stream is busier than a person should wait for. Each conflict means that another
 * append got through, so the ledger as a whole moves on.
 */
export const MAX_DECIDE_ATTEMPTS = 20;

/** load → known already? → fold → decide → encode → append → receipt. */
export class EventSourcedLedger extends Ledger {
  constructor(
    private readonly store: EventStore,
    private readonly codec: EventCodec,
    private readonly clock: Clock,
    /** `dry`: decides as always and records nothing (the dry run of a file). */
    private readonly options: { readonly dry?: boolean } = {},
  ) {
    super();
  }

  async decide<C extends DomainCommand, S, E extends AnyEvent, R extends string>(
    decider: Decider<C, S, E, R>,
    id: string,
    command: C,
    context: CommandContext,
  ): Promise<Outcome> {
    const [outcome] = await this.decideMany([{ decider, id, command, context }]);
    return outcome!;
  }

  async decideMany(requests: readonly DecideRequest[]): Promise<readonly Outcome[]> {
    const outcomes: Outcome[] = new Array<Outcome>(requests.length);
    let works = worksOf(requests);
    let stale = works;
    while (works.length > 0) {
      await this.reload(stale);
      const plans = works.map((work) => this.plan(work));
      const results = await this.append(plans);
      const unsettled = plans.filter((plan, i) => !this.settle(plan, results[i]!, outcomes));
      works = works.filter(({ pending }) => pending.length > 0);
      stale = unsettled.map(({ work }) => work).filter(({ pending }) => pending.length > 0);
    }
    return outcomes;
  }

  async load<S, E extends AnyEvent>(
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- only its shape matters here.
    decider: Decider<any, S, E, any>,
    id: string,
  ): Promise<{ readonly state: S; readonly revision: number; readonly events: readonly Recorded<E>[] }> {
    const events = this.codec.decodeAll<E>(await this.store.readStream(decider.streamOf(id)));
    return { state: events.reduce(decider.evolve, decider.initial), revision: events.length - 1, events };
  }

  private async reload(works: readonly Work[]): Promise<void> {
    if (works.length === 0) return;
    const single = works.length === 1 ? works[0]!.stream : null;
    const streams = single
      ? new Map([[single, await this.store.readStream(single)]])
      : await this.store.readStreams([...new Set(works.map(({ stream }) => stream))]);
    for (const work of works) {
      const stored = streams.get(work.stream) ?? [];
      const events = this.codec.decodeAll(stored);
      work.state = events.reduce((state, event) => work.decider.evolve(state, event) as unknown, work.decider.initial);
      work.revision = stored.length - 1;
      work.done = doneOf(events, stored);
    }
  }

  /** Decides the requests in their order, each on the state that the one before leaves, until one append is full. */
  private plan(work: Work): Plan {
    const plan: Plan = { work, answers: [], events: [], done: new Map(), state: work.state, rest: [] };
    const now = this.clock.now();
    let bytes = 0;
    for (const [i, prepared] of work.pending.entries()) {
      const { commandId } = prepared.request.context;
      const known = work.done.get(commandId) ?? plan.done.get(commandId);
      if (known) {
        const same = known.sha256 === prepared.sha256;
        plan.answers.push(same ? { prepared, done: known, repeated: true } : { prepared, outcome: keyReused() });
        continue;
      }
      const decided = this.decided(work, prepared, plan.state, work.revision + plan.events.length, now);
      if ('outcome' in decided) {
        plan.answers.push({ prepared, outcome: decided.outcome });
        continue;
      }
      const count = plan.events.length + decided.encoded.length;
      if (count > MAX_APPEND_EVENTS || bytes + decided.bytes > MAX_APPEND_BYTES) {
        if (plan.events.length > 0) {
          plan.rest = work.pending.slice(i);
          return plan;
        }
        plan.answers.push({ prepared, outcome: refusal('APPEND_TOO_LARGE', { events: count, bytes: decided.bytes }) });
        continue;
      }
      bytes += decided.bytes;
      for (const event of decided.encoded) plan.events.push(event);
      // Folded only when the events are in the plan: a state may extend itself in place (the carrier book does).
      for (const fact of decided.facts) plan.state = work.decider.evolve(plan.state, fact) as unknown;
      plan.done.set(commandId, decided.done);
      plan.answers.push({ prepared, done: decided.done, repeated: false });
    }
    return plan;
  }

  private decided(work: Work, prepared: Prepared, state: unknown, revision: number, now: string): Decided {
    const { id, command, context } = prepared.request;
    const occurredAt = context.occurredAt ?? now;
    if (isInTheFuture(occurredAt, now)) return { outcome: refusal('FUTURE', { occurredAt }) };
    const asked: Asked<DomainCommand> = { ...command, actor: context.actor, occurredAt, now };
    const decision = work.decider.decide(asked, state);
    if (decision.kind === 'refused') return { outcome: decision };
    if (decision.events.length === 0) return { outcome: unchanged(work, id, context) };
    const envelope: Envelope = {
      stream: work.stream,
      sha256: prepared.sha256,
      context,
      occurredAt,
      recordedAt: now,
    };
    return this.encoded(work, decision.events, envelope, revision);
  }

  private encoded(
    { decider, versions }: Work,
    events: readonly AnyEvent[],
    envelope: Envelope,
    revision: number,
  ): Decided {
    const encoded: EncodedEvent[] = [];
    const facts: Recorded[] = [];
    let bytes = 0;
    for (const [index, event] of events.entries()) {
      const version = versions.get(event.type);
      if (version === undefined)
        throw new Error(`the decider of ${decider.noun} gave ${event.type} and doesn't list it`);
      const body = recordedEvent(event, index, revision + 1 + index, version, envelope);
      const { occurredAt } = body;
      if (isInTheFuture(occurredAt, envelope.recordedAt)) return { outcome: refusal('FUTURE', { occurredAt }) };
      try {
        encoded.push(this.codec.encode(body));
      } catch (error) {
        if (!(error instanceof EventTooLarge)) throw error;
        return { outcome: refusal('EVENT_TOO_LARGE', { maximum: MAX_EVENT_BYTES }) };
      }
      bytes += Buffer.byteLength(encoded[index]!.body);
      facts.push(body);
    }
    const done: Done = {
      sha256: envelope.sha256,
      eventIds: encoded.map((event) => event.id),
      firstRevision: revision + 1,
      lastRevision: revision + encoded.length,
      position: null,
      warnings: warningsOf(facts),
    };
    return { encoded, bytes, facts, done };
  }

  private async append(plans: readonly Plan[]): Promise<readonly (AppendResult | null)[]> {
    const filled = plans.filter(({ events }) => events.length > 0);
    const appends = filled.map(({ work, events }): Append => ({
      stream: work.stream,
      expectedRevision: work.revision,
      events,
    }));
    const results = await this.appendAll(appends);
    const byPlan = new Map(filled.map((plan, i) => [plan, results[i]!]));
    return plans.map((plan) => byPlan.get(plan) ?? null);
  }

  private async appendAll(appends: readonly Append[]): Promise<readonly AppendResult[]> {
    if (this.options.dry) return appends.map(unrecorded);
    if (appends.length === 0) return [];
    // Single appends of many requests meet in the store's group commit; a bulk goes its own way.
    return appends.length === 1 ? [await this.store.append(appends[0]!)] : this.store.appendMany(appends);
  }

  /** Takes the plan's answers over, or leaves its requests pending; tells whether the work's state is still good. */
  private settle(plan: Plan, result: AppendResult | null, outcomes: Outcome[]): boolean {
    const { work } = plan;
    if (result === null || (result.kind === 'appended' && !result.repeated)) {
      const last = result?.position ?? null;
      work.revision += plan.events.length;
      for (const [commandId, done] of plan.done) {
        // Positions of one append are contiguous, as its revisions are.
        done.position = last === null ? null : last - (work.revision - done.lastRevision);
        // What is still pending may be one of these again.
        if (plan.rest.length > 0) work.done.set(commandId, done);
      }
      for (const answer of plan.answers) outcomes[answer.prepared.index] = outcomeOf(answer, work);
      work.state = plan.state;
      work.pending = plan.rest;
      return true;
    }
    if (result.kind === 'command-reused') {
      const reused = (prepared: Prepared): boolean => prepared.request.context.commandId === result.commandId;
      for (const prepared of work.pending.filter(reused)) outcomes[prepared.index] = keyReused();
      work.pending = work.pending.filter((prepared) => !reused(prepared));
      return false;
    }
    // Somebody else was first, maybe this very command by another way: what the stream says now decides.
    work.attempts += 1;
    if (work.attempts < MAX_DECIDE_ATTEMPTS) return false;
    for (const { index } of work.pending) outcomes[index] = refusal('VERSION_CONFLICT', { stream: work.stream });
    work.pending = [];
    return false;
  }
}

type Decided =
  | { readonly outcome: Outcome }
  | {
      readonly encoded: readonly EncodedEvent[];
      readonly bytes: number;
      readonly facts: readonly Recorded[];
      readonly done: Done;
    };

/** What a dry run is told in place of an append. */
const unrecorded = ({ expectedRevision, events }: Append): AppendResult => ({
  kind: 'appended',
  firstRevision: expectedRevision + 1,
  lastRevision: expectedRevision + events.length,
  position: null,
  repeated: false,
});

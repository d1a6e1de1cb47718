import type { AnyDecider, Recorded } from '@kernel';
import { type EncodedEvent, NO_STREAM, type StreamEvent } from '@event-store';
import { exceptional } from '@programme/shared';
import type { CommandContext } from './command-context';
import { commandSha256 } from './command-hash';
import { versionsOf } from './envelope';
import type { DecideRequest } from './ledger.port';
import { type Outcome, type Receipt, type Warning, refusal } from './outcome';

/** A request with what is computed once, however often it is decided. */
export interface Prepared {
  readonly index: number;
  readonly request: DecideRequest;
  readonly sha256: string;
}

/** What a command did on a stream, as the stream itself tells. */
export interface Done {
  readonly sha256: string;
  readonly eventIds: string[];
  readonly firstRevision: number;
  lastRevision: number;
  position: number | null;
  /** What its facts are marked with, or wait for: whoever sent them should know. */
  warnings: readonly Warning[];
}

/** One stream of a bulk: its requests that have no outcome yet, and its state as last seen. */
export interface Work {
  readonly stream: string;
  readonly decider: AnyDecider;
  readonly versions: ReadonlyMap<string, number>;
  pending: readonly Prepared[];
  attempts: number;
  state: unknown;
  revision: number;
  done: Map<string, Done>;
}

/** Decisions on one load that stand or fall with one append. */
export interface Plan {
  readonly work: Work;
  readonly answers: Answer[];
  readonly events: EncodedEvent[];
  /** What the commands of this plan do, by command id. */
  readonly done: Map<string, Done>;
  state: unknown;
  rest: readonly Prepared[];
}

/** A receipt is written when the append has told the position. */
export type Answer =
  | { readonly prepared: Prepared; readonly outcome: Outcome }
  | { readonly prepared: Prepared; readonly done: Done; readonly repeated: boolean };

const versionsByDecider = new WeakMap<AnyDecider, ReadonlyMap<string, number>>();

const versionsFor = (decider: AnyDecider): ReadonlyMap<string, number> => {
  const known = versionsByDecider.get(decider) ?? versionsOf(decider.events);
  versionsByDecider.set(decider, known);
  return known;
};

export const worksOf = (requests: readonly DecideRequest[]): readonly Work[] => {
  const works = new Map<string, Work & { readonly pending: Prepared[] }>();
  for (const [index, request] of requests.entries()) {
    const { decider, id, command, context } = request;
    const stream = decider.streamOf(id);
    const prepared = { index, request, sha256: context.sha256 ?? commandSha256(command, id, context.occurredAt) };
    const key = `${stream}\0${decider.noun}`;
    const work = works.get(key);
    if (work) work.pending.push(prepared);
    else
      works.set(key, {
        stream,
        decider,
        versions: versionsFor(decider),
        pending: [prepared],
        attempts: 0,
        state: decider.initial,
        revision: NO_STREAM,
        done: new Map(),
      });
  }
  return [...works.values()];
};

export const doneOf = (events: readonly Recorded[], stored: readonly StreamEvent[]): Map<string, Done> => {
  const done = new Map<string, Done>();
  for (const [i, event] of events.entries()) {
    const { id, command, revision } = event;
    const { position } = stored[i]!;
    const known = done.get(command.id);
    if (known) {
      known.eventIds.push(id);
      known.lastRevision = revision;
      known.position = position;
      known.warnings = [...known.warnings, ...warningsOf([event])];
    } else
      done.set(command.id, {
        sha256: command.sha256,
        eventIds: [id],
        firstRevision: revision,
        lastRevision: revision,
        position,
        warnings: warningsOf([event]),
      });
  }
  return done;
};

const NO_WARNINGS: readonly Warning[] = [];

/** The flags of these facts, each once. Most facts of a bulk have none. */
export const warningsOf = (facts: readonly Recorded[]): readonly Warning[] => {
  const flags = facts.flatMap(({ data }) => exceptional(data as { readonly flags?: readonly string[] }));
  return flags.length === 0 ? NO_WARNINGS : [...new Set(flags)].map((code) => ({ code }));
};

export const keyReused = (): Outcome => refusal('IDEMPOTENCY_KEY_REUSED');

export const outcomeOf = (answer: Answer, { decider, stream }: Work): Outcome => {
  if ('outcome' in answer) return answer.outcome;
  const { prepared, done, repeated } = answer;
  const { id, context } = prepared.request;
  return {
    kind: 'receipt',
    commandId: context.commandId,
    resource: { type: decider.noun, id },
    stream,
    firstRevision: done.firstRevision,
    lastRevision: done.lastRevision,
    eventIds: done.eventIds,
    position: done.position,
    repeated,
    warnings: done.warnings,
  };
};

/** A command that changes nothing is answered and not remembered. */
export const unchanged = ({ decider, stream }: Work, id: string, { commandId }: CommandContext): Receipt => ({
  kind: 'receipt',
  commandId,
  resource: { type: decider.noun, id },
  stream,
  firstRevision: null,
  lastRevision: null,
  eventIds: [],
  position: null,
  repeated: true,
  warnings: [],
});

import type { AnyEvent, Decider, DomainCommand, Recorded } from '@kernel';
import type { CommandContext } from './command-context';
import type { Outcome } from './outcome';

/** One command for one stream, in a bulk of many. */
export interface DecideRequest {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- only its shape matters here.
  readonly decider: Decider<any, any, any, any>;
  readonly id: string;
  readonly command: DomainCommand;
  readonly context: CommandContext;
}

/** The write side: load → fold → decide → append → receipt. The DI token that handlers, policies and imports get. */
export abstract class Ledger {
  /** Retries on a wrong expected revision, up to a bound (then `VERSION_CONFLICT`). */
  abstract decide<C extends DomainCommand, S, E extends AnyEvent, R extends string>(
    decider: Decider<C, S, E, R>,
    id: string,
    command: C,
    context: CommandContext,
  ): Promise<Outcome>;
  /**
   * Many commands at once: requests of one stream are decided in their order on one load and appended together; outcomes stand in the
   * order of the requests. Made for files: a few round trips for a thousand rows.
   */
  abstract decideMany(requests: readonly DecideRequest[]): Promise<readonly Outcome[]>;
  /** The state of a stream, for a handler that needs facts of another stream as inputs (never as a rule). */
  abstract load<S, E extends AnyEvent>(
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- only its shape matters here.
    decider: Decider<any, S, E, any>,
    id: string,
  ): Promise<{ readonly state: S; readonly revision: number; readonly events: readonly Recorded<E>[] }>;
}

/** The machine's clock in production; the demo brings its own (contract 4). */
export abstract class Clock {
  /** UTC instant with milliseconds. */
  abstract now(): string;
}

/** Random bytes for subject ids and salts. `purpose` names what they are for: the demo derives them from its seed and the purpose, so order doesn't matter. */
export abstract class Randomness {
  abstract bytes(count: number, purpose: string): Buffer;
  abstract uuid(purpose: string): string;
}

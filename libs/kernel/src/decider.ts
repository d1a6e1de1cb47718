import type { Actor, AnyEvent, EventDefinition, Recorded } from './event';

/** Figures and names that explain a refusal. Never personal data. */
export type RefusalFacts = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** A refusal is a value with a code; `throw` means a programmer was wrong or a machine failed. */
export interface Refused<R extends string = string> {
  readonly kind: 'refused';
  readonly code: R;
  readonly facts: RefusalFacts;
}

export interface Accepted<E extends AnyEvent> {
  readonly kind: 'accepted';
  readonly events: readonly E[];
}

export type Decision<E extends AnyEvent, R extends string> = Accepted<E> | Refused<R>;

/** No events: the command changes nothing, and nothing is recorded. */
export const accept = <E extends AnyEvent>(...events: readonly E[]): Accepted<E> => ({ kind: 'accepted', events });

export const refuse = <const R extends string>(code: R, facts: RefusalFacts = {}): Refused<R> => ({
  kind: 'refused',
  code,
  facts,
});

export interface DomainCommand {
  readonly type: string;
  readonly data: unknown;
}

/** A command as the decider sees it: what is asked, by whom, when it happened, and when it is being recorded. */
export type Asked<C extends DomainCommand> = C & {
  readonly actor: Actor;
  /** Vietnam day or UTC instant at which it happened. */
  readonly occurredAt: string;
  /** UTC instant of this try. Rules about deadlines use it; it is never stored except as `recordedAt`. */
  readonly now: string;
};

/** The rule of one stream, pure: what may happen (`decide`) and what is then known (`evolve`). */
export interface Decider<C extends DomainCommand, S, E extends AnyEvent, R extends string> {
  /** Noun in singular, as in `docs/glossary.md`; the receipt's `resource.type`. */
  readonly noun: string;
  readonly streamOf: (id: string) => string;
  readonly events: readonly EventDefinition[];
  readonly initial: S;
  readonly decide: (command: Asked<C>, state: S) => Decision<E, R>;
  readonly evolve: (state: S, event: Recorded<E>) => S;
}

/** A decider of any noun, where only its shape matters. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- only its shape matters here.
export type AnyDecider = Decider<any, any, any, any>;

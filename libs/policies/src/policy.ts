import type { AnyDecider, DomainCommand, EventDefinition, EventOf } from '@kernel';
import type { Positioned } from './positioned';

/** One reaction is one command to one stream; the target records the outcome either way. Command id = UUIDv5(event id, policy + '/' + stream). */
export interface Reaction {
  readonly kind: 'command';
  readonly decider: AnyDecider;
  readonly id: string;
  readonly command: DomainCommand;
}

/** Ask again when the day has come: on the first `DayBegan` with day ≥ `dueOn`, `reaction` is sent, unless `cancel` came first. */
export interface Schedule {
  readonly kind: 'schedule';
  /** One open deadline a key; a second replaces it. */
  readonly key: string;
  readonly dueOn: string;
  readonly reaction: Reaction;
}

export interface Cancel {
  readonly kind: 'cancel';
  readonly key: string;
}

export type Effect = Reaction | Schedule | Cancel;

/**
 * A policy carries a fact from one stream to the next. Durable (checkpoint), idempotent (command ids derived), ordered per correlation
 * key; an effect that fails for good parks its key, not the policy.
 */
export interface Policy<Es extends readonly EventDefinition[] = readonly EventDefinition[]> {
  /** In command ids for ever: never renamed. */
  readonly name: string;
  readonly events: Es;
  /** Pure. What follows from the event alone. A method, so that a policy of few events is a `Policy` too. */
  react(event: Positioned<EventOf<Es[number]>>): readonly Effect[];
}

export const definePolicy = <const Es extends readonly EventDefinition[]>(policy: Policy<Es>): Policy<Es> => policy;

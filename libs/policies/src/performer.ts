import { Logger } from '@nestjs/common';
import type { Actor, AnyDecider } from '@kernel';
import { policyCommandId } from '@event-store';
import type { Ledger, Outcome } from '@command-handling';
import type { Effect, Policy, Reaction } from './policy';
import type { Positioned } from './positioned';
import type { Deadline, DeadlineChange } from './postgres';

/** What became of a reaction: `code` is null where it took effect or had before, else what it was refused with. */
export interface Performed {
  readonly code: string | null;
  readonly deadlines: readonly DeadlineChange[];
}

/** Puts reactions into effect. What keeps a machine from it (store or database away) is thrown, and the step is done again. */
export interface Performer {
  /** All effects of one event under one policy; the first refusal ends it. */
  perform(policy: Policy, event: Positioned): Promise<Performed>;
  /** What a deadline asks, on the day that has begun. */
  fire(deadline: Deadline, day: Positioned): Promise<string | null>;
}

interface PerformerOptions {
  readonly ledger: Ledger;
  readonly deciders: readonly AnyDecider[];
}

/** Failures of the command itself: it would fail the same way each time. */
const OWN_FAILURES: ReadonlySet<unknown> = new Set(['SCHEMA_MISMATCH', 'NOT_CANONICAL', 'EVENT_TOO_LARGE']);

const logger = new Logger('Policies');

export const performerOf = ({ ledger, deciders }: PerformerOptions): Performer => {
  const byNoun = new Map(deciders.map((decider) => [decider.noun, decider]));

  const send = async (
    policy: string,
    { decider, id, command }: Reaction,
    source: Positioned,
    correlation: string,
  ): Promise<string | null> => {
    const actor: Actor = { id: `policy:${policy}`, role: 'POLICY', unit: null };
    try {
      const outcome: Outcome = await ledger.decide(decider, id, command, {
        commandId: policyCommandId(source.id, policy, decider.streamOf(id)),
        actor,
        occurredAt: source.occurredAt,
        causation: source.id,
        correlation,
        provenance: { channel: 'POLICY' },
      });
      return outcome.kind === 'refused' ? outcome.code : null;
    } catch (error) {
      const { code } = error as { readonly code?: unknown };
      if (OWN_FAILURES.has(code)) return String(code);
      throw error;
    }
  };

  const deadlineOf = (policy: string, effect: Extract<Effect, { kind: 'schedule' }>, event: Positioned): Deadline => {
    const { key, dueOn, reaction } = effect;
    const { noun } = reaction.decider;
    if (!byNoun.has(noun)) throw new Error(`policy ${policy} schedules for unknown noun ${noun}`);
    return { policy, key, dueOn, noun, id: reaction.id, command: reaction.command, correlation: correlationOf(event) };
  };

  return {
    perform: async (policy, event) => {
      const deadlines: DeadlineChange[] = [];
      const effects = effectsOf(policy, event);
      if (!effects) return { code: 'POLICY_ERROR', deadlines };
      for (const effect of effects) {
        switch (effect.kind) {
          case 'command': {
            const code = await send(policy.name, effect, event, correlationOf(event));
            if (code !== null) return { code, deadlines };
            break;
          }
          case 'schedule':
            deadlines.push({ kind: 'set', deadline: deadlineOf(policy.name, effect, event) });
            break;
          case 'cancel':
            deadlines.push({ kind: 'remove', policy: policy.name, key: effect.key });
            break;
        }
      }
      return { code: null, deadlines };
    },
    fire: async ({ policy, noun, id, command, correlation }, day) => {
      const decider = byNoun.get(noun);
      return decider ? send(policy, { kind: 'command', decider, id, command }, day, correlation) : 'NOUN_UNKNOWN';
    },
  };
};

const correlationOf = ({ correlation, command }: Positioned): string => correlation ?? command.id;

/** Null where the policy itself fails on the event. */
const effectsOf = (policy: Policy, event: Positioned): readonly Effect[] | null => {
  try {
    return policy.react(event as never);
  } catch (error) {
    logger.error(`policy ${policy.name} failed on event ${event.id}: ${(error as Error).name}`);
    return null;
  }
};

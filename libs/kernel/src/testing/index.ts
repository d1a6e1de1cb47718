import type { Actor, AnyEvent, Recorded } from '../event';
import type { Asked, Decider, Decision, DomainCommand } from '../decider';

const SOMEBODY: Actor = { id: '00000000-0000-4000-8000-000000000001', role: 'DATA_ENTRY', unit: null };

interface Circumstances {
  readonly actor?: Actor;
  readonly occurredAt?: string;
  readonly now?: string;
}

/** A given fact: an event, or an event with who recorded it. */
export type Given<E extends AnyEvent> = E | { readonly event: E; readonly actor: Actor };

/** The actor with this id and role, for specifications in which who acts matters. */
export const person = (id: string, role = 'DATA_ENTRY', unit: string | null = null): Actor => ({ id, role, unit });

/** This fact was recorded by that actor. */
export const by = <E extends AnyEvent>(actor: Actor, event: E): Given<E> => ({ event, actor });

/**
 * given / when / then on a decider. `expectEqual` is the test runner's assertion.
 *
 *   const given = specification(donation, (actual, expected) => expect(actual).toEqual(expected));
 *   given(pledged()).when(receiveCash()).then(cashReceived());
 */
export const specification =
  <C extends DomainCommand, S, E extends AnyEvent, R extends string>(
    decider: Decider<C, S, E, R>,
    expectEqual: (actual: unknown, expected: unknown) => void,
  ) =>
  (...givens: readonly Given<E>[]) => ({
    when: (command: C, circumstances: Circumstances = {}) => {
      const asked = {
        ...command,
        actor: circumstances.actor ?? SOMEBODY,
        occurredAt: circumstances.occurredAt ?? '2021-11-30',
        now: circumstances.now ?? '2021-11-30T03:00:00.000Z',
      } as Asked<C>;
      const state = givens.map(recorded<E>).reduce(decider.evolve, decider.initial);
      const decision: Decision<E, R> = decider.decide(asked, state);
      return {
        then: (...events: readonly E[]) => expectEqual(decision, { kind: 'accepted', events }),
        thenNothing: () => expectEqual(decision, { kind: 'accepted', events: [] }),
        thenRefused: (code: R) => expectEqual(decision.kind === 'refused' ? decision.code : decision, code),
        decision,
      };
    },
  });

/** A fact as the ledger would hold it, with an invented but fixed envelope: for specifications of deciders and projections. */
export const recorded = <E extends AnyEvent>(given: Given<E>, index = 0): Recorded<E> => {
  const { event, actor } = 'event' in given ? given : { event: given, actor: SOMEBODY };
  const serial = String(index).padStart(12, '0');
  return {
    id: `00000000-0000-8000-8000-${serial}`,
    stream: 'specification',
    revision: index,
    type: event.type,
    v: 1,
    occurredAt: event.occurredAt ?? '2021-11-30',
    recordedAt: '2021-11-30T03:00:00.000Z',
    actor,
    command: { id: `00000000-0000-4000-9000-${serial}`, sha256: '0'.repeat(64) },
    data: event.data,
  } as unknown as Recorded<E>;
};

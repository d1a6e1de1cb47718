import type { Static, TSchema } from 'typebox';

/** One kind of event at one published version. A published version is never edited: the next version and an upcaster follow it. */
export interface EventDefinition<T extends string = string, S extends TSchema = TSchema> {
  readonly type: T;
  readonly version: number;
  readonly schema: S;
}

export const defineEvent = <const T extends string, S extends TSchema>(
  type: T,
  version: number,
  schema: S,
): EventDefinition<T, S> => ({ type, version, schema });

/** What a decider returns: the fact, before it has a place in the ledger. */
export type EventOf<D> =
  D extends EventDefinition<infer T, infer S>
    ? {
        readonly type: T;
        readonly data: Static<S>;
        /** Vietnam day or instant at which it happened; the command's `occurredAt` where absent. A correction carries that of its fact. */
        readonly occurredAt?: string;
      }
    : never;

/** Any event, for code that does not care which. */
export interface AnyEvent {
  readonly type: string;
  readonly data: unknown;
  readonly occurredAt?: string;
}

/** Who did it: a random id (never a login), the first held role that permits the command, and the unit or organisation. */
export interface Actor {
  readonly id: string;
  readonly role: string;
  readonly unit: string | null;
}

/** The event's body, parsed (DESIGN 3, contract 1). Its canonical JSON is what is stored, hashed, proved and exported. */
export type Recorded<E extends AnyEvent = AnyEvent> = E extends AnyEvent
  ? {
      readonly id: string;
      readonly stream: string;
      /** From 0 within its stream. */
      readonly revision: number;
      readonly type: E['type'];
      readonly v: number;
      readonly occurredAt: string;
      readonly recordedAt: string;
      readonly actor: Actor;
      readonly command: { readonly id: string; readonly sha256: string };
      readonly causation?: string;
      readonly correlation?: string;
      readonly data: E['data'];
    }
  : never;

import { Field, ID, Int, InterfaceType, ObjectType } from '@nestjs/graphql';
import type { Actor, Recorded } from '@kernel';
import type { StoredEvent } from '@event-store';
import { connectionOf } from './connection';
import { Node, nodeId } from './node';
import { Instant, Position } from './scalars';

@ObjectType({
  description: 'Who did it: a random id (never a login), the role it was done in, and the unit or organisation.',
})
export class EventActor implements Actor {
  @Field(() => ID)
  readonly id!: string;
  @Field(() => String)
  readonly role!: string;
  @Field(() => String, { nullable: true })
  readonly unit!: string | null;
}

@ObjectType({ description: 'The command that the event came of.' })
export class EventCommand {
  @Field(() => ID, { description: 'The idempotency key.' })
  readonly id!: string;
  @Field(() => String, { description: 'SHA-256 of the canonical JSON of the command as it entered the events.' })
  readonly sha256!: string;
}

export const eventTypeName = (type: string): string => `${type}Event`;

@InterfaceType('LedgerEvent', {
  implements: () => [Node],
  resolveType: ({ __typename }: { readonly __typename: string }) => __typename,
  description:
    'An event as it stands in the ledger for ever. There is one object type for each kind: `<Kind>Event`, with its `data`.',
})
export abstract class LedgerEvent extends Node {
  @Field(() => ID, { description: 'The id that receipts and other events name.' })
  readonly eventId!: string;
  @Field(() => Position)
  readonly position!: number;
  @Field(() => String)
  readonly stream!: string;
  @Field(() => Int, { description: 'From 0 within its stream.' })
  readonly revision!: number;
  @Field(() => String, { description: 'The kind: `DeviceReceived`.' })
  readonly type!: string;
  @Field(() => Int, { description: 'Version of the kind’s schema that the body was written in.' })
  readonly version!: number;
  @Field(() => String, { description: 'When it happened: a Vietnam day, or a UTC instant.' })
  readonly occurredAt!: string;
  @Field(() => Instant, { description: 'When it was recorded.' })
  readonly recordedAt!: string;
  @Field(() => EventActor)
  readonly actor!: EventActor;
  @Field(() => EventCommand)
  readonly command!: EventCommand;
  @Field(() => ID, { nullable: true, description: 'The event that caused it.' })
  readonly causation!: string | null;
  @Field(() => ID, { nullable: true, description: 'The first command id of the chain.' })
  readonly correlation!: string | null;
  @Field(() => String, { description: 'The exact bytes: canonical JSON, as stored, hashed, proved and exported.' })
  readonly body!: string;
  @Field(() => String, {
    nullable: true,
    description:
      'The proof that these bytes stand at this position (C2SP tlog-proof@v1), by the latest signed checkpoint: a file that can be checked without us. Null until a checkpoint covers the event, a second or two.',
  })
  readonly proof!: string | null;
}

export const LedgerEventConnection = connectionOf<LedgerEventValue>('LedgerEvent', () => LedgerEvent);

/** An event as resolvers return it; `data` is decoded, and brought to its newest version, when it is asked for. */
export interface LedgerEventValue extends Omit<LedgerEvent, 'proof'> {
  /** Made when it is asked for. */
  readonly proof: () => Promise<string | null>;
  /** Its object type: the node id says only that it is an event. */
  readonly __typename: string;
  readonly data: unknown;
}

export const ledgerEventValue = (
  stored: StoredEvent,
  decode: (stored: StoredEvent) => Recorded,
  prove: (position: number) => Promise<string | null>,
): LedgerEventValue => {
  const body = JSON.parse(stored.body) as Recorded;
  return {
    __typename: eventTypeName(stored.type),
    id: nodeId('LedgerEvent', stored.id),
    eventId: stored.id,
    position: stored.position,
    stream: stored.stream,
    revision: stored.revision,
    type: stored.type,
    version: body.v,
    occurredAt: body.occurredAt,
    recordedAt: body.recordedAt,
    actor: body.actor,
    command: body.command,
    causation: body.causation ?? null,
    correlation: body.correlation ?? null,
    body: stored.body,
    proof: () => prove(stored.position),
    get data() {
      return decode(stored).data;
    },
  };
};

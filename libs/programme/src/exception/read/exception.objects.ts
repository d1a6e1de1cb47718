import { Field, ID, InputType, ObjectType, registerEnumType, Int } from '@nestjs/graphql';
import { Bytes, Vnd, Day, Instant, Node, Position, ReadsFrom, connectionOf } from '@graphql-api';

export const ExceptionState = { OPEN: 'OPEN', ACCEPTED: 'ACCEPTED', REFUSED: 'REFUSED', ANSWERED: 'ANSWERED' } as const;
registerEnumType(ExceptionState, {
  name: 'ExceptionState',
  description:
    'OPEN until a second person accepts or refuses it, or what was wanting came (ANSWERED). What is derived is ACCEPTED where another person closed what it is about with these figures; once it holds no longer, it is not there.',
});

@ReadsFrom(
  'exception',
  'carrier-day',
  'credit',
  'grant',
  'carrier-terms',
  'ledger-time',
  'organisation',
  'donation',
  'device',
)
@ObjectType('Exception', {
  implements: () => [Node],
  description:
    'What should be looked at. Either a flagged fact, whose effect waits for another person than its author; or what no single fact says and is derived from many: what is wrong with a carrier’s day (one for each code, not for each line), a limit over many streams that is passed. A later fact makes what is derived another, or none.',
})
export class ExceptionObject extends Node {
  @Field(() => ID, {
    nullable: true,
    description:
      'Id of the flagged event: resolve it with `POST /api/v1/exceptions/{id}/resolve`. Null where it is derived: facts end it (a day’s closing, new terms).',
  })
  readonly eventId!: string | null;
  @Field(() => Boolean, { description: 'It follows from many facts and has no event of its own.' })
  readonly derived!: boolean;
  @Field(() => ExceptionState)
  readonly state!: keyof typeof ExceptionState;
  @Field(() => String)
  readonly code!: string;
  @Field(() => [String])
  readonly flags!: readonly string[];
  @Field(() => String, {
    description:
      'Of the fact; of what it is about where it is derived: `carrierday-…`, `org-…`, `donation-…`, `lot-…`.',
  })
  readonly stream!: string;
  @Field(() => String, { nullable: true, description: 'Kind of the event; null where it is derived.' })
  readonly type!: string | null;
  @Field(() => Position, { nullable: true, description: 'Of the event; null where it is derived.' })
  readonly position!: number | null;
  @Field(() => Day, { description: 'The day that it is about.' })
  readonly occurredOn!: string;
  @Field(() => Instant, { nullable: true, description: 'When the fact was recorded; null where it is derived.' })
  readonly raisedAt!: string | null;
  @Field(() => Int, { nullable: true, description: 'How many lines, grants or devices; null for a flagged fact.' })
  readonly count!: number | null;
  @Field(() => Bytes, { nullable: true })
  readonly bytes!: bigint | null;
  @Field(() => Vnd, { nullable: true, description: 'Money beyond a limit.' })
  readonly amountVnd!: bigint | null;
  @Field(() => Instant, { nullable: true })
  readonly resolvedAt!: string | null;
  @Field(() => ID, { nullable: true, description: 'Actor id.' })
  readonly resolvedBy!: string | null;
  @Field(() => String, { nullable: true })
  readonly reason!: string | null;
}
export const ExceptionConnection = connectionOf<ExceptionObject>('Exception', () => ExceptionObject);

@InputType({ description: 'Exceptions that fit everything that is given.' })
export class ExceptionFilter {
  @Field(() => ExceptionState, { nullable: true })
  readonly state?: keyof typeof ExceptionState | null;
  @Field(() => String, { nullable: true })
  readonly code?: string | null;
  @Field(() => String, { nullable: true })
  readonly stream?: string | null;
}

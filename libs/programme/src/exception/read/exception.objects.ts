import { Field, ID, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Day, Instant, Node, Position, ReadsFrom, connectionOf } from '@graphql-api';

export const ExceptionState = { OPEN: 'OPEN', ACCEPTED: 'ACCEPTED', REFUSED: 'REFUSED', ANSWERED: 'ANSWERED' } as const;
registerEnumType(ExceptionState, {
  name: 'ExceptionState',
  description: 'OPEN until a second person accepts or refuses it, or what was wanting came (ANSWERED).',
});

@ReadsFrom('exception')
@ObjectType('Exception', {
  implements: () => [Node],
  description: 'A fact that should be looked at; its effect waits for another person than its author.',
})
export class ExceptionObject extends Node {
  @Field(() => ID, { description: 'Id of the flagged event: resolve it with `POST /api/v1/exceptions/{id}/resolve`.' })
  readonly eventId!: string;
  @Field(() => ExceptionState)
  readonly state!: keyof typeof ExceptionState;
  @Field(() => String)
  readonly code!: string;
  @Field(() => [String])
  readonly flags!: readonly string[];
  @Field(() => String)
  readonly stream!: string;
  @Field(() => String, { description: 'Kind of the event.' })
  readonly type!: string;
  @Field(() => Position)
  readonly position!: number;
  @Field(() => Day)
  readonly occurredOn!: string;
  @Field(() => Instant)
  readonly raisedAt!: string;
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

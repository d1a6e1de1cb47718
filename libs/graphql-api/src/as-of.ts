import { Args, Field, InputType } from '@nestjs/graphql';
import { Day, Instant, Position } from './scalars';

@InputType({
  description:
    'An earlier state of the ledger. What was known: `size` is its first events, `recordedAt` the events before the first one that was recorded later; both, the smaller. What was true: of these, `occurredOn` keeps what had happened by the end of that Vietnam day, in the order of the ledger; where that can’t be answered the reason is NOT_BY_DAY.',
})
export class AsOf {
  @Field(() => Position, { nullable: true, description: 'The ledger of its first `size` events; 0 is empty.' })
  readonly size?: number | null;

  @Field(() => Instant, { nullable: true, description: 'What was in the ledger at this time.' })
  readonly recordedAt?: string | null;

  @Field(() => Day, { nullable: true, description: 'Of these events only what happened on this day or before.' })
  readonly occurredOn?: string | null;
}

@InputType({
  description:
    'A size of the ledger, as it was known: `size` is its first events, `recordedAt` the events before the first one that was recorded later; both, the smaller.',
})
export class KnownAt implements Pick<AsOf, 'size' | 'recordedAt'> {
  @Field(() => Position, { nullable: true, description: 'The ledger of its first `size` events; 0 is empty.' })
  readonly size?: number | null;

  @Field(() => Instant, { nullable: true, description: 'What was in the ledger at this time.' })
  readonly recordedAt?: string | null;
}

/** The argument `asOf`, as every root field that reads the ledger declares it. The shell reads it; a resolver finds it in `read.size` and `read.occurredOn`. */
export const AsOfArg = (): ParameterDecorator => Args('asOf', { type: () => AsOf, nullable: true });

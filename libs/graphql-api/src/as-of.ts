import { Args, Field, InputType } from '@nestjs/graphql';
import { Instant, Position } from './scalars';

@InputType({
  description:
    'An earlier state of the ledger. `size`: its first events. `recordedAt`: the events before the first one that was recorded later. Both: the smaller.',
})
export class AsOf {
  @Field(() => Position, { nullable: true, description: 'The ledger of its first `size` events; 0 is empty.' })
  readonly size?: number | null;

  @Field(() => Instant, { nullable: true, description: 'What was in the ledger at this time.' })
  readonly recordedAt?: string | null;
}

/** The argument `asOf`, as every root field that reads the ledger declares it. The shell reads it; a resolver finds it in `read.size`. */
export const AsOfArg = (): ParameterDecorator => Args('asOf', { type: () => AsOf, nullable: true });

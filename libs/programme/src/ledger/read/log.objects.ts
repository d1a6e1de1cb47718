import { Field, ObjectType } from '@nestjs/graphql';
import { Position } from '@graphql-api';

@ObjectType({
  description:
    'That the ledger of `from` events is the beginning of the ledger of `to` (RFC 6962, 2.1.2). Hashes are base64, as in a checkpoint.',
})
export class Consistency {
  @Field(() => Position)
  readonly from!: number;
  @Field(() => Position)
  readonly to!: number;
  @Field(() => String, { description: 'Tree hash of the first `from` events.' })
  readonly fromRoot!: string;
  @Field(() => String, { description: 'Tree hash of the first `to` events.' })
  readonly toRoot!: string;
  @Field(() => [String], { description: 'The nodes of the proof, in the order of the RFC.' })
  readonly path!: readonly string[];
}

@ObjectType({
  description:
    'That the leaf at `position` is one of the first `size` (RFC 6962, 2.1.1). Hashes are base64. `event { proof }` has the same with a signed checkpoint.',
})
export class Inclusion {
  @Field(() => Position)
  readonly position!: number;
  @Field(() => Position)
  readonly size!: number;
  @Field(() => String, { description: 'Tree hash of the first `size` events.' })
  readonly root!: string;
  @Field(() => [String], { description: 'The nodes of the proof, from the leaf upwards.' })
  readonly path!: readonly string[];
}

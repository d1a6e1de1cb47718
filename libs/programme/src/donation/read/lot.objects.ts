import { Field, Int, ObjectType } from '@nestjs/graphql';
import { Day, Node, ReadsFrom, Versioned, connectionOf } from '@graphql-api';

@ReadsFrom('lot', 'donation', 'organisation')
@ObjectType('Lot', {
  implements: () => [Node, Versioned],
  description: 'A lot of devices: what its manifest says, and what was counted (V5).',
})
export class Lot extends Node {
  @Field(() => String, { description: '`{donation}-{no}`.' })
  readonly code!: string;
  @Field(() => String, { nullable: true })
  readonly lotNo!: string | null;
  @Field(() => String, { nullable: true })
  readonly donationCode!: string | null;
  @Field(() => String, { nullable: true })
  readonly warehouseCode!: string | null;
  @Field(() => Int, { description: 'By the manifest.' })
  readonly expected!: number;
  @Field(() => Day, { nullable: true })
  readonly manifestedOn!: string | null;
  @Field(() => Int, { nullable: true, description: 'Null until it is counted.' })
  readonly counted!: number | null;
  @Field(() => Int, { nullable: true })
  readonly accepted!: number | null;
  @Field(() => Int, { nullable: true })
  readonly rejected!: number | null;
  @Field(() => Int, { nullable: true })
  readonly short!: number | null;
  @Field(() => Int, { nullable: true })
  readonly over!: number | null;
  @Field(() => Day, { nullable: true })
  readonly countedOn!: string | null;
  @Field(() => Int, { description: 'What a second person let in beyond the manifest.' })
  readonly surplusAccepted!: number;
  @Field(() => String, { nullable: true, description: 'OPEN, ACCEPTED or REFUSED, where the count bears a flag.' })
  readonly exception!: string | null;
}
export const LotConnection = connectionOf<Lot>('Lot', () => Lot);

import { ArgsType, Field, Int, ObjectType } from '@nestjs/graphql';
import { FunnelCut, Position, UnitsVersion, connectionOf } from '@graphql-api';

@ArgsType()
export class TotalsArgs {
  @Field(() => FunnelCut)
  readonly by!: FunnelCut;
  @Field(() => UnitsVersion, { defaultValue: UnitsVersion.V2021, description: 'By LOCALITY: which provinces.' })
  readonly units!: UnitsVersion;
}

@ObjectType({ description: 'A figure of the funnel that is another one at the later size.' })
export class TotalChange {
  @Field(() => String, { description: 'Key of the row, as `funnel` has it.' })
  readonly key!: string;
  @Field(() => String, { description: 'Name of the column, as `funnel` has it.' })
  readonly measure!: string;
  @Field(() => Int, { description: '0 where the row was not there.' })
  readonly before!: number;
  @Field(() => Int, { description: '0 where the row is not there any more.' })
  readonly after!: number;
  @Field(() => Int)
  readonly difference!: number;
}

@ObjectType({ description: 'What one event added to a figure, or took from it.' })
export class TotalEvent {
  @Field(() => Position, { description: 'Position of the event.' })
  readonly position!: number;
  @Field(() => Int)
  readonly n!: number;
}
export const TotalEventConnection = connectionOf<TotalEvent>('TotalEvent', () => TotalEvent);

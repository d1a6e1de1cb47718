import { Field, ID, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Day, ReadsFrom, connectionOf } from '@graphql-api';

export const MeasureKindEnum = {
  DIR15: 'DIR15',
  DIR16: 'DIR16',
  DIR19: 'DIR19',
  ONLINE_TEACHING: 'ONLINE_TEACHING',
} as const;
registerEnumType(MeasureKindEnum, {
  name: 'LocalityMeasureKind',
  description: 'Directive 15, 16 or 19 of the Prime Minister, or teaching online.',
});

@ReadsFrom('measure')
@ObjectType({ description: 'A measure in force in an administrative unit, by one official document.' })
export class LocalityMeasure {
  @Field(() => ID)
  readonly measureId!: string;
  @Field(() => String, { nullable: true, description: 'Null where only the end of the measure is known.' })
  readonly unitCode!: string | null;
  @Field(() => String, { nullable: true, description: 'Name of the unit on the first day.' })
  readonly unitName!: string | null;
  @Field(() => MeasureKindEnum)
  readonly kind!: keyof typeof MeasureKindEnum;
  @Field(() => Day, { nullable: true })
  readonly firstDay!: string | null;
  @Field(() => Day, { nullable: true, description: 'The last day, which still counts; null while it lasts.' })
  readonly lastDay!: string | null;
  @Field(() => String, { nullable: true })
  readonly documentNo!: string | null;
}
export const LocalityMeasureConnection = connectionOf<LocalityMeasure>('LocalityMeasure', () => LocalityMeasure);

@InputType({ description: 'Measures that fit everything that is given.' })
export class LocalityMeasureFilter {
  @Field(() => String, { nullable: true })
  readonly unitCode?: string | null;
  @Field(() => MeasureKindEnum, { nullable: true })
  readonly kind?: keyof typeof MeasureKindEnum | null;
  @Field(() => Day, { nullable: true, description: 'In force on this day.' })
  readonly on?: string | null;
}

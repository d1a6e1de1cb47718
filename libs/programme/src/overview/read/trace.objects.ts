import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Day, Position, Vnd } from '@graphql-api';

export const TraceStageEnum = {
  RECEIVED: 'RECEIVED',
  ACCEPTED: 'ACCEPTED',
  DISPATCHED: 'DISPATCHED',
  AT_SCHOOL: 'AT_SCHOOL',
  ASSIGNED: 'ASSIGNED',
  HANDED_OVER: 'HANDED_OVER',
  DELIVERED: 'DELIVERED',
} as const;
registerEnumType(TraceStageEnum, {
  name: 'TraceStageName',
  description: 'How far devices came. DELIVERED: the pupil’s side accepted it.',
});

export const TraceStepEnum = {
  COMMITMENT: 'COMMITMENT',
  RECEIPT: 'RECEIPT',
  PURCHASE: 'PURCHASE',
  INSPECTION: 'INSPECTION',
  DISPATCH: 'DISPATCH',
  ARRIVAL: 'ARRIVAL',
  ASSIGNMENT: 'ASSIGNMENT',
  HANDOVER: 'HANDOVER',
  ACCEPTANCE: 'ACCEPTANCE',
  NONE: 'NONE',
} as const;
registerEnumType(TraceStepEnum, { name: 'TraceStep', description: 'What has to happen next. NONE: all is done.' });

@ObjectType({ description: 'How many devices reached a stage, and the days of the first and the last of them.' })
export class TraceStage {
  @Field(() => TraceStageEnum)
  readonly stage!: keyof typeof TraceStageEnum;
  @Field(() => Int)
  readonly count!: number;
  @Field(() => Day, { nullable: true })
  readonly firstOn!: string | null;
  @Field(() => Day, { nullable: true })
  readonly lastOn!: string | null;
}

@ObjectType({ description: 'Devices of the gift in one state now.' })
export class TraceState {
  @Field(() => String, { description: 'As `DeviceState`.' })
  readonly state!: string;
  @Field(() => Int)
  readonly count!: number;
}

@ObjectType({ description: 'Devices of the gift of one kind.' })
export class TraceModel {
  @Field(() => String)
  readonly type!: string;
  @Field(() => String)
  readonly maker!: string;
  @Field(() => String, { nullable: true })
  readonly model!: string | null;
  @Field(() => Int)
  readonly count!: number;
}

@ObjectType({
  description: 'Devices at schools or with pupils of one place. Where few are, only the province is named.',
})
export class TracePlace {
  @Field(() => String, { nullable: true, description: 'Null where the place is not known.' })
  readonly provinceCode!: string | null;
  @Field(() => String, { nullable: true })
  readonly provinceName!: string | null;
  @Field(() => String, { nullable: true, description: 'Null: the rest of the province.' })
  readonly districtCode!: string | null;
  @Field(() => String, { nullable: true })
  readonly districtName!: string | null;
  @Field(() => Int)
  readonly count!: number;
}

@ObjectType({ description: 'Money of the gift. It is traced by its sum; nothing says which đồng bought which device.' })
export class TraceCash {
  @Field(() => Vnd)
  readonly promised!: number;
  @Field(() => Vnd)
  readonly received!: number;
  @Field(() => Vnd, {
    nullable: true,
    description: 'Price of what was bought with it; null where a price is not known.',
  })
  readonly spent!: number | null;
  @Field(() => Int, { description: 'Devices that were bought with it.' })
  readonly bought!: number;
}

@ObjectType({
  description:
    'What became of a gift, for whoever has its code. It never shows pupils, categories, schools, or a district with fewer than 10 devices of it, because few recipients are easily told apart; nor the name of a donor who wishes none.',
})
export class Trace {
  @Field(() => String)
  readonly donationCode!: string;
  @Field(() => String, { nullable: true, description: 'An organisation that is named in public; else null.' })
  readonly donorName!: string | null;
  @Field(() => String, { nullable: true, description: 'As `ResourceKind`.' })
  readonly kind!: string | null;
  @Field(() => String, { description: 'As `DonationStatus`.' })
  readonly status!: string;
  @Field(() => Day, { nullable: true })
  readonly pledgedOn!: string | null;
  @Field(() => Day, { nullable: true })
  readonly committedOn!: string | null;
  @Field(() => Int, { nullable: true, description: 'Things that count as promised; null of money.' })
  readonly promised!: number | null;
  @Field(() => Int, { description: 'Devices of it that were counted in.' })
  readonly received!: number;
  @Field(() => Int, { description: 'Of those, usable.' })
  readonly accepted!: number;
  @Field(() => Int, { description: 'Of those, at a school or beyond it.' })
  readonly atSchool!: number;
  @Field(() => Int, { description: 'Of those, accepted by a pupil’s side.' })
  readonly delivered!: number;
  @Field(() => TraceCash, { nullable: true, description: 'Null of things.' })
  readonly cash!: TraceCash | null;
  @Field(() => [TraceStage])
  readonly stages!: readonly TraceStage[];
  @Field(() => [TraceState])
  readonly states!: readonly TraceState[];
  @Field(() => [TraceModel])
  readonly models!: readonly TraceModel[];
  @Field(() => [TracePlace])
  readonly places!: readonly TracePlace[];
  @Field(() => TraceStepEnum)
  readonly nextStep!: keyof typeof TraceStepEnum;
  @Field(() => Position, { description: 'The size of the ledger that this was read at.' })
  readonly size!: number;
}

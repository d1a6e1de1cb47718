import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Day, Node, ReadsFrom, Versioned, Vnd, connectionOf } from '@graphql-api';

const enumOf = <const T extends readonly string[]>(...values: T): { readonly [K in T[number]]: K } =>
  Object.fromEntries(values.map((value) => [value, value])) as { readonly [K in T[number]]: K };

export const DonationStatusEnum = enumOf(
  'UNKNOWN',
  'PLEDGED',
  'COMMITTED',
  'PARTIALLY_RECEIVED',
  'RECEIVED',
  'CLOSED',
  'WITHDRAWN',
  'LAPSED',
  'REFUSED',
);
registerEnumType(DonationStatusEnum, { name: 'DonationStatus', description: 'How far a donation is.' });

export const ResourceKindEnum = enumOf(
  'CASH_VND',
  'DEVICE',
  'SIM',
  'DATA_GB_DAY',
  'PLATFORM_LICENCE',
  'INFRA',
  'SERVICE',
  'COVERAGE',
);
registerEnumType(ResourceKindEnum, { name: 'ResourceKind', description: 'What is given.' });

export const PublicityEnum = enumOf('NAMED', 'ANONYMOUS', 'NAME_ONLY_NO_AMOUNT');
registerEnumType(PublicityEnum, { name: 'DonationPublicity', description: 'What is said of the donor in public.' });

@ObjectType('DonationEarmark', { description: 'For whom a donation is meant (D4).' })
export class DonationEarmark {
  @Field(() => String, { nullable: true })
  readonly provinceCode!: string | null;
  @Field(() => String, { nullable: true })
  readonly schoolCode!: string | null;
  @Field(() => String, { nullable: true })
  readonly category!: string | null;
  @Field(() => Boolean, { description: 'For places under Directive 16 that teach online.' })
  readonly priorityLocalities!: boolean;
  @Field(() => Boolean, { description: 'With the donor’s consent it no longer restricts.' })
  readonly released!: boolean;
}

@ObjectType('CashReceipt', { description: 'Money that arrived on the programme’s account.' })
export class CashReceipt {
  @Field(() => ID)
  readonly receiptId!: string;
  @Field(() => Vnd)
  readonly amount!: number;
  @Field(() => Day)
  readonly valueDate!: string;
}

@ObjectType('DonationAcknowledgement', { description: 'The donor’s paper.' })
export class DonationAcknowledgement {
  @Field(() => String)
  readonly number!: string;
  @Field(() => Day)
  readonly issuedOn!: string;
}

@ReadsFrom('donation')
@ObjectType('Donation', {
  implements: () => [Node, Versioned],
  description: 'One pledge line of a donor, and what came of it. Money and things are never added to each other.',
})
export class Donation extends Node {
  @Field(() => String)
  readonly code!: string;
  @Field(() => String, { nullable: true })
  readonly donorCode!: string | null;
  @Field(() => ResourceKindEnum, { nullable: true })
  readonly kind!: keyof typeof ResourceKindEnum | null;
  @Field(() => DonationStatusEnum)
  readonly status!: keyof typeof DonationStatusEnum;
  @Field(() => Boolean, { description: 'Flagged, and counted only when a second person says so.' })
  readonly withheld!: boolean;
  @Field(() => Boolean, { description: 'The sum of other donations, and never counted beside them (D3).' })
  readonly umbrella!: boolean;
  @Field(() => String, { nullable: true, description: 'The donation whose part this one is.' })
  readonly umbrellaCode!: string | null;
  @Field(() => Int, { nullable: true, description: 'Things that count as promised; null of money.' })
  readonly promisedQuantity!: number | null;
  @Field(() => Int, { nullable: true, description: 'Usable things that arrived; null of money.' })
  readonly receivedQuantity!: number | null;
  @Field(() => Vnd, { nullable: true, description: 'Money that counts as promised; null of things.' })
  readonly promisedAmount!: number | null;
  @Field(() => Vnd, { nullable: true, description: 'Money that arrived; null of things.' })
  readonly receivedAmount!: number | null;
  @Field(() => Int, { nullable: true, description: 'Things that were bought with the money; null of things.' })
  readonly bought!: number | null;
  @Field(() => Int, {
    nullable: true,
    description: 'What the money would buy by the norm (D6): shown with `normVnd`, and added to nothing.',
  })
  readonly deviceEquivalent!: number | null;
  @Field(() => Vnd, { nullable: true, description: 'The norm of `deviceEquivalent`, đồng a device.' })
  readonly normVnd!: number | null;
  @Field(() => String, { nullable: true, description: 'NORM_2_5M, INVOICE or DONOR_STATED.' })
  readonly valuationBasis!: string | null;
  @Field(() => Vnd, { nullable: true, description: 'Value of one thing, on that basis.' })
  readonly unitVnd!: number | null;
  @Field(() => DonationEarmark, { nullable: true })
  readonly earmark!: DonationEarmark | null;
  @Field(() => PublicityEnum, { nullable: true })
  readonly publicity!: keyof typeof PublicityEnum | null;
  @Field(() => Day, { nullable: true })
  readonly dueOn!: string | null;
  @Field(() => String, { nullable: true })
  readonly documentNo!: string | null;
  @Field(() => Day, { nullable: true })
  readonly pledgedOn!: string | null;
  @Field(() => Day, { nullable: true })
  readonly committedOn!: string | null;
  @Field(() => Day, { nullable: true })
  readonly firstReceivedOn!: string | null;
  @Field(() => Day, { nullable: true })
  readonly lastReceivedOn!: string | null;
  @Field(() => [CashReceipt])
  readonly cash!: readonly CashReceipt[];
  @Field(() => [DonationAcknowledgement])
  readonly acknowledgements!: readonly DonationAcknowledgement[];
}
export const DonationConnection = connectionOf<Donation>('Donation', () => Donation);

@InputType({ description: 'Donations that fit everything that is given.' })
export class DonationFilter {
  @Field(() => String, { nullable: true, description: 'Code of the donor.' })
  readonly donor?: string | null;
  @Field(() => ResourceKindEnum, { nullable: true })
  readonly kind?: keyof typeof ResourceKindEnum | null;
  @Field(() => DonationStatusEnum, { nullable: true })
  readonly status?: keyof typeof DonationStatusEnum | null;
  @Field(() => String, { nullable: true, description: 'Code of the umbrella.' })
  readonly umbrella?: string | null;
  @Field(() => String, { nullable: true, description: 'Code of the province that it is earmarked for.' })
  readonly earmarkProvince?: string | null;
  @Field(() => Boolean, { nullable: true })
  readonly withheld?: boolean | null;
}

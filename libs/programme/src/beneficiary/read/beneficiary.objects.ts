import { Field, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { AssetTag, Day, Node, ReadsFrom, Versioned, connectionOf } from '@graphql-api';

const enumOf = <const T extends readonly string[]>(...values: T): { readonly [K in T[number]]: K } =>
  Object.fromEntries(values.map((value) => [value, value])) as { readonly [K in T[number]]: K };

export const BeneficiaryStatus = enumOf('REGISTERED', 'REFUSED', 'LAPSED', 'DUPLICATE');
registerEnumType(BeneficiaryStatus, { name: 'BeneficiaryStatus', description: 'What became of the registered need.' });

export const CategoryEnum = enumOf('POOR', 'NEAR_POOR', 'COVID_ORPHAN', 'OTHER_HARDSHIP');
registerEnumType(CategoryEnum, { name: 'Category', description: 'As an authority attests it for a year.' });

export const EligibilityResult = enumOf('ELIGIBLE', 'NOT_ELIGIBLE');
registerEnumType(EligibilityResult, { name: 'EligibilityResult', description: 'What the rule set said.' });

export const AssignmentStatus = enumOf('PROPOSED', 'REJECTED', 'PROMISED', 'CONFIRMED', 'RELEASED', 'SERVED', 'ENDED');
registerEnumType(AssignmentStatus, {
  name: 'AssignmentStatus',
  description:
    'PROMISED is the approval; the device CONFIRMED it, or it was RELEASED; SERVED: the pupil’s side accepted.',
});

@ObjectType({ description: 'A device for a pupil, from its proposal to its end.' })
export class Assignment {
  @Field(() => ID)
  readonly assignmentId!: string;
  @Field(() => AssetTag, { description: 'The device; see `device(tag)`.' })
  readonly tag!: string;
  @Field(() => String)
  readonly schoolCode!: string;
  @Field(() => String, { description: 'GIFT or LOAN.' })
  readonly tenure!: string;
  @Field(() => AssignmentStatus)
  readonly status!: keyof typeof AssignmentStatus;
  @Field(() => ID, { nullable: true, description: 'The assignment whose lost or broken device it replaces.' })
  readonly replaces!: string | null;
  @Field(() => Day, { nullable: true })
  readonly servedOn!: string | null;
  @Field(() => String, { nullable: true })
  readonly endReason!: string | null;
  @Field(() => Boolean, { description: 'It never counted: a wrong recipient, or a double benefit.' })
  readonly voided!: boolean;
}

@ReadsFrom('beneficiary')
@ObjectType({
  implements: () => [Node, Versioned],
  description: 'A pupil or student without a computer. Who it is stands in the vault, and is not in this API.',
})
export class Beneficiary extends Node {
  @Field(() => ID, { description: 'The random id in events and receipts.' })
  readonly subjectId!: string;
  @Field(() => BeneficiaryStatus)
  readonly status!: keyof typeof BeneficiaryStatus;
  @Field(() => String, { nullable: true, description: 'Why the need lapsed.' })
  readonly statusReason!: string | null;
  @Field(() => Boolean, { description: 'The registration waits for a second person.' })
  readonly waiting!: boolean;
  @Field(() => String, { nullable: true })
  readonly schoolCode!: string | null;
  @Field(() => String, { nullable: true })
  readonly provinceCode!: string | null;
  @Field(() => String, { nullable: true })
  readonly unitCode!: string | null;
  @Field(() => String, { nullable: true, description: 'PUPIL or STUDENT.' })
  readonly level!: string | null;
  @Field(() => Int, { nullable: true })
  readonly grade!: number | null;
  @Field(() => Day, { nullable: true })
  readonly registeredOn!: string | null;
  @Field(() => String, { nullable: true, description: 'NONE, SHARED_PHONE or OWN.' })
  readonly devicePossession!: string | null;
  @Field(() => CategoryEnum, { nullable: true })
  readonly category!: keyof typeof CategoryEnum | null;
  @Field(() => Int, { nullable: true })
  readonly categoryYear!: number | null;
  @Field(() => Boolean)
  readonly hasLegalBasis!: boolean;
  @Field(() => EligibilityResult, { nullable: true, description: 'Null while it has to be evaluated (anew).' })
  readonly eligibility!: keyof typeof EligibilityResult | null;
  @Field(() => [String], { description: 'All rules that fail, E1 to E6.' })
  readonly eligibilityReasons!: readonly string[];
  @Field(() => Int, { nullable: true })
  readonly ruleSetVersion!: number | null;
  @Field(() => [Assignment], { description: 'In the order of their proposals.' })
  readonly assignments!: readonly Assignment[];
}
export const BeneficiaryConnection = connectionOf<Beneficiary>('Beneficiary', () => Beneficiary);

@InputType({ description: 'Pupils that fit everything that is given.' })
export class BeneficiaryFilter {
  @Field(() => BeneficiaryStatus, { nullable: true })
  readonly status?: keyof typeof BeneficiaryStatus | null;
  @Field(() => EligibilityResult, { nullable: true })
  readonly eligibility?: keyof typeof EligibilityResult | null;
  @Field(() => CategoryEnum, { nullable: true })
  readonly category?: keyof typeof CategoryEnum | null;
  @Field(() => String, { nullable: true })
  readonly schoolCode?: string | null;
  @Field(() => String, { nullable: true })
  readonly provinceCode?: string | null;
  @Field(() => Boolean, { nullable: true, description: 'Holds a device, or was promised one.' })
  readonly served?: boolean | null;
  @Field(() => AssetTag, { nullable: true, description: 'Had, or has, an assignment of this device.' })
  readonly device?: string | null;
}

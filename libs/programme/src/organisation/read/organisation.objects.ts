import { Field, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Carrier, Day, Node, ReadsFrom, Versioned, connectionOf } from '@graphql-api';

const kinds = {
  SCHOOL: 'SCHOOL',
  CARRIER: 'CARRIER',
  WAREHOUSE: 'WAREHOUSE',
  AUTHORITY: 'AUTHORITY',
  SUPPLIER: 'SUPPLIER',
  LOGISTICS: 'LOGISTICS',
  PLATFORM_PROVIDER: 'PLATFORM_PROVIDER',
  INFRA_PROVIDER: 'INFRA_PROVIDER',
  AUDITOR: 'AUDITOR',
} as const;
export const OrganisationKindEnum = kinds;
registerEnumType(OrganisationKindEnum, { name: 'OrganisationKind', description: 'What an organisation is here for.' });

@ObjectType('CarrierTerms', {
  description: 'What a carrier agreed to for these days. It explains a shortfall and changes no promise.',
})
export class CarrierTermsObject {
  @Field(() => Carrier)
  readonly carrier!: keyof typeof Carrier;
  @Field(() => Day)
  readonly validFrom!: string;
  @Field(() => Day, { nullable: true, description: 'The last day; null while they hold.' })
  readonly validTo!: string | null;
  @Field(() => String, { description: 'BINARY or DECIMAL gigabytes.' })
  readonly unitBase!: string;
  @Field(() => String)
  readonly periodMode!: string;
  @Field(() => String, { description: 'CALENDAR_3_MONTHS or FIXED_90_DAYS.' })
  readonly termPolicy!: string;
  @Field(() => Int)
  readonly pledgedGrants!: number;
  @Field(() => String)
  readonly documentNo!: string;
}

@ReadsFrom('organisation')
@ObjectType('Organisation', {
  implements: () => [Node, Versioned],
  description: 'A school, carrier, warehouse or authority. Its name is public.',
})
export class Organisation extends Node {
  @Field(() => String)
  readonly code!: string;
  @Field(() => OrganisationKindEnum, { nullable: true })
  readonly kind!: keyof typeof OrganisationKindEnum | null;
  @Field(() => String, { nullable: true })
  readonly name!: string | null;
  @Field(() => String, { nullable: true, description: 'Code of the province, as of the day of registration.' })
  readonly provinceCode!: string | null;
  @Field(() => String, { nullable: true, description: 'Code of the most specific unit that is known.' })
  readonly unitCode!: string | null;
  @Field(() => Carrier, { nullable: true })
  readonly carrier!: keyof typeof Carrier | null;
  @Field(() => [CarrierTermsObject], { description: 'Of a carrier: its dated terms.' })
  readonly terms!: readonly CarrierTermsObject[];
}
export const OrganisationConnection = connectionOf<Organisation>('Organisation', () => Organisation);

@InputType({ description: 'Organisations that fit everything that is given.' })
export class OrganisationFilter {
  @Field(() => OrganisationKindEnum, { nullable: true })
  readonly kind?: keyof typeof OrganisationKindEnum | null;
  @Field(() => String, { nullable: true })
  readonly provinceCode?: string | null;
  @Field(() => String, { nullable: true })
  readonly unitCode?: string | null;
  @Field(() => Carrier, { nullable: true })
  readonly carrier?: keyof typeof Carrier | null;
}

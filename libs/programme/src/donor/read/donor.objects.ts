import { Field, InputType, ObjectType, registerEnumType } from '@nestjs/graphql';
import { Node, ReadsFrom, Versioned, connectionOf } from '@graphql-api';

export const DonorKindEnum = {
  AGENCY: 'AGENCY',
  ORGANISATION: 'ORGANISATION',
  ENTERPRISE: 'ENTERPRISE',
  PERSON: 'PERSON',
} as const;
registerEnumType(DonorKindEnum, { name: 'DonorKind', description: 'What a donor is.' });

@ReadsFrom('donor')
@ObjectType('Donor', {
  implements: () => [Node, Versioned],
  description: 'Who gives. A person is known here by a code only.',
})
export class Donor extends Node {
  @Field(() => String)
  readonly code!: string;
  @Field(() => DonorKindEnum)
  readonly kind!: keyof typeof DonorKindEnum;
  @Field(() => String, { nullable: true, description: 'An organisation’s public name; null of a person.' })
  readonly name!: string | null;
  @Field(() => String, { nullable: true, description: 'An organisation’s tax code, which is public.' })
  readonly taxCode!: string | null;
  @Field(() => String, { description: 'NAMED, ANONYMOUS or NAME_ONLY_NO_AMOUNT: what is said of the donor in public.' })
  readonly publicity!: string;
}
export const DonorConnection = connectionOf<Donor>('Donor', () => Donor);

@InputType({ description: 'Donors that fit everything that is given.' })
export class DonorFilter {
  @Field(() => DonorKindEnum, { nullable: true })
  readonly kind?: keyof typeof DonorKindEnum | null;
  @Field(() => String, { nullable: true, description: 'NAMED, ANONYMOUS or NAME_ONLY_NO_AMOUNT.' })
  readonly publicity?: string | null;
}

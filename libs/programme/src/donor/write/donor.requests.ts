import { IsCode, IsOneOf, IsText } from '@command-handling/rest';

export class RegisterDonorBody {
  @IsCode({ optional: true, description: 'Its code for ever; derived from the command where absent.' })
  readonly code?: string;
  @IsOneOf(['AGENCY', 'ORGANISATION', 'ENTERPRISE', 'PERSON'])
  readonly kind!: 'AGENCY' | 'ORGANISATION' | 'ENTERPRISE' | 'PERSON';
  @IsText({ description: 'Public for an organisation. Of a person it is kept in the vault only.' })
  readonly name!: string;
  @IsText({ optional: true, maximum: 14, description: '10 digits, or 10-3. Of a person it is kept in the vault only.' })
  readonly taxCode?: string;
  @IsOneOf(['NAMED', 'ANONYMOUS', 'NAME_ONLY_NO_AMOUNT'])
  readonly publicity!: 'NAMED' | 'ANONYMOUS' | 'NAME_ONLY_NO_AMOUNT';
}

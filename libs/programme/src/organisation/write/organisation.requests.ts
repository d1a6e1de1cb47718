import { carriers, type Carrier } from '@programme/shared';
import {
  IsCode,
  IsCount,
  IsDay,
  IsDocumentNo,
  IsOneOf,
  IsProvinceCode,
  IsText,
  IsUnitCode,
} from '@command-handling/rest';

const KINDS = [
  'SCHOOL',
  'CARRIER',
  'WAREHOUSE',
  'AUTHORITY',
  'SUPPLIER',
  'LOGISTICS',
  'PLATFORM_PROVIDER',
  'INFRA_PROVIDER',
  'AUDITOR',
] as const;

export class RegisterOrganisationBody {
  @IsCode({ description: 'Its code for ever, for example 31-TEST-001.' })
  readonly code!: string;
  @IsOneOf(KINDS)
  readonly kind!: (typeof KINDS)[number];
  @IsText({ description: 'Public name.' })
  readonly name!: string;
  @IsProvinceCode()
  readonly provinceCode!: string;
  @IsUnitCode({ description: 'The unit it is in: province, district or commune.' })
  readonly unitCode!: string;
  @IsOneOf(carriers, { optional: true, description: 'For an organisation of kind CARRIER, and no other.' })
  readonly carrier?: Carrier;
}

export class AgreeCarrierTermsBody {
  @IsOneOf(carriers)
  readonly carrier!: Carrier;
  @IsDay({ description: 'First day.' })
  readonly validFrom!: string;
  @IsDay({ optional: true, description: 'Last day; for ever where absent.' })
  readonly validTo?: string;
  @IsOneOf(['BINARY', 'DECIMAL'], { description: '4 GB as 4 × 1024³ or 4 × 10⁹ bytes; only explains a shortfall.' })
  readonly unitBase!: 'BINARY' | 'DECIMAL';
  @IsOneOf(['CALENDAR_DAY', 'ROLLING_24H'])
  readonly periodMode!: 'CALENDAR_DAY' | 'ROLLING_24H';
  @IsOneOf(['CALENDAR_3_MONTHS', 'FIXED_90_DAYS'])
  readonly termPolicy!: 'CALENDAR_3_MONTHS' | 'FIXED_90_DAYS';
  @IsCount({ description: 'How many grants the carrier pledged.' })
  readonly pledgedGrants!: number;
  @IsDocumentNo()
  readonly documentNo!: string;
}

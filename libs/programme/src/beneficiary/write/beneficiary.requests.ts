import {
  IsCode,
  IsCount,
  IsDay,
  IsDocumentNo,
  IsFlag,
  IsNested,
  IsOneOf,
  IsText,
  IsUuidField,
} from '@command-handling/rest';

const POSSESSIONS = ['NONE', 'SHARED_PHONE', 'OWN'] as const;
const CATEGORIES = ['POOR', 'NEAR_POOR', 'COVID_ORPHAN', 'OTHER_HARDSHIP'] as const;
const LAPSES = ['HAS_DEVICE', 'RETURNED_TO_SCHOOL', 'GRADUATED', 'MOVED', 'DECEASED', 'DECLINED'] as const;

export class LegalBasisBody {
  @IsOneOf(['CONSENT', 'STATE_FUNCTION'])
  readonly kind!: 'CONSENT' | 'STATE_FUNCTION';
  @IsDocumentNo()
  readonly documentNo!: string;
  @IsDay()
  readonly signedOn!: string;
  @IsFlag({ optional: true, description: "The child's own consent, from seven years on." })
  readonly childConsent?: boolean;
}

export class RegisterNeedBody {
  @IsCode()
  readonly schoolCode!: string;
  @IsText({ maximum: 40, description: 'The number that the school knows the pupil by. Kept in the vault only.' })
  readonly studentCode!: string;
  @IsText({ description: 'Kept in the vault only.' })
  readonly fullName!: string;
  @IsDay({ description: 'Kept in the vault only.' })
  readonly dateOfBirth!: string;
  @IsOneOf(['MALE', 'FEMALE'], { optional: true, description: 'Kept in the vault only.' })
  readonly sex?: 'MALE' | 'FEMALE';
  @IsText({ optional: true, maximum: 20, description: '12 digits. Kept in the vault only.' })
  readonly personalId?: string;
  @IsText({ optional: true, description: 'Kept in the vault only.' })
  readonly guardianName?: string;
  @IsText({ optional: true, maximum: 20, description: 'A mobile number. Kept in the vault only.' })
  readonly guardianPhone?: string;
  @IsOneOf(['PUPIL', 'STUDENT'])
  readonly level!: 'PUPIL' | 'STUDENT';
  @IsCount({ minimum: 1, optional: true, description: '1 to 12.' })
  readonly grade?: number;
  @IsOneOf(POSSESSIONS)
  readonly devicePossession!: (typeof POSSESSIONS)[number];
  @IsDay()
  readonly registeredOn!: string;
  @IsNested(() => LegalBasisBody, {
    optional: true,
    description: 'Without it the need is recorded and waits (CONSENT).',
  })
  readonly legalBasis?: LegalBasisBody;
}

export class AttestCategoryBody {
  @IsOneOf(CATEGORIES)
  readonly category!: (typeof CATEGORIES)[number];
  @IsCount({ minimum: 2020, description: 'The year that it is attested for.' })
  readonly validYear!: number;
  @IsCode({ description: 'The authority that attests.' })
  readonly issuedBy!: string;
  @IsText({ optional: true, maximum: 60, description: 'Kept in the vault only.' })
  readonly certificateNo?: string;
  @IsDay({ optional: true, description: 'Day of the attestation; today where absent.' })
  readonly attestedOn?: string;
}

export class DeclareDevicePossessionBody {
  @IsOneOf(POSSESSIONS)
  readonly devicePossession!: (typeof POSSESSIONS)[number];
  @IsDay()
  readonly declaredOn!: string;
}

export class RecordConsentBody {
  @IsNested(() => LegalBasisBody)
  readonly legalBasis!: LegalBasisBody;
}

export class WithdrawConsentBody {
  @IsDay()
  readonly withdrawnOn!: string;
}

export class EvaluateEligibilityBody {
  @IsDay({ description: 'The day whose phase and attestations count.' })
  readonly evaluatedOn!: string;
}

export class TransferBody {
  @IsCode()
  readonly toSchoolCode!: string;
  @IsDay()
  readonly movedOn!: string;
}

export class LapseNeedBody {
  @IsOneOf(LAPSES)
  readonly reason!: (typeof LAPSES)[number];
  @IsDay()
  readonly lapsedOn!: string;
}

export class ReportDuplicateBody {
  @IsUuidField({ description: 'The registration that stays.' })
  readonly survivorSubjectId!: string;
  @IsDay()
  readonly reportedOn!: string;
  @IsDocumentNo()
  readonly documentNo!: string;
}

import type { Category } from '@programme/shared';
import {
  IsCode,
  IsCount,
  IsDay,
  IsDocumentNo,
  IsFlag,
  IsNested,
  IsOneOf,
  IsProvinceCode,
  IsQuantity,
  IsReasonCode,
  IsText,
  IsVnd,
} from '@command-handling/rest';

const KINDS = ['CASH_VND', 'DEVICE', 'SIM', 'DATA_GB_DAY', 'PLATFORM_LICENCE', 'INFRA', 'SERVICE', 'COVERAGE'] as const;

export class ValuationBody {
  @IsOneOf(['NORM_2_5M', 'INVOICE', 'DONOR_STATED'])
  readonly basis!: 'NORM_2_5M' | 'INVOICE' | 'DONOR_STATED';
  @IsVnd({ description: 'Value of one, in đồng.' })
  readonly unitVnd!: number;
}

export class EarmarkBody {
  @IsProvinceCode({ optional: true })
  readonly provinceCode?: string;
  @IsCode({ optional: true })
  readonly schoolCode?: string;
  @IsOneOf(['POOR', 'NEAR_POOR', 'COVID_ORPHAN', 'OTHER_HARDSHIP'], { optional: true })
  readonly category?: Category;
  @IsFlag({ optional: true, description: 'For localities under Directive 16 that teach online.' })
  readonly priorityLocalities?: boolean;
}

export class PledgeDonationBody {
  @IsCode({ optional: true, description: 'Its code for ever; derived from the command where absent.' })
  readonly code?: string;
  @IsCode()
  readonly donorCode!: string;
  @IsOneOf(KINDS)
  readonly kind!: (typeof KINDS)[number];
  @IsQuantity({ optional: true, description: 'Of things; never of money.' })
  readonly quantity?: number;
  @IsVnd({ optional: true, description: 'Of money, whole đồng; never of things.' })
  readonly amountVnd?: number;
  @IsNested(() => ValuationBody, { optional: true })
  readonly valuation?: ValuationBody;
  @IsNested(() => EarmarkBody, {
    optional: true,
    description: 'Restricts allocation until a second person releases it.',
  })
  readonly earmark?: EarmarkBody;
  @IsOneOf(['NAMED', 'ANONYMOUS', 'NAME_ONLY_NO_AMOUNT'])
  readonly publicity!: 'NAMED' | 'ANONYMOUS' | 'NAME_ONLY_NO_AMOUNT';
  @IsFlag({ optional: true, description: 'The sum of its leaves, never counted beside them.' })
  readonly umbrella?: boolean;
  @IsCode({ optional: true, description: 'The umbrella pledge of which this is a leaf.' })
  readonly umbrellaCode?: string;
  @IsDay({ optional: true })
  readonly dueOn?: string;
  @IsDocumentNo()
  readonly documentNo!: string;
  @IsDay({ description: 'Day of the document.' })
  readonly pledgedOn!: string;
}

export class RevisePledgeBody {
  @IsQuantity({ optional: true })
  readonly quantity?: number;
  @IsVnd({ optional: true })
  readonly amountVnd?: number;
  @IsReasonCode()
  readonly reason!: string;
  @IsDocumentNo()
  readonly documentNo!: string;
  @IsDay({ optional: true, description: 'Day of the document; now where absent.' })
  readonly revisedOn?: string;
}

export class CommitPledgeBody {
  @IsDocumentNo()
  readonly documentNo!: string;
  @IsDay({ optional: true, description: 'Day of the document; now where absent.' })
  readonly committedOn?: string;
}

export class ReceiveCashBody {
  @IsVnd()
  readonly amountVnd!: number;
  @IsText({ maximum: 20, description: "The programme's account, digits only." })
  readonly account!: string;
  @IsText({ maximum: 60 })
  readonly bankRef!: string;
  @IsDay()
  readonly valueDate!: string;
}

export class IssueAcknowledgementBody {
  @IsText({ maximum: 40, description: "Number of the donor's paper." })
  readonly number!: string;
  @IsDay()
  readonly issuedOn!: string;
}

export class WithdrawDonationBody {
  @IsReasonCode()
  readonly reason!: string;
  @IsDay({ optional: true, description: 'Now where absent.' })
  readonly withdrawnOn?: string;
}

export class ReleaseEarmarkBody {
  @IsDocumentNo({ description: "The donor's consent." })
  readonly consentRef!: string;
  @IsReasonCode()
  readonly reason!: string;
}

export class ManifestLotBody {
  @IsCode()
  readonly donationCode!: string;
  @IsCode()
  readonly lotNo!: string;
  @IsCount({ description: 'A second manifest of the same lot adds to it.' })
  readonly expected!: number;
  @IsCode()
  readonly warehouseCode!: string;
  @IsDay()
  readonly manifestedOn!: string;
}

export class CountLotBody {
  @IsCount()
  readonly counted!: number;
  @IsCount()
  readonly accepted!: number;
  @IsCount()
  readonly rejected!: number;
  @IsDay()
  readonly countedOn!: string;
}

import {
  IsDay,
  IsDocumentNo,
  IsOneOf,
  IsReasonCode,
  IsSha256,
  IsTag,
  IsText,
  IsUuidField,
  IsCode,
} from '@command-handling/rest';

export class ProposeAssignmentBody {
  @IsUuidField({ description: 'The pupil.' })
  readonly subjectId!: string;
  @IsTag({ description: 'The device.' })
  readonly tag!: string;
  @IsOneOf(['GIFT', 'LOAN'], { description: 'Fixed at assignment (V7).' })
  readonly tenure!: 'GIFT' | 'LOAN';
  @IsUuidField({ optional: true, description: 'The ended assignment whose lost or broken device it replaces.' })
  readonly replaces?: string;
}

export class ApproveAssignmentBody {
  @IsUuidField({ description: 'The pupil, as in the receipt of the proposal.' })
  readonly subjectId!: string;
}

export class RejectProposalBody {
  @IsUuidField({ description: 'The pupil, as in the receipt of the proposal.' })
  readonly subjectId!: string;
  @IsReasonCode()
  readonly reason!: string;
}

export class RecordHandoverBody {
  @IsTag()
  readonly tag!: string;
  @IsUuidField()
  readonly assignmentId!: string;
  @IsUuidField({ description: 'The pupil that it was handed to.' })
  readonly subjectId!: string;
  @IsCode()
  readonly schoolCode!: string;
  @IsDay()
  readonly handedOn!: string;
  @IsOneOf(['PUPIL', 'GUARDIAN', 'ALTERNATE'])
  readonly relation!: 'PUPIL' | 'GUARDIAN' | 'ALTERNATE';
  @IsText({ optional: true, description: 'Who received it. Kept in the vault only.' })
  readonly receivedByName?: string;
  @IsOneOf(['DRAWN', 'PAPER_SCAN', 'OTP'])
  readonly signatureType!: 'DRAWN' | 'PAPER_SCAN' | 'OTP';
  @IsSha256({ optional: true })
  readonly evidenceSha256?: string;
  @IsText({ maximum: 40, description: 'The terms as they were shown.' })
  readonly termsVersion!: string;
  @IsReasonCode({ optional: true })
  readonly conditionCode?: string;
  @IsText({ optional: true, maximum: 40, description: 'ICCID of the SIM in the box. Looked up, never recorded.' })
  readonly iccid?: string;
}

export class AcceptHandoverBody {
  @IsTag()
  readonly tag!: string;
  @IsDay()
  readonly acceptedOn!: string;
  @IsOneOf(['PUPIL', 'GUARDIAN'])
  readonly acceptedBy!: 'PUPIL' | 'GUARDIAN';
}

export class DeclineHandoverBody {
  @IsTag()
  readonly tag!: string;
  @IsReasonCode()
  readonly reason!: string;
  @IsDay()
  readonly declinedOn!: string;
}

export class ReportWrongRecipientBody {
  @IsTag()
  readonly tag!: string;
  @IsDay()
  readonly reportedOn!: string;
  @IsUuidField({ optional: true, description: 'The pupil who has it, if that is a pupil of the programme.' })
  readonly actualSubjectId?: string;
  @IsDocumentNo()
  readonly documentNo!: string;
}

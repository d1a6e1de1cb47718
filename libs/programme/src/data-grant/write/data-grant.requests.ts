import {
  IsCode,
  IsCount,
  IsDay,
  IsFlag,
  IsMoment,
  IsOneOf,
  IsReasonCode,
  IsTag,
  IsText,
  IsUuidField,
  IsVnd,
} from '@command-handling/rest';
import { type Carrier, carriers } from '@programme/shared';

export class IssueSimBody {
  @IsText({ maximum: 40, description: '19–20 digits. Kept in the vault only.' })
  readonly iccid!: string;
  @IsText({ maximum: 20, description: 'The mobile number. Kept in the vault only.' })
  readonly msisdn!: string;
  @IsOneOf(carriers)
  readonly carrier!: Carrier;
  @IsDay()
  readonly issuedOn!: string;
  @IsTag({ optional: true, description: 'The device that it goes with.' })
  readonly tag?: string;
  @IsCode({ optional: true })
  readonly schoolCode?: string;
  @IsUuidField({ optional: true, description: 'The SIM that it takes the number over from.' })
  readonly numberFrom?: string;
}

export class ActivateSimBody {
  @IsMoment({ description: 'When the carrier switched it on.' })
  readonly activatedAt!: string;
  @IsReasonCode()
  readonly planCode!: string;
}

export class FailSimActivationBody {
  @IsMoment()
  readonly attemptedAt!: string;
  @IsReasonCode()
  readonly planCode!: string;
  @IsReasonCode({ description: "The carrier's reason." })
  readonly code!: string;
}

export class ReplaceSimBody {
  @IsUuidField({ description: 'Issued before.' })
  readonly newSimId!: string;
  @IsDay()
  readonly replacedOn!: string;
  @IsReasonCode()
  readonly reason!: string;
}

export class AttachSimBody {
  @IsUuidField({ description: 'A grant that has no SIM yet.' })
  readonly grantId!: string;
  @IsDay()
  readonly attachedOn!: string;
}

export class ReorderGrantBody {
  @IsDay({ description: 'It waits another 90 days from here.' })
  readonly reorderedOn!: string;
}

export class NotifyPostGrantTermsBody {
  @IsDay()
  readonly notifiedOn!: string;
  @IsText({ maximum: 40, description: 'Of the terms as they were told.' })
  readonly termsVersion!: string;
  @IsVnd({ description: 'For one period, once the free days are over.' })
  readonly priceVnd!: number;
  @IsCount({ minimum: 1, maximum: 366 })
  readonly periodDays!: number;
  @IsFlag({ description: 'Has to be false: nobody is charged without having asked.' })
  readonly autoCharge!: boolean;
}

export class SuspendGrantBody {
  @IsDay({ description: 'No data from the day after on.' })
  readonly suspendedOn!: string;
  @IsReasonCode()
  readonly reason!: string;
}

export class ResumeGrantBody {
  @IsDay({ description: 'Data again from the day after on.' })
  readonly resumedOn!: string;
  @IsReasonCode()
  readonly reason!: string;
}

export class EndGrantBody {
  @IsDay()
  readonly endedOn!: string;
  @IsOneOf(['TERMINATED', 'VOIDED'])
  readonly reason!: 'TERMINATED' | 'VOIDED';
  @IsReasonCode()
  readonly cause!: string;
}

import { IsDecimal, IsReasonCode } from '@command-handling/rest';

export class SwitchProjectionBody {
  @IsReasonCode({ description: 'Why the difference is right.' })
  readonly reason!: string;
}

export class ProposeSkipBody {
  @IsDecimal({ description: 'Position of the event at which the projection stopped.' })
  readonly position!: string;

  @IsReasonCode({ description: 'Why nothing else helps.' })
  readonly reason!: string;
}

export class ApproveSkipBody {
  @IsDecimal({ description: 'Position of the event whose skipping another administrator proposed.' })
  readonly position!: string;
}

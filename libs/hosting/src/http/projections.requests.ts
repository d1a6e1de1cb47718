import { IsReasonCode } from '@command-handling/rest';

export class SwitchProjectionBody {
  @IsReasonCode({ description: 'Why the difference is right.' })
  readonly reason!: string;
}

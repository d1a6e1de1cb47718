import { IsOneOf, IsReasonCode } from '@command-handling/rest';

export class ResolveExceptionBody {
  @IsOneOf(['ACCEPTED', 'REFUSED'], { description: 'ACCEPTED gives the fact its effect.' })
  readonly outcome!: 'ACCEPTED' | 'REFUSED';
  @IsReasonCode()
  readonly reason!: string;
}

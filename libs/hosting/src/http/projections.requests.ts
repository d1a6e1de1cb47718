import { IsDecimal, IsOneOf, IsReasonCode } from '@command-handling/rest';
import { projections } from '../slices';

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

const NAMES = projections.map(({ name }) => name);

export class OrderScratchBody {
  @IsDecimal({ description: 'Number of events that it is made of; not more than the ledger has.' })
  readonly size!: string;

  @IsOneOf(NAMES, { description: 'Absent: all.', optional: true, listOf: NAMES.length })
  readonly projections?: readonly string[];

  @IsReasonCode({ description: 'What it is for.' })
  readonly reason!: string;
}

export class DropScratchBody {
  @IsReasonCode({ description: 'Why it is not needed any more.' })
  readonly reason!: string;
}

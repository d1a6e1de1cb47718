import { IsDay, IsDocumentNo, IsOneOf, IsUuidField } from '@command-handling/rest';

const KINDS = ['DIR16', 'DIR15', 'DIR19', 'ONLINE_TEACHING'] as const;

export class DeclareLocalityMeasureBody {
  @IsOneOf(KINDS, { description: 'Directive 15, 16 or 19, or online teaching.' })
  readonly kind!: (typeof KINDS)[number];
  @IsDay({ description: 'First day.' })
  readonly from!: string;
  @IsDay({ optional: true, description: 'Last day; open where absent.' })
  readonly to?: string;
  @IsDocumentNo()
  readonly documentNo!: string;
}

export class EndLocalityMeasureBody {
  @IsUuidField({ description: 'The measure, as in its event.' })
  readonly measureId!: string;
  @IsDay({ description: 'The last day on which it counts.' })
  readonly lastDay!: string;
  @IsDocumentNo({ optional: true })
  readonly documentNo?: string;
}

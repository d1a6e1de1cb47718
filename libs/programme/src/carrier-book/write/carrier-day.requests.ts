import { IsCount, IsDecimal, IsReasonCode } from '@command-handling/rest';

/** The figures as whoever closes read them in `carrierDay(…, asOf: { size: readAtSize })`. */
export class CloseCarrierDayBody {
  @IsDecimal({ description: 'The size of the ledger that the figures were read at.' })
  readonly readAtSize!: string;
  @IsCount()
  readonly promisedGrants!: number;
  @IsDecimal()
  readonly promisedBytes!: string;
  @IsDecimal()
  readonly creditedInWindowBytes!: string;
  @IsDecimal()
  readonly shortBytes!: string;
  @IsDecimal()
  readonly missedBytes!: string;
  @IsDecimal()
  readonly overBytes!: string;
  @IsReasonCode({ optional: true })
  readonly reason?: string;
}

export class ReopenCarrierDayBody {
  @IsReasonCode()
  readonly reason!: string;
}

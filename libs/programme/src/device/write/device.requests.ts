import {
  IsCode,
  IsCount,
  IsDay,
  IsDocumentNo,
  IsFlag,
  IsNested,
  IsOneOf,
  IsReasonCode,
  IsText,
  IsUuidField,
  IsVnd,
} from '@command-handling/rest';

export class ReceiveDeviceBody {
  @IsCode()
  readonly donationCode!: string;
  @IsCode({ description: 'A lot that was manifested.' })
  readonly lotNo!: string;
  @IsText({ optional: true, maximum: 60, description: 'Serial number; it or an IMEI is required.' })
  readonly serial?: string;
  @IsText({ optional: true, maximum: 40, listOf: 2, description: '15 digits each; of 16 (IMEISV) the first 14 count.' })
  readonly imei?: string[];
  @IsOneOf(['DESKTOP', 'LAPTOP', 'TABLET', 'SMARTPHONE'])
  readonly type!: 'DESKTOP' | 'LAPTOP' | 'TABLET' | 'SMARTPHONE';
  @IsText({ maximum: 60 })
  readonly maker!: string;
  @IsText({ optional: true, maximum: 80 })
  readonly model?: string;
  @IsCount({ optional: true, minimum: 1 })
  readonly ramGigabytes?: number;
  @IsCount({ optional: true, minimum: 1 })
  readonly storageGigabytes?: number;
  @IsOneOf(['NEW', 'REFURBISHED', 'USED'])
  readonly condition!: 'NEW' | 'REFURBISHED' | 'USED';
  @IsVnd({ optional: true, description: 'Outside of 500,000 to 50,000,000 đồng it is queued as PRICE_OUTLIER.' })
  readonly unitVnd?: number;
  @IsCode()
  readonly warehouseCode!: string;
  @IsDay()
  readonly receivedOn!: string;
}

export class InspectDeviceBody {
  @IsOneOf(['PASSED', 'REJECTED'])
  readonly result!: 'PASSED' | 'REJECTED';
  @IsFlag({ description: 'A used, refurbished or returned device passes only when its data was wiped (V6).' })
  readonly dataWiped!: boolean;
  @IsReasonCode({ optional: true })
  readonly reason?: string;
  @IsDay({ optional: true, description: 'Now where absent.' })
  readonly inspectedOn?: string;
}

export class CustodianBody {
  @IsOneOf(['WAREHOUSE', 'SCHOOL', 'AUTHORITY', 'REPAIR'])
  readonly kind!: 'WAREHOUSE' | 'SCHOOL' | 'AUTHORITY' | 'REPAIR';
  @IsCode({ description: 'Code of the organisation.' })
  readonly id!: string;
}

/** Who may have a device but a school, or a pupil. */
export class PlaceBody {
  @IsOneOf(['WAREHOUSE', 'AUTHORITY', 'REPAIR'])
  readonly kind!: 'WAREHOUSE' | 'AUTHORITY' | 'REPAIR';
  @IsCode({ description: 'Code of the organisation.' })
  readonly id!: string;
}

export class SendBackBody {
  @IsNested(() => PlaceBody)
  readonly to!: PlaceBody;
  @IsDay({ optional: true, description: 'Now where absent.' })
  readonly releasedOn?: string;
}

export class TakeBackBody {
  @IsUuidField({ optional: true, description: 'The transfer that is open where absent.' })
  readonly transferId?: string;
  @IsNested(() => PlaceBody, { optional: true, description: 'Whom it was released to where absent.' })
  readonly by?: PlaceBody;
  @IsDay({ optional: true, description: 'Now where absent.' })
  readonly takenOn?: string;
}

export class ReleaseCustodyBody {
  @IsNested(() => CustodianBody)
  readonly to!: CustodianBody;
  @IsDay({ optional: true, description: 'Now where absent.' })
  readonly releasedOn?: string;
}

export class TakeCustodyBody {
  @IsUuidField({ optional: true, description: 'The transfer that is open where absent.' })
  readonly transferId?: string;
  @IsNested(() => CustodianBody, { optional: true, description: 'Whom it was released to where absent.' })
  readonly by?: CustodianBody;
  @IsDay({ optional: true, description: 'Now where absent.' })
  readonly takenOn?: string;
}

export class ReportDeviceLostBody {
  @IsOneOf(['LOST', 'STOLEN'])
  readonly kind!: 'LOST' | 'STOLEN';
  @IsDay()
  readonly lostOn!: string;
  @IsDocumentNo({ description: 'Report of the police or the commune.' })
  readonly reportRef!: string;
}

export class ReportDeviceFaultyBody {
  @IsReasonCode()
  readonly faultCode!: string;
  @IsDay()
  readonly reportedOn!: string;
}

export class RepairDeviceBody {
  @IsOneOf(['AVAILABLE', 'BACK_IN_USE', 'SCRAPPED'])
  readonly outcome!: 'AVAILABLE' | 'BACK_IN_USE' | 'SCRAPPED';
  @IsDay()
  readonly repairedOn!: string;
}

export class QuarantineDeviceBody {
  @IsDay()
  readonly foundOn!: string;
  @IsReasonCode()
  readonly reason!: string;
}

export class WithdrawDeviceBody {
  @IsOneOf(['RETURNED_TO_DONOR', 'DONATED_ON', 'SCRAPPED', 'WRITTEN_OFF'])
  readonly outcome!: 'RETURNED_TO_DONOR' | 'DONATED_ON' | 'SCRAPPED' | 'WRITTEN_OFF';
  @IsDay()
  readonly withdrawnOn!: string;
  @IsDocumentNo({ description: 'Of the record of return, of the gift, of the disposal, or of the write-off.' })
  readonly documentNo!: string;
}

export class RecoverDeviceBody {
  @IsDay()
  readonly recoveredOn!: string;
  @IsNested(() => CustodianBody, { description: 'Who has it now.' })
  readonly custodian!: CustodianBody;
}

export class ReturnDeviceBody {
  @IsDay()
  readonly returnedOn!: string;
  @IsNested(() => CustodianBody, { description: 'Who has it now.' })
  readonly to!: CustodianBody;
  @IsReasonCode()
  readonly reason!: string;
}

import { Type } from 'typebox';
import type { EventOf } from '@kernel';
import { Bytes, BytesSum, Carrier, Count, Day, ReasonCode, Sha256, Uuid, defineFact, oneOf } from '../../shared';

const line = {
  grantId: Uuid,
  serviceDate: Day,
  carrierTxnId: Type.String({
    pattern: '^[A-Za-z0-9._:-]{1,40}$',
    description: "the carrier's transaction; holds no number of a person",
  }),
  fileId: Uuid,
  line: Type.Integer({ minimum: 1 }),
};

export const DailyQuotaCredited = defineFact(
  'DailyQuotaCredited',
  1,
  { ...line, bytes: Bytes },
  'The carrier states that it credited these bytes for this grant and service day. One for each grant and day; never refused for being wrong (N4).',
);

export const DailyQuotaFailed = defineFact(
  'DailyQuotaFailed',
  1,
  { ...line, code: ReasonCode },
  'The carrier states that it could not credit the day; counts as missed.',
);

export const CreditConflictRecorded = defineFact(
  'CreditConflictRecorded',
  1,
  {
    ...line,
    bytes: Bytes,
    stated: oneOf('CREDITED', 'FAILED'),
    code: oneOf('DUPLICATE'),
  },
  'A second, different statement for the same grant and day. It never counts.',
);

export const bookEvents = [DailyQuotaCredited, DailyQuotaFailed, CreditConflictRecorded] as const;
export type BookEvent = EventOf<(typeof bookEvents)[number]>;

export const CarrierDayOpened = defineFact(
  'CarrierDayOpened',
  1,
  {
    carrier: Carrier,
    serviceDate: Day,
    shards: Type.Integer({ minimum: 1, maximum: 65_536, description: 'a power of two, fixed once' }),
  },
  "The day's books are opened; the number of shards follows the first file's lines, about 500 a shard.",
);

export const CarrierFileReceived = defineFact(
  'CarrierFileReceived',
  1,
  {
    fileId: Uuid,
    fileNo: Type.Integer({ minimum: 1, maximum: 9_999 }),
    sha256: Sha256,
    lines: Count,
    bytes: BytesSum,
    unitBase: oneOf('BINARY', 'DECIMAL'),
    periodMode: oneOf('CALENDAR_DAY', 'ROLLING_24H'),
    late: Type.Boolean({ description: 'after D+2 12:00, Vietnam time (LATE_FILE)' }),
  },
  "The carrier's file of this service day was taken in.",
);

export const CarrierFileApplied = defineFact(
  'CarrierFileApplied',
  1,
  {
    fileId: Uuid,
    recorded: Count,
    repeated: Count,
    rejected: Count,
  },
  'All lines of the file are in the books, and what came of them.',
);

export const CarrierDayClosed = defineFact(
  'CarrierDayClosed',
  1,
  {
    readAtSize: BytesSum,
    promisedGrants: Count,
    promisedBytes: BytesSum,
    creditedInWindowBytes: BytesSum,
    shortBytes: BytesSum,
    missedBytes: BytesSum,
    overBytes: BytesSum,
    reason: Type.Optional(ReasonCode),
  },
  "The day's figures were closed by another person than the importer, with the ledger size they were read at (4.H).",
);

export const ReconciliationReopened = defineFact(
  'ReconciliationReopened',
  1,
  { reason: ReasonCode },
  'The closed day is open again.',
);

export const carrierDayEvents = [
  CarrierDayOpened,
  CarrierFileReceived,
  CarrierFileApplied,
  CarrierDayClosed,
  ReconciliationReopened,
] as const;
export type CarrierDayEvent = EventOf<(typeof carrierDayEvents)[number]>;

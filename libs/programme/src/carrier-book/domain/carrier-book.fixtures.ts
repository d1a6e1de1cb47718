import type { CarrierDayCommand } from './carrier-day.decider';
import type { RecordCredit } from './carrier-book.decider';
import type { BookEvent, CarrierDayEvent } from './carrier-book.events';

type Fact<E extends { readonly type: string }, T extends E['type']> = Extract<E, { type: T }>;
type DataOf<E extends { readonly type: string; readonly data: unknown }, T extends E['type']> = Fact<E, T>['data'];

export const GRANT = '0a0a0a0a-0000-5000-8000-000000000001';
export const FILE = '0b0b0b0b-0000-5000-8000-000000000001';
const QUOTA = 4_294_967_296;
const line = { grantId: GRANT, serviceDate: '2021-11-15', carrierTxnId: 'VT-0001', fileId: FILE, line: 2 };

export const dailyQuotaCredited = (
  data: Partial<DataOf<BookEvent, 'DailyQuotaCredited'>> = {},
): Fact<BookEvent, 'DailyQuotaCredited'> => ({
  type: 'DailyQuotaCredited',
  data: { ...line, bytes: QUOTA, ...data },
  occurredAt: data.serviceDate ?? line.serviceDate,
});

export const dailyQuotaFailed = (
  data: Partial<DataOf<BookEvent, 'DailyQuotaFailed'>> = {},
): Fact<BookEvent, 'DailyQuotaFailed'> => ({
  type: 'DailyQuotaFailed',
  data: { ...line, code: 'SIM_BLOCKED', ...data },
  occurredAt: data.serviceDate ?? line.serviceDate,
});

export const creditConflictRecorded = (
  data: Partial<DataOf<BookEvent, 'CreditConflictRecorded'>> = {},
): Fact<BookEvent, 'CreditConflictRecorded'> => ({
  type: 'CreditConflictRecorded',
  data: { ...line, bytes: QUOTA, stated: 'CREDITED', code: 'DUPLICATE', ...data },
  occurredAt: data.serviceDate ?? line.serviceDate,
});

export const recordCredit = (data: Partial<RecordCredit['data']> = {}): RecordCredit => ({
  type: 'RecordCredit',
  data: { ...line, stated: { outcome: 'CREDITED', bytes: QUOTA }, ...data },
});

export const carrierDayOpened = (
  data: Partial<DataOf<CarrierDayEvent, 'CarrierDayOpened'>> = {},
): Fact<CarrierDayEvent, 'CarrierDayOpened'> => ({
  type: 'CarrierDayOpened',
  data: { carrier: 'VIETTEL', serviceDate: '2021-11-15', shards: 1, ...data },
  occurredAt: data.serviceDate ?? '2021-11-15',
});

const file = {
  fileId: FILE,
  fileNo: 1,
  sha256: 'a'.repeat(64),
  lines: 400,
  bytes: '1717986918400',
  unitBase: 'BINARY' as const,
  periodMode: 'CALENDAR_DAY' as const,
};

export const carrierFileReceived = (
  data: Partial<DataOf<CarrierDayEvent, 'CarrierFileReceived'>> = {},
): Fact<CarrierDayEvent, 'CarrierFileReceived'> => ({
  type: 'CarrierFileReceived',
  data: { ...file, late: false, ...data },
});

export const carrierFileApplied = (
  data: Partial<DataOf<CarrierDayEvent, 'CarrierFileApplied'>> = {},
): Fact<CarrierDayEvent, 'CarrierFileApplied'> => ({
  type: 'CarrierFileApplied',
  data: { fileId: FILE, recorded: 400, repeated: 0, rejected: 0, ...data },
});

const figures = {
  readAtSize: '1000',
  promisedGrants: 1,
  promisedBytes: String(QUOTA),
  creditedInWindowBytes: String(QUOTA),
  shortBytes: '0',
  missedBytes: '0',
  overBytes: '0',
};

export const carrierDayClosed = (
  data: Partial<DataOf<CarrierDayEvent, 'CarrierDayClosed'>> = {},
): Fact<CarrierDayEvent, 'CarrierDayClosed'> => ({
  type: 'CarrierDayClosed',
  data: { ...figures, ...data },
});

export const reconciliationReopened = (): Fact<CarrierDayEvent, 'ReconciliationReopened'> => ({
  type: 'ReconciliationReopened',
  data: { reason: 'LATE_FILE' },
});

type CommandOf<T extends CarrierDayCommand['type']> = Extract<CarrierDayCommand, { type: T }>;

export const openCarrierDay = (
  data: Partial<CommandOf<'OpenCarrierDay'>['data']> = {},
): CommandOf<'OpenCarrierDay'> => ({
  type: 'OpenCarrierDay',
  data: { carrier: 'VIETTEL', serviceDate: '2021-11-15', lines: 400, ...data },
});

export const receiveCarrierFile = (
  data: Partial<CommandOf<'ReceiveCarrierFile'>['data']> = {},
): CommandOf<'ReceiveCarrierFile'> => ({ type: 'ReceiveCarrierFile', data: { ...file, ...data } });

export const applyCarrierFile = (
  data: Partial<CommandOf<'ApplyCarrierFile'>['data']> = {},
): CommandOf<'ApplyCarrierFile'> => ({
  type: 'ApplyCarrierFile',
  data: { fileId: FILE, recorded: 400, repeated: 0, rejected: 0, ...data },
});

export const closeCarrierDay = (
  data: Partial<CommandOf<'CloseCarrierDay'>['data']> = {},
): CommandOf<'CloseCarrierDay'> => ({
  type: 'CloseCarrierDay',
  data: { serviceDate: '2021-11-15', ...figures, ...data },
});

export const reopenCarrierDay = (): CommandOf<'ReopenCarrierDay'> => ({
  type: 'ReopenCarrierDay',
  data: { reason: 'LATE_FILE' },
});

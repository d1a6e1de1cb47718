import { type Asked, type Decider, type Decision, type Recorded, accept, refuse } from '@kernel';
import { type Carrier, QUOTA_BYTES_PER_DAY, addDays, addMilliseconds, startOfDay } from '../../shared';
import { type CarrierDayEvent, carrierDayEvents } from './carrier-book.events';
import { shardsFor } from './carrier-book.decider';

export type CarrierDayCommand =
  | {
      readonly type: 'OpenCarrierDay';
      readonly data: { readonly carrier: Carrier; readonly serviceDate: string; readonly lines: number };
    }
  | {
      readonly type: 'ReceiveCarrierFile';
      readonly data: {
        readonly fileId: string;
        readonly fileNo: number;
        readonly sha256: string;
        readonly lines: number;
        readonly bytes: string;
        readonly unitBase: 'BINARY' | 'DECIMAL';
        readonly periodMode: 'CALENDAR_DAY' | 'ROLLING_24H';
      };
    }
  | {
      readonly type: 'ApplyCarrierFile';
      readonly data: {
        readonly fileId: string;
        readonly recorded: number;
        readonly repeated: number;
        readonly rejected: number;
      };
    }
  | {
      readonly type: 'CloseCarrierDay';
      readonly data: {
        /** A day without any file has no fact that names it. */
        readonly serviceDate: string;
        readonly readAtSize: string;
        readonly promisedGrants: number;
        readonly promisedBytes: string;
        readonly creditedInWindowBytes: string;
        readonly shortBytes: string;
        readonly missedBytes: string;
        readonly overBytes: string;
        readonly reason?: string;
      };
    }
  | { readonly type: 'ReopenCarrierDay'; readonly data: { readonly reason: string } };

export type CarrierDayRefusal =
  | 'CARRIER_DAY_UNKNOWN'
  | 'FILE_NO_REUSED'
  | 'CARRIER_FILE_UNKNOWN'
  | 'SEPARATION_OF_DUTIES'
  | 'FILE_IN_PROGRESS'
  | 'DAY_NOT_OVER'
  | 'FIGURES_DO_NOT_ADD_UP'
  | 'DAY_NOT_CLOSED';

interface FileOfDay {
  readonly fileId: string;
  readonly fileNo: number;
  readonly sha256: string;
  readonly importer: string;
  readonly applied: boolean;
}

export interface CarrierDay {
  readonly carrier: Carrier | null;
  readonly serviceDate: string;
  readonly shards: number;
  readonly files: readonly FileOfDay[];
  readonly closed: boolean;
}

/** A day is open until noon of the second day after it (4.H). */
export const DAY_OPEN_DAYS = 2;
const HALF_A_DAY_MILLISECONDS = 12 * 3_600_000;

/** The instant after which a file of the day is late and the day may be closed without one. */
export const dayEndsAt = (serviceDate: string): string =>
  addMilliseconds(startOfDay(addDays(serviceDate, DAY_OPEN_DAYS)), HALF_A_DAY_MILLISECONDS);

type Outcome = Decision<CarrierDayEvent, CarrierDayRefusal>;
type Figures = Extract<CarrierDayCommand, { type: 'CloseCarrierDay' }>['data'];

/** 4.H: promised = creditedInWindow + short + missed − over, and what is promised is the quota of each grant. */
const addUp = (figures: Figures): boolean => {
  const promised = BigInt(figures.promisedBytes);
  const explained =
    BigInt(figures.creditedInWindowBytes) +
    BigInt(figures.shortBytes) +
    BigInt(figures.missedBytes) -
    BigInt(figures.overBytes);
  return promised === explained && promised === BigInt(figures.promisedGrants) * BigInt(QUOTA_BYTES_PER_DAY);
};

/** Whoever asks for the close names the figures and the size they were read at: a decision reads no projection, and anyone can read them again. */
const close = (
  { data, actor, now }: Asked<Extract<CarrierDayCommand, { type: 'CloseCarrierDay' }>>,
  day: CarrierDay,
): Outcome => {
  if (day.closed) return accept();
  if (day.files.some(({ importer }) => importer === actor.id)) return refuse('SEPARATION_OF_DUTIES');
  if (day.files.some(({ applied }) => !applied)) return refuse('FILE_IN_PROGRESS');
  if (day.files.length === 0 && now <= dayEndsAt(data.serviceDate))
    return refuse('DAY_NOT_OVER', { until: dayEndsAt(data.serviceDate) });
  if (!addUp(data)) return refuse('FIGURES_DO_NOT_ADD_UP');
  const { serviceDate: _, ...figures } = data;
  return accept({ type: 'CarrierDayClosed', data: figures });
};

/**
 * Stream    carrierday-{carrier}-{yyyymmdd}: the day's shards, its files and its closing.
 * Protects  the number of shards is fixed once; a file number names one file; who imported a file doesn't close its day.
 * Refuses   in source order. Closing (which needs no file, once the day is over): SEPARATION_OF_DUTIES, FILE_IN_PROGRESS, DAY_NOT_OVER,
 *           FIGURES_DO_NOT_ADD_UP. Reopening: DAY_NOT_CLOSED. Files: CARRIER_DAY_UNKNOWN, FILE_NO_REUSED, CARRIER_FILE_UNKNOWN.
 */
const decide = (command: Asked<CarrierDayCommand>, day: CarrierDay): Outcome => {
  if (command.type === 'OpenCarrierDay') {
    if (day.carrier !== null) return accept();
    const { carrier, serviceDate, lines } = command.data;
    return accept({
      type: 'CarrierDayOpened',
      data: { carrier, serviceDate, shards: shardsFor(lines) },
      occurredAt: serviceDate,
    });
  }
  if (command.type === 'CloseCarrierDay') return close(command, day);
  if (command.type === 'ReopenCarrierDay')
    return day.closed ? accept({ type: 'ReconciliationReopened', data: command.data }) : refuse('DAY_NOT_CLOSED');
  if (day.carrier === null) return refuse('CARRIER_DAY_UNKNOWN');
  switch (command.type) {
    case 'ReceiveCarrierFile': {
      const same = day.files.find(({ fileNo }) => fileNo === command.data.fileNo);
      if (same)
        return same.sha256 === command.data.sha256 ? accept() : refuse('FILE_NO_REUSED', { fileNo: same.fileNo });
      const late = command.now > dayEndsAt(day.serviceDate);
      return accept({ type: 'CarrierFileReceived', data: { ...command.data, late } });
    }
    case 'ApplyCarrierFile': {
      const file = day.files.find(({ fileId }) => fileId === command.data.fileId);
      if (!file) return refuse('CARRIER_FILE_UNKNOWN');
      return file.applied ? accept() : accept({ type: 'CarrierFileApplied', data: command.data });
    }
  }
};

const evolve = (day: CarrierDay, event: Recorded<CarrierDayEvent>): CarrierDay => {
  switch (event.type) {
    case 'CarrierDayOpened':
      return { ...day, carrier: event.data.carrier, serviceDate: event.data.serviceDate, shards: event.data.shards };
    case 'CarrierFileReceived': {
      const { fileId, fileNo, sha256 } = event.data;
      return { ...day, files: [...day.files, { fileId, fileNo, sha256, importer: event.actor.id, applied: false }] };
    }
    case 'CarrierFileApplied': {
      const { fileId } = event.data;
      return { ...day, files: day.files.map((file) => (file.fileId === fileId ? { ...file, applied: true } : file)) };
    }
    case 'CarrierDayClosed':
      return { ...day, closed: true };
    case 'ReconciliationReopened':
      return { ...day, closed: false };
  }
};

export const carrierDay: Decider<CarrierDayCommand, CarrierDay, CarrierDayEvent, CarrierDayRefusal> = {
  noun: 'carrier-day',
  streamOf: (id) => `carrierday-${id}`,
  events: carrierDayEvents,
  initial: { carrier: null, serviceDate: '', shards: 0, files: [], closed: false },
  decide,
  evolve,
};

/** Which carrier's day a stream is of: also for a day that was closed without a file, which no fact names. */
export const carrierDayOf = (stream: string): { readonly carrier: Carrier; readonly serviceDate: string } => {
  const [, carrier = '', day = ''] = stream.split('-');
  return {
    carrier: carrier.toUpperCase() as Carrier,
    serviceDate: `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6, 8)}`,
  };
};

import { type Asked, type Decider, type Decision, type Recorded, accept, refuse } from '@kernel';
import { type Carrier, addDays, addMilliseconds, startOfDay } from '../../shared';
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
  | 'DAY_NOT_OVER'
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
export const dayEndsAt = (serviceDate: string): string => {
  return addMilliseconds(startOfDay(addDays(serviceDate, DAY_OPEN_DAYS)), HALF_A_DAY_MILLISECONDS);
};

/**
 * Stream    carrierday-{carrier}-{yyyymmdd}: the day's shards, its files and its closing.
 * Protects  the number of shards is fixed once; a file number names one file; who imported a file doesn't close its day.
 * Refuses   in source order.
 */
const decide = (command: Asked<CarrierDayCommand>, day: CarrierDay): Decision<CarrierDayEvent, CarrierDayRefusal> => {
  if (command.type === 'OpenCarrierDay') {
    if (day.carrier !== null) return accept();
    const { carrier, serviceDate, lines } = command.data;
    return accept({
      type: 'CarrierDayOpened',
      data: { carrier, serviceDate, shards: shardsFor(lines) },
      occurredAt: serviceDate,
    });
  }
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
    case 'CloseCarrierDay': {
      if (day.closed) return accept();
      if (day.files.some(({ importer }) => importer === command.actor.id)) return refuse('SEPARATION_OF_DUTIES');
      if (command.now <= dayEndsAt(day.serviceDate))
        return refuse('DAY_NOT_OVER', { until: dayEndsAt(day.serviceDate) });
      return accept({ type: 'CarrierDayClosed', data: command.data });
    }
    case 'ReopenCarrierDay':
      return day.closed ? accept({ type: 'ReconciliationReopened', data: command.data }) : refuse('DAY_NOT_CLOSED');
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

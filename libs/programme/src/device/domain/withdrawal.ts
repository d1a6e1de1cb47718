import { type Actor, type Decision, accept, refuse } from '@kernel';
import { addDays } from '../../shared';
import type { DeviceEvent } from './device.events';
import type { Device, DeviceStatus } from './device.state';
import type { DeviceCommand, DeviceRefusal } from './requests';

/** A device that is missing is written off at the earliest this many days after it went missing (4.E). */
export const WRITE_OFF_DAYS = 30;

type Outcome = Decision<DeviceEvent, DeviceRefusal>;
type Of<T extends DeviceCommand['type']> = Extract<DeviceCommand, { type: T }>['data'];

export const MISSING: ReadonlySet<DeviceStatus> = new Set(['LOST', 'STOLEN']);
const OURS: ReadonlySet<DeviceStatus> = new Set([
  'RECEIVED',
  'REJECTED',
  'AVAILABLE',
  'AT_SCHOOL',
  'FAULTY',
  'UNDER_REPAIR',
  'RETURNED',
  'RECOVERED',
  'QUARANTINED',
]);

/** With us, on its way to nobody, and promised to nobody. */
const isInOurHands = ({ status, assignment, transfer, custodian }: Device): boolean =>
  OURS.has(status) && !assignment && !transfer && custodian?.kind !== 'PUPIL';

const wrongState = ({ status }: Device): Outcome => refuse('DEVICE_STATE', { status });

export const quarantine = (data: Of<'QuarantineDevice'>, device: Device): Outcome => {
  if (device.status === 'QUARANTINED' || !isInOurHands(device)) return wrongState(device);
  return accept({ type: 'DeviceQuarantined', data, occurredAt: data.foundOn });
};

/**
 * Out of the programme for good (4.E). What is missing is written off after 30 days, by another person than the one who reported it. Anything
 * else has to be there; what may hold somebody's data is wiped before somebody else gets it (V6).
 */
export const withdraw = (data: Of<'WithdrawDevice'>, device: Device, actor: Actor): Outcome => {
  const refused = data.outcome === 'WRITTEN_OFF' ? notWrittenOff(data, device, actor) : notGivenAway(data, device);
  return refused ?? accept({ type: 'DeviceWithdrawn', data, occurredAt: data.withdrawnOn });
};

const notWrittenOff = ({ withdrawnOn }: Of<'WithdrawDevice'>, device: Device, actor: Actor): Outcome | null => {
  const { missing } = device;
  if (!MISSING.has(device.status) || !missing) return wrongState(device);
  if (missing.author === actor.id) return refuse('SEPARATION_OF_DUTIES');
  const from = addDays(missing.since, WRITE_OFF_DAYS);
  return withdrawnOn < from ? refuse('WRITTEN_OFF_TOO_EARLY', { from }) : null;
};

const notGivenAway = ({ outcome }: Of<'WithdrawDevice'>, device: Device): Outcome | null => {
  if (!isInOurHands(device)) return wrongState(device);
  return outcome !== 'SCRAPPED' && device.mayHoldData ? refuse('WIPE_REQUIRED') : null;
};

import { type Actor, type Asked, type Decider, type Decision, type Recorded, accept, refuse } from '@kernel';
import { type Queue, emptyQueue, evolveWithQueue, resolution, vietnamDay, withholding } from '../../shared';
import { type LotEvent, lotEvents } from './donation.events';
import type { LotCommand, LotRefusal } from './requests';

type Outcome = Decision<LotEvent, LotRefusal>;
type Of<T extends LotCommand['type']> = Extract<LotCommand, { type: T }>['data'];

export interface Count {
  readonly counted: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly countedOn: string;
}

export interface Lot {
  readonly donationCode: string;
  readonly lotNo: string;
  readonly warehouseCode: string;
  readonly expected: number;
  readonly manifested: boolean;
  readonly count: Count | null;
  readonly queue: Queue<LotEvent>;
}

/** What of a count is within the manifest, and how many of the accepted ones are over it and have to wait (row 35). */
export const withinManifest = (
  expected: number,
  { counted, accepted, rejected }: Omit<Count, 'countedOn'>,
): { readonly counted: number; readonly accepted: number; readonly rejected: number; readonly surplus: number } => {
  const within = Math.min(counted, expected);
  const refused = Math.min(rejected, within);
  const usable = within - refused;
  return { counted: within, accepted: usable, rejected: refused, surplus: accepted - usable };
};

const manifest = (data: Of<'ManifestLot'>, lot: Lot): Outcome => {
  if (lot.count) return refuse('LOT_COUNTED');
  if (lot.manifested && lot.warehouseCode !== data.warehouseCode) return refuse('LOT_WAREHOUSE');
  return accept({ type: 'LotManifested', data, occurredAt: data.manifestedOn });
};

const count = (data: Of<'CountLot'>, lot: Lot): Outcome => {
  const { counted, accepted, rejected, countedOn } = data;
  if (!lot.manifested) return refuse('LOT_UNKNOWN');
  if (lot.count) return isSameCount(lot.count, data) ? accept() : refuse('LOT_COUNTED');
  if (accepted + rejected !== counted) return refuse('COUNT_MISMATCH', { counted, accepted, rejected });
  const { donationCode, lotNo, warehouseCode, expected } = lot;
  const [short, over] = [Math.max(0, expected - counted), Math.max(0, counted - expected)];
  const fact = { donationCode, lotNo, warehouseCode, counted, accepted, rejected, short, over, countedOn };
  const flags = short > 0 || over > 0 ? { flags: ['DISCREPANCY'] } : {};
  return accept({ type: 'LotCounted', data: { ...fact, ...flags }, occurredAt: countedOn });
};

const isSameCount = (one: Count, other: Count): boolean =>
  one.counted === other.counted && one.accepted === other.accepted && one.rejected === other.rejected;

const resolve = (data: Of<'ResolveException'>, lot: Lot, actor: Actor, now: string): Outcome => {
  const answer = resolution(lot, data, actor);
  if (answer.kind === 'refused') return answer;
  if (answer.kind === 'repeated') return accept();
  const quantity = answer.fact.type === 'LotCounted' && lot.count ? withheldOf(lot, lot.count, answer.fact.data) : 0;
  if (data.outcome === 'REFUSED' || quantity === 0) return accept(answer.event);
  const { donationCode, lotNo, warehouseCode } = lot;
  const surplus = { donationCode, lotNo, warehouseCode, quantity, acceptedOn: vietnamDay(now) };
  return accept<LotEvent>(answer.event, { type: 'LotSurplusAccepted', data: surplus });
};

/** A discrepancy withholds what is over the manifest; any other flag withholds the whole count. */
export const isQueuedCount = (data: { readonly flags?: readonly string[] }): boolean =>
  withholding(data).some((flag) => flag !== 'DISCREPANCY');

const withheldOf = ({ expected }: Lot, count: Count, fact: { readonly flags?: readonly string[] }): number =>
  isQueuedCount(fact) ? count.accepted : withinManifest(expected, count).surplus;

/**
 * Stream    lot-{donation}-{no}: a manifest against a count.
 * Protects  counted = accepted + rejected = expected + over − short (V5). What is over the manifest is not usable until another person
 *           than who counted says so.
 * Refuses   in source order. A manifest: LOT_COUNTED, LOT_WAREHOUSE. A count: LOT_UNKNOWN, LOT_COUNTED, COUNT_MISMATCH. A resolution:
 *           EXCEPTION_RESOLVED, EXCEPTION_UNKNOWN, SEPARATION_OF_DUTIES.
 */
const decide = (command: Asked<LotCommand>, lot: Lot): Outcome => {
  switch (command.type) {
    case 'ManifestLot':
      return manifest(command.data, lot);
    case 'CountLot':
      return count(command.data, lot);
    case 'ResolveException':
      return resolve(command.data, lot, command.actor, command.now);
  }
};

const apply = (lot: Lot, event: Recorded<LotEvent>): Lot => {
  switch (event.type) {
    case 'LotManifested': {
      const { donationCode, lotNo, warehouseCode, expected } = event.data;
      return { ...lot, donationCode, lotNo, warehouseCode, expected: lot.expected + expected, manifested: true };
    }
    case 'LotCounted': {
      const { counted, accepted, rejected, countedOn } = event.data;
      return { ...lot, count: { counted, accepted, rejected, countedOn } };
    }
    case 'LotSurplusAccepted':
    case 'ExceptionResolved':
      return lot;
  }
};

/** Counts and manifests are there at once; only what is over a manifest waits, and that is the donation's to count. */
const evolve = evolveWithQueue<Lot, LotEvent>({ apply, announce: apply, accept: (lot) => lot });

export const lot: Decider<LotCommand, Lot, LotEvent, LotRefusal> = {
  noun: 'lot',
  streamOf: (id) => `lot-${id}`,
  events: lotEvents,
  initial: {
    donationCode: '',
    lotNo: '',
    warehouseCode: '',
    expected: 0,
    manifested: false,
    count: null,
    queue: emptyQueue,
  },
  decide,
  evolve,
};

export const lotId = (donationCode: string, lotNo: string): string => `${donationCode}-${lotNo}`;

import * as fc from 'fast-check';
import type { AnyEvent } from '@kernel';
import { allEvents, streamKinds } from '@programme/catalogue';
import * as ofBeneficiary from '@programme/beneficiary/domain/beneficiary.fixtures';
import * as ofBook from '@programme/carrier-book/domain/carrier-book.fixtures';
import * as ofClaim from '@programme/claim/domain/claim.fixtures';
import * as ofGrant from '@programme/data-grant/domain/data-grant.fixtures';
import * as ofDevice from '@programme/device/domain/device.fixtures';
import * as ofDonation from '@programme/donation/domain/donation.fixtures';
import * as ofDonor from '@programme/donor/domain/donor.fixtures';
import * as ofLedger from '@programme/ledger/domain/ledger.fixtures';
import * as ofLocality from '@programme/locality/domain/locality.fixtures';
import * as ofOrganisation from '@programme/organisation/domain/organisation.fixtures';
import { eventIdAt } from '@projections/testing/stored-facts';
import { addDays, assetTagOf, isDay } from '@programme/shared';

/** Histories of any events in any order: what no decider would let happen, and every fold has to take (contract 3). */

const FIXTURES: readonly object[] = [
  ofBeneficiary,
  ofBook,
  ofClaim,
  ofGrant,
  ofDevice,
  ofDonation,
  ofDonor,
  ofLedger,
  ofLocality,
  ofOrganisation,
];
/** So many things of each kind, so that events meet on one thing, and on several. */
const THINGS = 2;
const FIRST_DAY = '2021-10-01';
const DAYS = 12;
/** Recording goes on by a minute an event, and now and then back: `recordedAt` is not monotone. */
const RECORDED_FROM = Date.parse('2022-03-01T00:00:00.000Z');
const MINUTE = 60_000;

export interface RandomFact {
  readonly type: string;
  readonly data: object;
  readonly stream: string;
  readonly occurredAt: string;
  readonly recordedAt: string;
}

const types: ReadonlySet<string> = new Set(allEvents.map(({ type }) => type));
const isFact = (value: unknown): value is AnyEvent =>
  typeof value === 'object' && value !== null && 'type' in value && types.has(String(value.type)) && 'data' in value;

/** One valid example of each event or more, by its type: whatever the nouns' fixtures give. */
export const examples: ReadonlyMap<string, AnyEvent> = new Map(
  FIXTURES.flatMap((module) => Object.values(module) as readonly unknown[]).flatMap((given) => {
    try {
      const fact: unknown = typeof given === 'function' ? (given as () => unknown)() : given;
      return isFact(fact) ? [[fact.type, fact] as const] : [];
    } catch {
      // Not all that fixtures export makes a fact of nothing.
      return [];
    }
  }),
);

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{11}([0-9a-f])$/;
const TAGS = Array.from({ length: THINGS }, (_, n) => assetTagOf(String(n + 1).padStart(8, '0')));

/** The same fact about the n-th thing, some days later: ids and days changed alike wherever they stand. */
const moved = (value: unknown, thing: number, days: number): unknown => {
  if (typeof value === 'string') {
    if (UUID.test(value))
      return `${value.slice(0, -1)}${((parseInt(value.at(-1)!, 16) + thing * 8) % 16).toString(16)}`;
    if (value === ofDevice.TAG) return TAGS[thing];
    return isDay(value) ? addDays(value, days) : value;
  }
  if (Array.isArray(value)) return value.map((each) => moved(each, thing, days));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, moved(each, thing, days)]));
};

const NAMED: Readonly<Record<string, string>> = {
  org: 'org-31-TEST-001',
  unit: 'unit-31-2021-01-01',
  donor: 'donor-DN-TEST-02',
  donation: 'donation-UH-TEST-02',
  lot: 'lot-UH-TEST-02-L-01',
  claim: `claim-SERIAL-${'0'.repeat(32)}`,
  beneficiary: `beneficiary-${ofDevice.SUBJECT}`,
  sim: `sim-${ofGrant.SIM}`,
  grant: `grant-${ofGrant.GRANT}`,
  book: 'book-viettel-20211130-0',
  carrierday: 'carrierday-viettel-20211130',
  ledger: 'ledger',
  clock: 'clock',
};

/** The stream of the n-th thing of a kind. */
export const streamOf = (kind: string, thing: number): string => {
  if (kind === 'device') return `device-${TAGS[thing]}`;
  const name = NAMED[kind]!;
  const [, id] = /^[a-z]+-(.*)$/.exec(name) ?? [];
  if (id !== undefined && UUID.test(id)) return `${kind}-${String(moved(id, thing, 0))}`;
  if (thing === 0 || id === undefined) return name;
  switch (kind) {
    case 'book':
      return 'book-viettel-20211201-0';
    case 'carrierday':
      return 'carrierday-viettel-20211201';
    default:
      return name.replace(/2(?=\D*$|-L-)|1$/, '3');
  }
};

const kinds = streamKinds.flatMap(({ kind, events }) => events.map(({ type }) => ({ kind, type })));

const randomFact = fc
  .record({
    of: fc.constantFrom(...kinds),
    thing: fc.nat(THINGS - 1),
    shift: fc.nat(DAYS),
    day: fc.nat(DAYS),
    back: fc.constantFrom(0, 0, 0, 5),
    about: fc.nat(),
  })
  .map(({ of: { kind, type }, thing, shift, day, back, about }) => (index: number, before: readonly RandomFact[]) => ({
    type,
    data: naming(moved(JSON.parse(JSON.stringify(examples.get(type)!.data)), thing, shift) as object, about, before),
    stream: streamOf(kind, thing),
    occurredAt: addDays(FIRST_DAY, day),
    recordedAt: new Date(RECORDED_FROM + (index - back) * MINUTE).toISOString(),
  }));

/** What names another event names one that there is. */
const naming = (data: object, about: number, before: readonly RandomFact[]): object => {
  if (!('eventId' in data) || before.length === 0) return data;
  const flagged = before.flatMap(({ data: of }, position) => ('flags' in of ? [position] : []));
  const position = flagged.length > 0 ? flagged[about % flagged.length]! : about % before.length;
  return { ...data, eventId: eventIdAt(position, before[position]!.stream) };
};

/** So many events; those of one run meet on few things and few days, so that many of them are backdated. */
export const randomHistory = (length: number): fc.Arbitrary<readonly RandomFact[]> =>
  fc.array(randomFact, { minLength: length, maxLength: length }).map((made) => {
    const facts: RandomFact[] = [];
    for (const make of made) facts.push(make(facts.length, facts));
    // The seed says which they are; to print them would fill the screen.
    return Object.assign(facts, { [fc.toStringMethod]: () => `${length} events` });
  });

export const randomDay = fc.nat(DAYS).map((day) => addDays(FIRST_DAY, day));

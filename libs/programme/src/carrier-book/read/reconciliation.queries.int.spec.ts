import { atSize } from '@projections';
import fc from 'fast-check';
import type { AnyEvent } from '@kernel';
import { ANONYMOUS, readContext } from '@graphql-api';
import type { Row } from '@projections';
import type { ReadSide } from '@projections/testing/read-side';
import { QUOTA_BYTES_PER_DAY, addDays } from '@programme/shared';
import { type Inactive, isActiveOn } from '@programme/data-grant/domain';
import { type BookEvent, type GrantOfDay, carrierDayId, reconcile } from '../domain';
import * as a from '../domain/carrier-book.fixtures';
import {
  CARRIERS,
  DAY,
  type Told,
  activated,
  entitled,
  evolveGrant,
  grantId,
  ledgerOf,
  ofBook,
  ofGrant,
  terms90,
} from './reconciliation.fixtures';
import { CarrierDays } from './reconciliation.queries';

/** What happens to some grants and what two carriers state of one day, in any order. */
const histories = fc
  .record({
    grants: fc.array(
      fc.record({
        carrier: fc.constantFrom(...CARRIERS),
        firstDay: fc.integer({ min: -92, max: 2 }).map((days) => addDays(DAY, days)),
        activated: fc.boolean(),
        events: fc.array(
          fc.record({
            type: fc.constantFrom('GrantSuspended', 'GrantResumed', 'GrantEnded'),
            day: fc.integer({ min: -3, max: 2 }).map((days) => addDays(DAY, days)),
          }),
          { maxLength: 3 },
        ),
      }),
      { minLength: 1, maxLength: 6 },
    ),
    lines: fc.array(
      fc.record({
        carrier: fc.constantFrom(...CARRIERS),
        grant: fc.integer({ min: 0, max: 7 }),
        failed: fc.boolean(),
        bytes: fc.constantFrom(0, 4_000_000_000, QUOTA_BYTES_PER_DAY, QUOTA_BYTES_PER_DAY + 5),
      }),
      { maxLength: 12 },
    ),
    hasTerms: fc.boolean(),
    order: fc.array(fc.nat({ max: 1_000_000 }), { minLength: 60, maxLength: 60 }),
  })
  .map(({ grants, lines, hasTerms, order }): readonly Told[] => {
    const ofGrants = grants.map(({ carrier, firstDay, activated: isActivated, events }, index) => [
      entitled(index, carrier),
      ...(isActivated ? [activated(index, firstDay)] : []),
      ...events.map(({ type, day }) => ofGrant(index, grantFact(type, day))),
    ]);
    const stated = new Set<string>();
    const ofLines = lines.map(({ carrier, grant, failed, bytes }, index) => {
      const line = { grantId: grantId(grant), serviceDate: DAY, carrierTxnId: `T-${index}`, line: index + 1 };
      const isFirst = !stated.has(`${carrier}/${grant}`);
      stated.add(`${carrier}/${grant}`);
      if (!isFirst) return ofBook(carrier, a.creditConflictRecorded({ ...line, bytes }));
      return ofBook(carrier, failed ? a.dailyQuotaFailed(line) : a.dailyQuotaCredited({ ...line, bytes }));
    });
    return interleaved([...ofGrants, ofLines, hasTerms ? [terms90] : []], order);
  });

const grantFact = (type: string, day: string): AnyEvent => {
  if (type === 'GrantSuspended') return { type, data: { suspendedOn: day, reason: 'LOST' } };
  if (type === 'GrantResumed') return { type, data: { resumedOn: day, reason: 'FOUND' } };
  return { type, data: { endedOn: day, reason: 'TERMINATED' } };
};

/** Each list keeps its order; how they mix follows from the numbers. */
const interleaved = (lists: readonly (readonly Told[])[], order: readonly number[]): readonly Told[] => {
  const rest = lists.map((list) => [...list]);
  const told: Told[] = [];
  for (let step = 0; rest.some((list) => list.length > 0); step += 1) {
    const filled = rest.filter((list) => list.length > 0);
    told.push(filled[order[step % order.length]! % filled.length]!.shift()!);
  }
  return told;
};

/** The same by folding the facts, without SQL. */
const expected = (told: readonly Told[], carrier: string) => {
  const grants = new Map<string, Row>();
  for (const { stream, event } of told)
    if (stream.startsWith('grant-')) {
      const id = stream.slice('grant-'.length);
      grants.set(id, evolveGrant(grants.get(id), event, id));
    }
  const has90 = carrier === 'MOBIFONE' && told.includes(terms90);
  const ofDay = [...grants.values()]
    .filter((grant) => grant.carrier === carrier)
    .map((grant): GrantOfDay => {
      const firstDay = grant.first_day as string | null;
      const life = {
        firstDay,
        endDay: grant.end_day as string | null,
        inactive: grant.inactive as readonly Inactive[],
      };
      const isBeyondTerm = has90 && firstDay !== null && DAY >= addDays(firstDay, 90);
      return { grantId: grant.grant_id as string, isActive: isActiveOn(life, DAY), isBeyondTerm };
    });
  const lines = told
    .filter(({ stream }) => stream.startsWith(`book-${carrier.toLowerCase()}-`))
    .map(({ event }) => {
      const { data, type } = event as BookEvent;
      const outcome = type === 'DailyQuotaCredited' ? 'CREDITED' : type === 'DailyQuotaFailed' ? 'FAILED' : 'CONFLICT';
      return { grantId: data.grantId, outcome, bytes: 'bytes' in data ? data.bytes : 0 } as const;
    });
  return reconcile(ofDay, lines);
};

let read: ReadSide | undefined;
afterEach(async () => {
  await read?.drop();
  read = undefined;
});

/** A few databases on a machine that is shared. */
jest.setTimeout(120_000);

describe("a carrier's day in SQL", () => {
  it('is what the calculation says, at every size of random histories', async () => {
    for (const told of fc.sample(histories, { numRuns: 4, seed: 20_211_210 })) {
      const side = await ledgerOf(told);
      read = side;
      const days = new CarrierDays(side.tables);
      for (let size = 0; size <= told.length; size += 1) {
        const context = readContext(atSize(size), told.length, ANONYMOUS);
        const found = await days.figures(
          CARRIERS.map((carrier) => carrierDayId(carrier, DAY)),
          context,
        );
        CARRIERS.forEach((carrier, index) => {
          const { lines: _lines, looksDecimal: _decimal, gaps, ...figures } = found[index]!;
          const { gaps: wanted, ...rest } = expected(told.slice(0, size), carrier);
          expect(figures).toEqual(rest);
          expect(gaps).toEqual(wanted);
          expect(figures.promised).toBe(figures.creditedInWindow + figures.short + figures.missed - figures.over);
        });
      }
      await side.drop();
      read = undefined;
    }
  });
});

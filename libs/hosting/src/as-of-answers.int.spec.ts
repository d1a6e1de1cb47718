import { Logger } from '@nestjs/common';
import * as fc from 'fast-check';
import {
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  buildSchema,
  getNamedType,
  isAbstractType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';
import { EventCodec, type StoredEvent } from '@event-store';
import { nodeId, printSchemaSdl } from '@graphql-api';
import { type Answer, ArrayJournal, type GraphqlHarness, SettableSizes, graphqlHarness } from '@graphql-api/testing';
import { type Replayed, openReplayed } from '@projections/testing/replayed';
import { storedFacts } from '@projections/testing/stored-facts';
import { Vault } from '@vault';
import { allEvents } from '@programme/catalogue';
import { vietnamDay } from '@programme/shared';
import { expectChanges, expectTotals } from './changes.fixtures';
import { randomDay, randomHistory, streamOf } from './random-history.fixtures';
import { projections, readRooms } from './slices';

/** Answers as of a moment against the answers of a ledger that is no larger: every root field that takes `asOf`, and what hangs on it. */

const HISTORIES = 2;
const EVENTS = 120;
/** Each history is three replays of every projection and some sixty questions. */
const TIMEOUT_MS = 600_000;
const LEVELS = 2;
/** Pages within pages multiply, and what a question may cost is limited. */
const PAGE = 10;
const INNER_PAGE = 2;

interface Side {
  readonly read: Replayed;
  readonly api: GraphqlHarness;
  readonly hold: (events: readonly StoredEvent[]) => Promise<void>;
}

const openSide = async (): Promise<Side> => {
  const read = await openReplayed(projections, allEvents);
  const events: StoredEvent[] = [];
  const sizes = new SettableSizes(0);
  const api = await graphqlHarness({
    rooms: readRooms,
    events: allEvents,
    journal: new ArrayJournal(events),
    tables: read.tables,
    sizes,
    ratePoints: UNLIMITED,
    // No question here is about a person.
    providers: [{ provide: Vault, useValue: {} }],
  });
  return {
    read,
    api,
    hold: async (given) => {
      await read.replay(given);
      events.splice(0, events.length, ...given);
      sizes.set(given.length, Object.fromEntries(projections.map(({ name }) => [name, given.length])));
    },
  };
};
const UNLIMITED = { anonymous: 1_000_000_000, withToken: 1_000_000_000 };

const codec = new EventCodec(allEvents);
let schema: GraphQLSchema;
let live: Side;
let fresh: Side;
beforeAll(async () => {
  schema = buildSchema(await printSchemaSdl(readRooms, allEvents));
  live = await openSide();
  fresh = await openSide();
  // What fits no field is looked for here, and said in the answers.
  Logger.overrideLogger(false);
}, TIMEOUT_MS);
afterAll(async () => {
  for (const side of [live, fresh]) {
    await side?.api.close();
    await side?.read.drop();
  }
});

const idOf = (kind: string): string => streamOf(kind, 0).slice(kind.length + 1);
/** What single things are asked by: things that the histories are about. */
const ARGUMENTS: Readonly<Record<string, string>> = {
  beneficiary: `id: "${idOf('beneficiary')}"`,
  carrierDay: 'carrier: VIETTEL, day: "2021-11-30"',
  device: `tag: "${idOf('device')}"`,
  donation: `code: "${idOf('donation')}"`,
  donor: `code: "${idOf('donor')}"`,
  event: 'position: "7"',
  funnel: 'by: LOCALITY',
  grant: `id: "${idOf('grant')}"`,
  node: `id: "${nodeId('Device', idOf('device'))}"`,
  nodes: `ids: ["${nodeId('Grant', idOf('grant'))}", "${nodeId('Donation', idOf('donation'))}"]`,
  organisation: `code: "${idOf('org')}"`,
  stream: `name: "${streamOf('device', 0)}"`,
};
/** Derived from many streams, or of the ledger as a whole. */
const NOT_BY_DAY: ReadonlySet<string> = new Set(['carrierDay', 'carrierDays', 'exceptions', 'ledger']);
/** A total of a day adds up movements (ADR 16), and an event's place is another one in another ledger. */
const OTHERWISE_BY_DAY: ReadonlySet<string> = new Set(['funnel', 'event']);

/** Of the ledger that is asked, and not of the size; what needs tiles; edges, whose cursors are made of size and day. */
const LEFT_OUT: ReadonlySet<string> = new Set(['lagEvents', 'checkpoint', 'proof', 'edges', 'pageInfo', 'count']);

const rootFields = () =>
  Object.values(schema.getQueryType()!.getFields()).filter(({ args }) => args.some(({ name }) => name === 'asOf'));

const isConnection = (type: GraphQLNamedType): boolean => type.name.endsWith('Connection');
const isPage = (field: GraphQLField<unknown, unknown>): boolean => isConnection(getNamedType(field.type));

/** Everything below a type that needs no argument, some levels deep. */
const selection = (type: GraphQLNamedType, levels: number, without: ReadonlySet<string>): string => {
  if (isAbstractType(type)) return '{ __typename }';
  if (!isObjectType(type)) return '';
  const parts = Object.values(type.getFields()).flatMap((field) => {
    const of = getNamedType(field.type);
    if (LEFT_OUT.has(field.name) || without.has(of.name) || field.args.some(isRequiredArgument)) return [];
    const isDeep = isObjectType(of) || isAbstractType(of);
    const isNode = isConnection(type);
    if (isDeep && levels === 0 && !isNode) return [];
    const below = isNode || isPage(field) ? levels : levels - 1;
    return [`${field.name}${isPage(field) ? `(first: ${INNER_PAGE})` : ''} ${selection(of, below, without)}`];
  });
  return parts.length === 0 ? '{ __typename }' : `{ ${parts.join(' ')} }`;
};

interface Asked {
  readonly asOf?: string;
  readonly levels?: number;
  readonly without?: ReadonlySet<string>;
}
const NOTHING: ReadonlySet<string> = new Set();

const question = (
  field: GraphQLField<unknown, unknown>,
  { asOf, levels = LEVELS, without = NOTHING }: Asked,
): string => {
  const required = field.args.filter(isRequiredArgument).map(({ name }) => name);
  const given = ARGUMENTS[field.name];
  if (required.length > 0 && given === undefined) throw new Error(`${field.name} is asked with no argument`);
  const args = [given, isPage(field) ? `first: ${PAGE}` : undefined, asOf && `asOf: { ${asOf} }`].filter(Boolean);
  return `{ answer: ${field.name}${args.length > 0 ? `(${args.join(', ')})` : ''} ${selection(getNamedType(field.type), levels, without)} }`;
};

/** What no decider would let happen may not fit a field; then it fits neither of the two. */
const told = ({ data, errors = [] }: Answer): unknown => {
  expect(errors.filter(({ extensions: { code } }) => code !== 'INTERNAL_SERVER_ERROR')).toEqual([]);
  // Fields are answered beside each other: errors come in any order.
  return { data, errors: errors.map(({ path, extensions: { code } }) => JSON.stringify({ path, code })).sort() };
};

const reasonOf = ({ errors }: Answer): unknown => errors?.[0]?.extensions.reason;

describe('every root field that takes asOf', () => {
  it(
    'answers as of a size as a ledger of that size does, and as of a day as a ledger of what had happened by then; `changes` says what differs',
    () =>
      fc.assert(
        fc.asyncProperty(
          randomHistory(EVENTS),
          fc.integer({ min: 0, max: EVENTS }),
          randomDay,
          fc.integer({ min: 0, max: EVENTS }),
          async (facts, size, day, other) => {
            const events = storedFacts(codec, facts);
            await live.hold(events);
            const subject = { api: live.api, tables: live.read.tables, schema };
            const changed = await expectChanges(subject, Math.min(size, other), Math.max(size, other));
            expect(changed > 0 || Math.abs(size - other) <= EVENTS / 2).toBe(true);
            // Rows of these cuts are also made of where things were, which changes in such histories.
            await expectTotals(live.api, Math.min(size, other), Math.max(size, other), ['LOCALITY', 'DONOR']);
            await fresh.hold(events.slice(0, size));
            for (const field of rootFields()) {
              const then = await live.api.ask(question(field, { asOf: `size: "${size}"` }));
              expect(told(then)).toEqual(told(await fresh.api.ask(question(field, {}))));
              expect(then.extensions.ledger).toMatchObject({ size: String(size), lagEvents: EVENTS - size });
            }
            const kept = events.filter(
              (_, position) => position < size && vietnamDay(facts[position]!.occurredAt) <= day,
            );
            await fresh.hold(kept.map((event, position) => ({ ...event, position })));
            for (const field of rootFields()) {
              if (OTHERWISE_BY_DAY.has(field.name)) continue;
              const asOf = `size: "${size}", occurredOn: "${day}"`;
              const without = new Set(['Position', 'ID', 'FieldHistory']);
              const asked = (levels: number) => live.api.ask(question(field, { asOf, levels, without }));
              const deep = await asked(LEVELS);
              // What hangs on a thing may be derived from many streams; the thing by itself is not.
              const levels = reasonOf(deep) === 'NOT_BY_DAY' ? 0 : LEVELS;
              const answer = levels === LEVELS ? deep : await asked(levels);
              expect([field.name, reasonOf(answer) === 'NOT_BY_DAY']).toEqual([field.name, NOT_BY_DAY.has(field.name)]);
              if (NOT_BY_DAY.has(field.name)) continue;
              expect(told(answer)).toEqual(told(await fresh.api.ask(question(field, { levels, without }))));
              expect(answer.extensions.ledger).toMatchObject({ size: String(size), occurredOn: day });
            }
          },
        ),
        { numRuns: HISTORIES, endOnFailure: true },
      ),
    TIMEOUT_MS,
  );
});

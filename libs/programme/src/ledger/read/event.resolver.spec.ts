import {
  buildSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  parse,
  validate,
  type GraphQLNamedType,
  type GraphQLObjectType,
} from 'graphql';
import type { EventDefinition } from '@kernel';
import { EMPTY_RANGE } from '@transparency-log';
import { nodeId, printSchemaSdl, type Viewer } from '@graphql-api';
import {
  ArrayJournal,
  SettableSizes,
  arrayJournal,
  auditor,
  graphqlHarness,
  inventedRoot,
  type GraphqlHarness,
} from '@graphql-api/testing';
import type { ProjectionStatus } from '@projections';
import { allEvents } from '../../catalogue';
import { assetTagOf } from '../../shared';
import { ledgerRead } from '.';

interface JsonSchema {
  readonly type?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly const?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
}

/** Of one request. */
const MAX_ROOT_FIELDS = 10;

/** One of them fits each pattern that event data has. */
const TEXTS = [
  '2021-11-15',
  '2021-11-15T03:00:00.000Z',
  '123e4567-e89b-42d3-a456-426614174000',
  assetTagOf('00000001'),
  'A1',
  'CODE',
  '31',
  '7',
  'a1',
  '0123456789',
  '012345678901234',
  'f'.repeat(64),
  'c'.repeat(43),
];

/** Data with every field, optional ones too. */
const sample = (schema: JsonSchema): unknown => {
  if (schema.anyOf) return sample(schema.anyOf[0]!);
  if (schema.const !== undefined) return schema.const;
  if (schema.properties)
    return Object.fromEntries(Object.entries(schema.properties).map(([name, each]) => [name, sample(each)]));
  if (schema.type === 'array') return [sample(schema.items!)];
  if (schema.type === 'boolean') return true;
  if (schema.type === 'integer') return Math.max(schema.minimum ?? 0, 1);
  const text = schema.pattern === undefined ? 'text' : TEXTS.find((each) => new RegExp(schema.pattern!).test(each));
  if (text === undefined) throw new Error(`no text fits ${schema.pattern}`);
  return text;
};

/** Of the range that these statuses have. */
const ROOT_OF_NOTHING = '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=';
const statuses: readonly ProjectionStatus[] = [
  {
    name: 'event',
    version: 1,
    state: 'LIVE',
    size: 3,
    head: 3,
    lagEvents: 0,
    lagSeconds: null,
    rate: null,
    secondsToGo: null,
    fault: null,
    range: EMPTY_RANGE,
    digest: { size: 2, sha256: 'ab' },
    build: null,
  },
  {
    name: 'device',
    version: 2,
    state: 'FAULTED',
    size: 1,
    head: 3,
    lagEvents: 2,
    lagSeconds: 9,
    rate: 7,
    secondsToGo: null,
    fault: { position: 1, eventId: 'e', code: 'DECODE_FAILED', message: 'x' },
    range: EMPTY_RANGE,
    digest: null,
    build: {
      version: 3,
      size: 2,
      target: 3,
      rate: 5,
      fault: null,
      comparison: {
        name: 'device',
        version: 3,
        size: 2,
        digestBefore: 'cd',
        digestAfter: 'ef',
        differing: 1,
        differences: [{ table: 'device', side: 'NEW', row: { tag: 'SMT-1' } }],
      },
    },
  },
];

const serve = (journal: ArrayJournal, publicEntries = false): Promise<GraphqlHarness> =>
  graphqlHarness({
    rooms: [ledgerRead],
    events: allEvents,
    journal,
    sizes: new SettableSizes(
      journal.events.length,
      { event: journal.events.length, 'ledger-time': journal.events.length },
      statuses,
    ),
    publicEntries,
  });

/** Every field of an object type, as deep as it goes. */
const everything = (type: GraphQLObjectType): string =>
  Object.values(type.getFields())
    .map(({ name, type: output }): string => {
      const named: GraphQLNamedType = getNamedType(output);
      return isObjectType(named) ? `${name} { ${everything(named)} }` : name;
    })
    .join(' ');

describe('the types of events', () => {
  const schema = printSchemaSdl([ledgerRead], allEvents).then((sdl) => buildSchema(sdl));
  let api: GraphqlHarness;
  beforeAll(async () => {
    const events = allEvents.map(({ type, schema: data }: EventDefinition) => ({
      stream: 'ledger',
      type,
      data: sample(data as JsonSchema),
    }));
    api = await serve(arrayJournal(events));
  });
  afterAll(() => api.close());

  it('are one for each kind of event in the catalogue, and no more', async () => {
    const ledgerEvent = (await schema).getType('LedgerEvent');
    const types = isInterfaceType(ledgerEvent) ? (await schema).getPossibleTypes(ledgerEvent) : [];
    expect(types.map(({ name }) => name).toSorted()).toEqual(allEvents.map(({ type }) => `${type}Event`).toSorted());
  });

  it('have every field of the data', async () => {
    for (const { type, schema: data } of allEvents) {
      const fields = (await schema).getType(`${type}Data`) as GraphQLObjectType;
      expect(Object.keys(fields.getFields()).toSorted()).toEqual(
        Object.keys((data as JsonSchema).properties!).toSorted(),
      );
    }
  });

  it('resolve with all of their data', async () => {
    const fieldsOf = async (type: string): Promise<string> =>
      everything((await schema).getType(`${type}Data`) as GraphQLObjectType);
    const all = allEvents.map(({ type, schema: data }, position) => ({ type, data, position }));
    while (all.length > 0) {
      const some = all.splice(0, MAX_ROOT_FIELDS);
      const queries = some.map(
        async ({ type, position }) =>
          `a${position}: event(position: ${position}) { __typename ... on ${type}Event { type data { ${await fieldsOf(type)} } } }`,
      );
      const answer = await api.ask(`{ ${(await Promise.all(queries)).join(' ')} }`);
      expect(answer.errors).toBeUndefined();
      for (const { type, data, position } of some) {
        const event = answer.data![`a${position}`];
        expect(event).toMatchObject({ __typename: `${type}Event`, type });
        expect(texts(event.data)).toEqual(texts(sample(data as JsonSchema)));
      }
    }
  });

  it('let one query span kinds with a field of the same name', async () => {
    const typeOf = async (type: string, name: string) =>
      getNamedType(((await schema).getType(`${type}Data`) as GraphQLObjectType).getFields()[name]!.type);
    const named = new Map<string, string[]>();
    for (const { type, schema: data } of allEvents)
      for (const name of Object.keys((data as JsonSchema).properties!))
        // `from` is a custodian in one event and a day in others: objects and values can't have one selection.
        if (!isCompositeType(await typeOf(type, name))) named.set(name, [...(named.get(name) ?? []), type]);
    for (const [name, types] of named) {
      const spans = types.map((type) => `... on ${type}Event { data { ${name} } }`).join(' ');
      expect(validate(await schema, parse(`{ event(position: 0) { ${spans} } }`))).toEqual([]);
    }
  });
});

/** Numbers within 2^53 may be strings in an answer: values are compared as text. */
const texts = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(texts);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value)
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([key, each]) => [key, texts(each)]),
    );
  return String(value);
};

describe('one event', () => {
  const opened = {
    stream: 'ledger',
    type: 'LedgerOpened',
    data: { purpose: 'DEMO', seed: 's' },
    recordedAt: '2021-09-12T01:00:00.000Z',
    unit: '31',
  };
  const enabled = (fromPosition: string) => ({
    stream: 'ledger',
    type: 'PolicyEnabled',
    data: { policy: 'assign', fromPosition },
  });
  const journal = arrayJournal([opened, enabled('1'), enabled('7')]);
  const [first] = journal.events;
  let api: GraphqlHarness;
  let open: GraphqlHarness;
  beforeAll(async () => {
    api = await serve(journal);
    open = await serve(journal, true);
  });
  afterAll(() => Promise.all([api.close(), open.close()]));

  it('is found by id, position and node id, with its exact bytes', async () => {
    const fields =
      '{ id eventId position stream revision type version occurredAt recordedAt body actor { id role unit } command { id sha256 } causation correlation }';
    const byPosition = await api.ask(`{ event(position: "0") ${fields} }`);
    expect(byPosition.data!.event).toMatchObject({
      eventId: first!.id,
      position: '0',
      body: first!.body,
      version: 1,
      actor: { unit: '31' },
      causation: null,
    });
    expect((await api.ask(`{ event(id: "${first!.id}") ${fields} }`)).data).toEqual(byPosition.data);
    const id = nodeId('LedgerEvent', first!.id);
    expect((await api.ask(`{ event(id: "${id}") ${fields} }`)).data).toEqual(byPosition.data);
    expect((await api.ask(`{ node(id: "${id}") { __typename id } }`)).data).toEqual({
      node: { __typename: 'LedgerOpenedEvent', id },
    });
  });

  it('is absent beyond the size that is read at, and under an id that is none', async () => {
    const { data } = await api.ask(
      '{ a: event(position: 2, asOf: { size: 2 }) { id } b: event(position: 99) { id } c: event(id: "nothing") { id } }',
    );
    expect(data).toEqual({ a: null, b: null, c: null });
  });

  it('is asked for by one of id and position', async () => {
    for (const query of ['{ event { id } }', `{ event(id: "x", position: 1) { id } }`])
      expect((await api.ask(query)).errors![0]!.extensions.code).toBe('BAD_USER_INPUT');
  });

  it('is seen by AUDITOR, by whoever’s unit recorded it, and by all where entries are open', async () => {
    const query = '{ event(position: 0) { id } }';
    const officer = (units: readonly string[]): Viewer => ({
      actorId: 'x',
      roles: ['PROVINCE_ALLOCATOR'],
      units,
      organisations: [],
    });
    expect((await api.ask(query, { as: auditor })).data!.event).not.toBeNull();
    expect((await api.ask(query, { as: officer(['31']) })).data!.event).not.toBeNull();
    expect((await api.ask(query, { as: officer(['79']) })).data!.event).toBeNull();
    expect((await api.ask(query, { as: officer([]) })).errors![0]!.extensions.code).toBe('FORBIDDEN');
    expect((await api.ask(query, { as: null })).errors![0]!.extensions.code).toBe('UNAUTHENTICATED');
    expect((await open.ask(query, { as: null })).data!.event).not.toBeNull();
  });

  it('is one of a stream, which shows its releases, what they compile to, and every version of a field', async () => {
    const { data } = await api.ask(
      '{ stream(name: "ledger") { name compiled releases(last: 2) { nodes { revision } count { value precision } } versioned { field versions { value event { position } } } } }',
    );
    const { stream } = data!;
    expect(JSON.parse(stream.compiled)).toEqual({ fromPosition: '7', policy: 'assign', purpose: 'DEMO', seed: 's' });
    expect(stream.releases).toEqual({
      nodes: [{ revision: 1 }, { revision: 2 }],
      count: { value: 3, precision: 'EXACT' },
    });
    expect(stream.versioned).toContainEqual({
      field: 'fromPosition',
      versions: [
        { value: '"1"', event: { position: '1' } },
        { value: '"7"', event: { position: '2' } },
      ],
    });
    expect(stream.versioned).toContainEqual({
      field: 'policy',
      versions: [{ value: '"assign"', event: { position: '1' } }],
    });
    const before = await api.ask(
      '{ stream(name: "ledger", asOf: { size: 1 }) { compiled } none: stream(name: "device-X") { name } }',
    );
    expect(before.data).toEqual({ stream: { compiled: '{"purpose":"DEMO","seed":"s"}' }, none: null });
  });

  it('opened the ledger', async () => {
    const { data } = await api.ask(
      '{ ledger { size root position lagEvents checkpoint purpose openedAt } empty: ledger(asOf: { size: 0 }) { size position purpose } }',
      { as: null },
    );
    expect(data).toEqual({
      ledger: {
        size: '3',
        root: Buffer.from(inventedRoot(3)).toString('base64'),
        position: '2',
        lagEvents: 0,
        checkpoint: null,
        purpose: 'DEMO',
        openedAt: opened.recordedAt,
      },
      empty: { size: '0', position: null, purpose: null },
    });
  });

  it('may have stopped a projection', async () => {
    const query =
      '{ projections { name version state position root head lagEvents lagSeconds lastError { position code } } }';
    expect((await api.ask(query)).data!.projections).toEqual([
      {
        name: 'event',
        version: 1,
        state: 'LIVE',
        position: '2',
        root: ROOT_OF_NOTHING,
        head: '3',
        lagEvents: 0,
        lagSeconds: null,
        lastError: null,
      },
      {
        name: 'device',
        version: 2,
        state: 'FAULTED',
        position: '0',
        root: ROOT_OF_NOTHING,
        head: '3',
        lagEvents: 2,
        lagSeconds: 9,
        lastError: { position: '1', code: 'DECODE_FAILED' },
      },
    ]);
    const donor: Viewer = { actorId: 'x', roles: ['DONOR_VIEWER'], units: [], organisations: ['D'] };
    expect((await api.ask(query, { as: donor })).errors![0]!.extensions.code).toBe('FORBIDDEN');
  });
});

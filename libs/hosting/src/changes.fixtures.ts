import { type GraphQLObjectType, type GraphQLSchema, getNamedType, isObjectType, isRequiredArgument } from 'graphql';
import { nodeId } from '@graphql-api';
import type { Answer, GraphqlHarness } from '@graphql-api/testing';
import type { ReadTables } from '@projections';

/** What `changes` says of things, against what they are as of its two sizes and of those in between. */

/** Where the keys of each type stand. */
const TABLES: Readonly<Record<string, readonly [table: string, key: string]>> = {
  Beneficiary: ['beneficiary', 'subject_id'],
  Device: ['device', 'tag'],
  Donation: ['donation', 'code'],
  Donor: ['donor', 'code'],
  Grant: ['data_grant', 'grant_id'],
  Lot: ['lot', 'lot_id'],
  Organisation: ['organisation', 'code'],
};
/** Made of other things than the thing itself. */
const DERIVED: ReadonlySet<string> = new Set(['id', 'unattributedQuantity', 'unattributedAmount', 'days', 'sim']);
/** Shorter than the lists, so that they have several pages. */
const PAGE = 1;

type Values = Readonly<Record<string, unknown>>;
interface Change {
  readonly key: string;
  readonly kind: string;
  readonly fields: readonly {
    readonly field: string;
    readonly before: string | null;
    readonly after: string | null;
    readonly versions: readonly { readonly value: string; readonly position: string; readonly event: Values }[];
  }[];
}

/** What a thing has by itself, as an answer would show it. */
const selection = (type: GraphQLObjectType): string => {
  const parts = Object.values(type.getFields()).flatMap((field) => {
    const of = getNamedType(field.type);
    const leadsOn = isObjectType(of) && of.getInterfaces().length > 0;
    if (DERIVED.has(field.name) || leadsOn || field.name === 'versioned' || field.name === 'history') return [];
    if (field.args.some(isRequiredArgument) || of.name.endsWith('Connection')) return [];
    return [isObjectType(of) ? `${field.name} ${selection(of)}` : field.name];
  });
  return `{ ${parts.join(' ')} }`;
};

const answered = ({ data, errors }: Answer): NonNullable<Answer['data']> => {
  if (errors || !data) throw new Error(JSON.stringify(errors));
  return data;
};

/** Things of random histories need not fit their fields: then nothing is said of them as of a size. */
const isUnfit = ({ errors = [] }: Answer): boolean =>
  errors.length > 0 && errors.every(({ extensions: { code } }) => code === 'INTERNAL_SERVER_ERROR');

export interface ChangesSubject {
  readonly api: GraphqlHarness;
  readonly tables: ReadTables;
  readonly schema: GraphQLSchema;
}

/** Of every type of thing: what is listed differs as it says, and by the events that it says; what isn't listed is the same. How many had changed. */
export const expectChanges = async (
  { api, tables, schema }: ChangesSubject,
  from: number,
  to: number,
): Promise<number> => {
  const types = schema.getPossibleTypes(schema.getType('Versioned') as never) as readonly GraphQLObjectType[];
  expect(types.map(({ name }) => name).toSorted()).toEqual(Object.keys(TABLES));
  let changed = 0;
  for (const type of types) {
    const [table, column] = TABLES[type.name]!;
    const rows = await tables.query<{ key: string }>(`select ${column}::text as key from ${table}_now`, []);
    const keys = rows.map(({ key }) => key);
    const changes = await listed(api, type, from, to);
    const shown = shownAt(api, type, keys);
    const [before, after] = [await shown(from), await shown(to)];
    if (!before || !after) continue;
    for (const [index, key] of keys.entries()) {
      const change = changes.find((each) => each.key === key);
      expectFields(key, change, before[index] ?? null, after[index] ?? null);
      if (!change) continue;
      changed += 1;
      const event = (position: string) => shown(Number(position) + 1).then((all) => all?.[index] ?? null);
      for (const { field, versions } of change.fields.slice(0, 2))
        for (const { value, position, event: made } of versions) {
          expect(made).toEqual({ position });
          expect([Number(position) >= from, Number(position) < to]).toEqual([true, true]);
          expect({ field, value: JSON.parse(value) }).toEqual({ field, value: (await event(position))?.[field] });
          expect(value).not.toBe(JSON.stringify((await event(String(Number(position) - 1)))?.[field] ?? null));
        }
    }
  }
  return changed;
};

/** The things as of a size, asked once for each size; null where one does not fit its fields. */
const shownAt = (api: GraphqlHarness, type: GraphQLObjectType, keys: readonly string[]) => {
  const ids = JSON.stringify(keys.map((key) => nodeId(type.name, key)));
  const known = new Map<number, Promise<readonly (Values | null)[] | null>>();
  const ask = async (size: number): Promise<readonly (Values | null)[] | null> => {
    const answer = await api.ask(
      `{ nodes(ids: ${ids}, asOf: { size: "${size}" }) { ... on ${type.name} ${selection(type)} } }`,
    );
    return isUnfit(answer) ? null : answered(answer).nodes;
  };
  return (size: number): Promise<readonly (Values | null)[] | null> => {
    const asked = known.get(size) ?? ask(size);
    known.set(size, asked);
    return asked;
  };
};

const expectFields = (key: string, change: Change | undefined, before: Values | null, after: Values | null): void => {
  const names = Object.keys({ ...before, ...after });
  const differ = names.filter(
    (name) => JSON.stringify(before?.[name] ?? null) !== JSON.stringify(after?.[name] ?? null),
  );
  const said = (change?.fields ?? []).map((field) => ({
    field: field.field,
    before: field.before === null ? null : JSON.parse(field.before),
    after: field.after === null ? null : JSON.parse(field.after),
  }));
  expect({ key, said: said.toSorted((one, other) => (one.field < other.field ? -1 : 1)) }).toEqual({
    key,
    said: differ.toSorted().map((field) => ({ field, before: before?.[field] ?? null, after: after?.[field] ?? null })),
  });
  for (const { versions, after: last } of change?.fields ?? []) expect(versions.at(-1)?.value).toBe(last);
  if (change) expect(change.kind).toBe(!before ? 'ADDED' : differ.length > 0 ? 'CHANGED' : 'UNCHANGED');
};

/** All pages. */
const listed = async (
  api: GraphqlHarness,
  { name }: GraphQLObjectType,
  from: number,
  to: number,
): Promise<readonly Change[]> => {
  const found: Change[] = [];
  let after = '';
  for (;;) {
    const answer = await api.ask(`{ changes(from: { size: "${from}" }, to: { size: "${to}" }) {
      things(type: "${name}", first: ${PAGE}${after}) {
        nodes { key kind fields { field before after versions { value position event { position } } } }
        pageInfo { hasNextPage endCursor } count { value } } } }`);
    const { nodes, pageInfo, count } = answered(answer).changes.things;
    found.push(...nodes);
    if (!pageInfo.hasNextPage) {
      expect(count.value).toBe(found.length);
      return found;
    }
    after = `, after: "${pageInfo.endCursor}"`;
  }
};

/** Figures are asked for beside each other, as many as aliases allow. */
const ALIASES = 25;
const CUTS = ['LOCALITY', 'PHASE', 'DONOR', 'CARRIER', 'CATEGORY'] as const;
type FunnelRow = Readonly<Record<string, number | null>> & { readonly key: never };
type Funnel = ReadonlyMap<string, FunnelRow>;
interface Figure {
  readonly key: string;
  readonly measure: string;
}
interface Added {
  readonly position: string;
  readonly n: number;
}

const valueIn = (funnel: Funnel, { key, measure }: Figure): number => funnel.get(key)?.[measure] ?? 0;

const columnsOf = async (api: GraphqlHarness): Promise<readonly string[]> => {
  const { fields } = answered(await api.ask('{ __type(name: "FunnelRow") { fields { name } } }')).__type;
  const names: readonly string[] = fields.map(({ name }: { readonly name: string }) => name);
  return names.filter((name) => name !== 'key' && name !== 'name');
};

/**
 * The totals that are said to differ are those of the funnel that do; what the events of each figure are said to have added comes to its
 * difference, and for some figures each event is seen to have added it. How many events were added up.
 */
export const expectTotals = async (
  api: GraphqlHarness,
  from: number,
  to: number,
  cuts: readonly string[] = CUTS,
): Promise<number> => {
  const columns = await columnsOf(api);
  const between = async (fields: string) =>
    answered(await api.ask(`{ changes(from: { size: "${from}" }, to: { size: "${to}" }) { ${fields} } }`)).changes;
  let count = 0;
  for (const by of cuts) {
    const at = async (size: number): Promise<Funnel | null> => {
      const answer = await api.ask(`{ funnel(by: ${by}, asOf: { size: "${size}" }) { key ${columns.join(' ')} } }`);
      return isUnfit(answer) ? null : new Map(answered(answer).funnel.map((row: FunnelRow) => [row.key, row]));
    };
    const [before, after] = [await at(from), await at(to)];
    if (!before || !after) continue;
    const keys = [...new Set([...before.keys(), ...after.keys()])].toSorted();
    const figures = keys
      .flatMap((key) => columns.map((measure) => ({ key, measure })))
      .map((figure) => ({ ...figure, before: valueIn(before, figure), after: valueIn(after, figure) }))
      .map((figure) => ({ ...figure, difference: figure.after - figure.before }));
    const { totals } = await between(`totals(by: ${by}) { key measure before after difference }`);
    expect(totals).toEqual(figures.filter(({ difference }) => difference !== 0));
    for (let start = 0; start < figures.length; start += ALIASES) {
      const some = figures.slice(start, start + ALIASES);
      const events = await between(some.map((figure, index) => `f${index}: ${eventsOf(by, figure)}`).join(' '));
      for (const [index, figure] of some.entries()) {
        const added: readonly Added[] = events[`f${index}`].nodes;
        const sum = added.reduce((total, { n }) => total + n, 0);
        expect({ by, ...figure, sum }).toEqual({ by, ...figure, sum: figure.difference });
        count += added.length;
        if (index === 0) await expectAdded(figure, added.slice(-2), at);
      }
    }
  }
  return count;
};

const eventsOf = (by: string, { key, measure }: Figure): string =>
  `totalEvents(by: ${by}, key: "${key}", measure: "${measure}", first: 100) { nodes { position n } }`;

const expectAdded = async (
  figure: Figure,
  added: readonly Added[],
  at: (size: number) => Promise<Funnel | null>,
): Promise<void> => {
  for (const { position, n } of added) {
    const [was, is] = [await at(Number(position)), await at(Number(position) + 1)];
    if (was && is) expect({ ...figure, n }).toEqual({ ...figure, n: valueIn(is, figure) - valueIn(was, figure) });
  }
};

import {
  isListType,
  isNonNullType,
  isObjectType,
  isLeafType,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
} from 'graphql';

type Properties = Readonly<Record<string, unknown>>;

/** Each field of the type that the value has by itself, as JSON: as an answer would show it, without what hangs on it. */
export type Shown = ReadonlyMap<string, string>;

/** What a field shows before it shows anything. */
export const NOTHING = 'null';

/** Told apart by value, and opaque. */
const ID = 'id';

export const shownOf = (type: GraphQLObjectType, value: object): Shown =>
  new Map(
    Object.entries(answered(type, value as Properties))
      .filter(([field]) => field !== ID)
      .map(([field, answer]) => [field, JSON.stringify(answer)]),
  );

const answered = (type: GraphQLObjectType, value: Properties): Properties =>
  Object.fromEntries(
    Object.values(type.getFields())
      .filter(({ name }) => Object.hasOwn(value, name))
      .map((field) => [field.name, answerOf(field.type, value[field.name])]),
  );

const answerOf = (type: GraphQLOutputType, value: unknown): unknown => {
  if (value === null || value === undefined) return null;
  if (isNonNullType(type)) return answerOf(type.ofType as GraphQLOutputType, value);
  if (isListType(type))
    return (value as readonly unknown[]).map((each) => answerOf(type.ofType as GraphQLOutputType, each));
  if (isLeafType(type)) return leafOf(type, value);
  if (isObjectType(type)) return answered(type, value as Properties);
  throw new Error(`a version shows no ${type}`);
};

/** A value that doesn't fit its field is the reason to look for where it came from: here it is told as it stands. */
const leafOf = (type: GraphQLLeafType, value: unknown): unknown => {
  try {
    return type.serialize(value);
  } catch {
    return value;
  }
};

export interface ShownVersion {
  /** Of the event that made it so. */
  readonly position: number;
  readonly shown: Shown;
}

export interface FieldValue {
  readonly value: string;
  readonly position: number;
}

/** Every value that each field had, in order. A field that showed nothing yet has none. */
export const historiesOf = (versions: readonly ShownVersion[]): ReadonlyMap<string, readonly FieldValue[]> => {
  const histories = new Map<string, FieldValue[]>();
  for (const { position, shown } of versions)
    for (const [field, value] of shown) {
      const values = histories.get(field) ?? [];
      if ((values.at(-1)?.value ?? NOTHING) !== value) values.push({ value, position });
      histories.set(field, values);
    }
  return new Map([...histories].filter(([, values]) => values.length > 0).sort(byName));
};

/** Fields that do not show the same, by name. What is not there shows nothing. */
export const differing = (before: Shown | null, after: Shown | null): readonly string[] =>
  [...new Set([...(before ?? []), ...(after ?? [])].map(([field]) => field))]
    .filter((field) => (before?.get(field) ?? NOTHING) !== (after?.get(field) ?? NOTHING))
    .toSorted();

const byName = ([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number =>
  one < other ? -1 : 1;

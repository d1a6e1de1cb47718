import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildSchema,
  getNamedType,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLNamedType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';

/** Objects below the things of a list: what a thing has, and what that has. */
const LEVELS = 2;

/** Types and fields that say where an event came to stand: that is the store's own, and everything else the programme's. */
const OF_THE_STORE: ReadonlySet<string> = new Set(['Position', 'proof']);

export interface ListQuery {
  readonly field: string;
  /** Takes `$first` and `$after`. */
  readonly text: string;
}

/** For each list that anybody can ask for: all its things with all they say, but for where events stand. */
export const listQueries = (): readonly ListQuery[] => {
  const schema = buildSchema(readFileSync(join(__dirname, '../../apps/query-api/schema.graphql'), 'utf8'));
  return Object.values(schema.getQueryType()!.getFields())
    .filter(isList)
    .map(({ name, type }) => {
      const node = getNamedType((getNamedType(type) as GraphQLObjectType).getFields().nodes!.type);
      return {
        field: name,
        text: `query ($first: Int!, $after: String) { ${name}(first: $first, after: $after) {
          nodes { __typename ${selectionOf(node, LEVELS)} } pageInfo { hasNextPage endCursor } } }`,
      };
    });
};

const isList = ({ type }: AnyField): boolean => getNamedType(type).name.endsWith('Connection');

const selectionOf = (type: GraphQLNamedType, levels: number): string =>
  isObjectType(type) || isInterfaceType(type)
    ? Object.values(type.getFields())
        .filter((field) => !field.args.some(isRequiredArgument) && !isList(field))
        .map((field) => fieldOf(field, levels))
        .join(' ')
    : '';

const fieldOf = ({ name, type }: AnyField, levels: number): string => {
  const named = getNamedType(type);
  if (OF_THE_STORE.has(name) || OF_THE_STORE.has(named.name)) return '';
  if (isLeafType(named)) return name;
  const below = levels > 0 ? selectionOf(named, levels - 1) : '';
  return below.trim() ? `${name} { ${below} }` : '';
};

type AnyField = GraphQLField<unknown, unknown>;

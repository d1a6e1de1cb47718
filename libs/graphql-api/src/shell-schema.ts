import {
  GraphQLInt,
  GraphQLNonNull,
  GraphQLSchema,
  defaultFieldResolver,
  getNamedType,
  isObjectType,
  isOutputType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
} from 'graphql';
import { assertMay, DEFAULT_ROOT_ACCESS } from './access';
import { DEFAULT_COUNT_LIMIT, type Connection } from './connection';
import type { Access } from './decorators';
import { ErrorCodeEnum } from './errors';
import { shellOf } from './operation';
import type { ShellContext } from './read-context';
import { ANONYMOUS } from './viewer';

/** Gives the generated types of the events, once the interface that they implement is known. */
export type MoreTypes = (schema: GraphQLSchema) => readonly GraphQLNamedType[];

export interface ShellSchemaOptions {
  readonly moreTypes: MoreTypes;
  readonly publicEntries: boolean;
}

/** What code-first can't say: counts on connections, generated event types, the list of error codes, and who may read which field. */
export const shellSchema = (built: GraphQLSchema, { moreTypes, publicEntries }: ShellSchemaOptions): GraphQLSchema => {
  const config = built.toConfig();
  const schema = new GraphQLSchema({ ...config, types: [...config.types, ErrorCodeEnum, ...moreTypes(built)] });
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    if (shellOf(type).connection) addCount(schema, type);
    for (const field of Object.values(type.getFields())) guard(field, accessOf(schema, type, field), publicEntries);
  }
  return schema;
};

const accessOf = (
  schema: GraphQLSchema,
  type: GraphQLObjectType,
  field: GraphQLField<unknown, unknown>,
): Access | undefined => shellOf(field).access ?? (type === schema.getQueryType() ? DEFAULT_ROOT_ACCESS : undefined);

const guard = (
  field: GraphQLField<unknown, ShellContext>,
  access: Access | undefined,
  publicEntries: boolean,
): void => {
  if (!access || access.kind === 'PUBLIC') return;
  const resolve = field.resolve ?? defaultFieldResolver;
  field.resolve = (source, args, context, info) => {
    assertMay(context.reads?.viewer ?? ANONYMOUS, access, publicEntries);
    return resolve(source, args, context, info);
  };
};

const addCount = (schema: GraphQLSchema, connection: GraphQLObjectType): void => {
  const count = getNamedType(schema.getType('Count'));
  if (!count || !isOutputType(count)) throw new Error('the type Count is missing');
  const limit: GraphQLArgument = {
    name: 'limit',
    description: 'Counting stops here.',
    type: new GraphQLNonNull(GraphQLInt),
    defaultValue: DEFAULT_COUNT_LIMIT,
    deprecationReason: undefined,
    extensions: {},
    astNode: undefined,
  };
  connection.getFields().count = {
    name: 'count',
    description: 'How many there are in all pages together, counted up to `limit`.',
    type: new GraphQLNonNull(count),
    args: [limit],
    resolve: (page: Connection<unknown>, args: { readonly limit: number }) => page.count(args.limit),
    subscribe: undefined,
    deprecationReason: undefined,
    extensions: {},
    astNode: undefined,
  } as GraphQLField<unknown, unknown>;
};

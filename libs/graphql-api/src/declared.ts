import { isObjectType, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { eventTypeName } from './ledger-event';
import { shellOf } from './operation';
import { NODE_TYPE, type ReadRoom } from './room';

/**
 * What rooms forgot to say, in sentences: a type that names no projection would be read at the head of the ledger, where its tables may not
 * be yet; a projection that no room has is never at any size; a node without a loader can't be found again.
 */
export const undeclared = (
  schema: GraphQLSchema,
  rooms: readonly ReadRoom[],
  events: readonly { readonly type: string }[],
): readonly string[] => {
  const known = new Set(rooms.flatMap(({ projections }) => projections.map(({ name }) => name)));
  const loaded = new Set(rooms.flatMap(loadedTypes));
  const eventNames = new Set(events.map(({ type }) => eventTypeName(type)));
  const types = Object.values(schema.getTypeMap()).filter(
    (type): type is GraphQLObjectType => isObjectType(type) && !type.name.startsWith('__'),
  );
  return types.flatMap((type) => {
    const isNode = type.getInterfaces().some(({ name }) => name === 'Node') && !eventNames.has(type.name);
    const named = [type, ...Object.values(type.getFields())].flatMap((thing) => shellOf(thing).readsFrom ?? []);
    return [
      ...named
        .filter((name) => !known.has(name))
        .map((name) => `${type.name} reads from the projection ${name}, which no room has`),
      ...(isNode && !shellOf(type).readsFrom ? [`${type.name} is a Node and says nothing of what it @ReadsFrom`] : []),
      ...(isNode && !loaded.has(type.name) ? [`${type.name} is a Node and nothing @LoadsNode it`] : []),
    ];
  });
};

const loadedTypes = ({ resolvers, providers = [] }: ReadRoom): readonly string[] =>
  [...resolvers, ...providers].flatMap((provider) => {
    const type =
      typeof provider === 'function' ? (Reflect.getMetadata(NODE_TYPE, provider) as string | undefined) : undefined;
    return type === undefined ? [] : [type];
  });
